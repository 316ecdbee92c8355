/**
 * Whether a merchant account can take money, step by step, before the first customer finds out: the keys sign and
 * verify, the gateway accepts a question about an order that does not exist, its answer verifies, the clock agrees.
 * No order is made and no money can move.
 */
import { randomBytes } from 'node:crypto';
import type { MerchantAccount, SelfTestReport, SelfTestStep } from '../../preload/contract/index.ts';
import { largestClockSkewMs } from '../domain/clock-skew.ts';
import type { Problem } from '../domain/order.ts';
import { createAlipayOperations } from '../gateways/alipay/operations.ts';
import { selfTest as testAlipayKeys } from '../gateways/alipay/self-test.ts';
import { createHttpTransport } from '../gateways/http-transport.ts';
import { createScanForPayOperations } from '../gateways/scanforpay/operations.ts';
import { parseSignKey } from '../gateways/scanforpay/sign-key.ts';
import type { Clock, KeyKind, KeyStore, QueryOutcome } from '../ports/index.ts';
import { explainProblem } from './explain-problem.ts';

export interface SelfTestParts {
  readonly account: MerchantAccount;
  readonly keys: KeyStore;
  readonly clock: Clock;
}

export async function testAccount(parts: SelfTestParts): Promise<SelfTestReport> {
  const startedAtMs = performance.now();
  const keySteps = parts.account.gateway === 'alipay' ? await alipayKeySteps(parts) : await scanForPayKeySteps(parts);
  const canSign = keySteps.every(({ verdict }) => verdict !== 'wrong');
  const steps = [
    ...keySteps,
    ...(canSign ? await gatewaySteps(parts) : notReached),
    step('notifications', parts.account.publicNotifyUrl === '' ? 'not_known' : 'good'),
  ];
  return {
    ready: steps.every(({ verdict }) => verdict !== 'wrong') && canSign && steps.some(isVerified),
    durationMs: Math.round(performance.now() - startedAtMs),
    steps,
  };
}

function isVerified({ name, verdict }: SelfTestStep): boolean {
  return name === 'answer_verified' && verdict === 'good';
}

const notReached: readonly SelfTestStep[] = [
  step('gateway_answered', 'not_known'),
  step('request_accepted', 'not_known'),
  step('answer_verified', 'not_known'),
  step('clock', 'not_known'),
];

function step(
  name: SelfTestStep['name'],
  verdict: SelfTestStep['verdict'],
  rest: Partial<Pick<SelfTestStep, 'problem' | 'durationMs' | 'explanation'>> = {},
): SelfTestStep {
  return { name, verdict, problem: null, durationMs: null, explanation: null, ...rest };
}

/** The key's text, or the step that says why there is none. */
async function readKey(
  { keys, account }: SelfTestParts,
  kind: KeyKind,
  name: SelfTestStep['name'],
): Promise<{ readonly text: string } | { readonly step: SelfTestStep }> {
  const reading = await keys.read({ accountId: account.id, kind });
  switch (reading.kind) {
    case 'found':
      return { text: reading.secret.reveal() };
    case 'missing_or_locked':
      return { step: step(name, 'wrong', { problem: 'missing' }) };
    case 'unavailable':
      return { step: step(name, 'wrong', { problem: 'keychain_unavailable' }) };
  }
}

async function scanForPayKeySteps(parts: SelfTestParts): Promise<readonly SelfTestStep[]> {
  const key = await readKey(parts, 'scanforpay_sign_key', 'sign_key');
  if ('step' in key) return [key.step];
  const parsing = parseSignKey(key.text);
  return [parsing.ok ? step('sign_key', 'good') : step('sign_key', 'wrong', { problem: parsing.problem })];
}

async function alipayKeySteps(parts: SelfTestParts): Promise<readonly SelfTestStep[]> {
  const { account, clock } = parts;
  if (account.gateway !== 'alipay') return [];
  const privateKey = await readKey(parts, 'alipay_app_private_key', 'private_key');
  const publicKey =
    account.certificates === undefined ? await readKey(parts, 'alipay_public_key', 'public_key') : undefined;
  const contentKey =
    account.encryptsContent === true ? await readKey(parts, 'alipay_content_key', 'content_key') : undefined;
  const readings = [privateKey, publicKey, contentKey].filter((reading) => reading !== undefined);
  const unread = readings.flatMap((reading) => ('step' in reading ? [reading.step] : []));
  if ('step' in privateKey) return unread;
  const findings = testAlipayKeys({
    signType: account.signType,
    privateKey: privateKey.text,
    publicKey: publicKey !== undefined && 'text' in publicKey ? publicKey.text : undefined,
    certificates: account.certificates,
    contentKey: contentKey !== undefined && 'text' in contentKey ? contentKey.text : undefined,
    now: clock.now(),
  });
  const tested = findings.map((finding) =>
    step(finding.part, finding.verdict, { problem: finding.verdict === 'good' ? null : finding.problem }),
  );
  // A key that the keychain did not give is said once, with the keychain's reason.
  return [...tested.filter(({ name }) => !unread.some((other) => other.name === name)), ...unread];
}

async function gatewaySteps(parts: SelfTestParts): Promise<readonly SelfTestStep[]> {
  const startedAtMs = performance.now();
  const { outcome, skewMs } = await askAboutNothing(parts);
  const durationMs = Math.round(performance.now() - startedAtMs);
  const clockStep =
    skewMs === null
      ? step('clock', 'not_known')
      : step('clock', Math.abs(skewMs) > largestClockSkewMs ? 'wrong' : 'good', { problem: String(skewMs) });
  switch (outcome.kind) {
    case 'facts':
    case 'not_found':
      return [
        step('gateway_answered', 'good', { durationMs }),
        step('request_accepted', 'good'),
        step('answer_verified', 'good'),
        clockStep,
      ];
    case 'refused':
      return [
        step('gateway_answered', 'good', { durationMs }),
        refusedStep(parts, outcome.problem),
        step('answer_verified', 'good'),
        clockStep,
      ];
    case 'not_sent':
      return [step('gateway_answered', 'wrong', { problem: outcome.problem.code }), ...notReached.slice(1)];
    case 'unknown':
      return [...unknownSteps(parts, outcome, durationMs), clockStep];
  }
}

function refusedStep({ account }: SelfTestParts, problem: Problem): SelfTestStep {
  return step('request_accepted', 'wrong', {
    problem: problem.gatewayMessage,
    explanation: explainProblem(account.gateway, problem),
  });
}

function unknownSteps(
  parts: SelfTestParts,
  { problem }: Extract<QueryOutcome, { kind: 'unknown' }>,
  durationMs: number,
): readonly SelfTestStep[] {
  switch (problem.code) {
    case 'unreachable':
    case 'timeout':
    case 'http_error':
      return [
        step('gateway_answered', 'wrong', { problem: problem.code, durationMs }),
        step('request_accepted', 'not_known'),
        step('answer_verified', 'not_known'),
      ];
    default:
      return [
        step('gateway_answered', 'good', { durationMs }),
        // Alipay signs nothing when it refuses the request itself, but says why.
        problem.gatewayCode === null ? step('request_accepted', 'not_known') : refusedStep(parts, problem),
        step('answer_verified', problem.gatewayCode === null ? 'wrong' : 'not_known', { problem: problem.code }),
      ];
  }
}

/** A question about an order that cannot exist: it needs both keys and moves nothing. */
async function askAboutNothing({ account, keys, clock }: SelfTestParts): Promise<{
  readonly outcome: QueryOutcome;
  readonly skewMs: number | null;
}> {
  const orderNo = `SELFTEST_${randomBytes(8).toString('hex')}`;
  let skewMs: number | null = null;
  const onClockSkew = (measuredMs: number): void => {
    skewMs = measuredMs;
  };
  const transport = createHttpTransport(account.gateway === 'alipay' ? account.gatewayUrl : account.baseUrl);
  try {
    const shared = { keys, clock, transport, onClockSkew };
    const outcome =
      account.gateway === 'alipay'
        ? await createAlipayOperations({ account, ...shared }).query({ outTradeNo: orderNo })
        : await createScanForPayOperations({ account, ...shared }).query({ orderNo, gatewayOrderNo: null });
    return { outcome, skewMs };
  } finally {
    transport.close();
  }
}
