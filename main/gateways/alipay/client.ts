/** One signed exchange with Alipay: check, sign, send, verify, and say what the reply's code means. */
import type { Evidence, Problem, ProblemCode } from '../../domain/order.ts';
import type { NextStep, TradeReason } from '../../domain/refusal.ts';
import type { Clock, KeyStore, NotSentOutcome, RefusedOutcome, UnknownOutcome } from '../../ports/index.ts';
import type { OnClockSkew } from '../clock-skew.ts';
import { notSentOutcome, postForText, problemOf, unknownOutcome, type Unverified } from '../exchange.ts';
import { defaultTimeoutMs, type HttpTransport } from '../http-transport.ts';
import type { ContentProblem } from './content-check.ts';
import { readCredentials } from './credentials.ts';
import { checkCommonParameters, signRequest } from './parameters.ts';
import type { OperationBuilding, TradeReference } from './requests.ts';
import { meaningOf, type CodeMeaning } from './result-codes.ts';
import { checkReply, replyCertSn } from './signing.ts';
import { replySchema, type AlipayAccount, type AlipayReply } from './wire.ts';

export interface AlipayOptions {
  readonly account: AlipayAccount;
  readonly keys: KeyStore;
  readonly transport: HttpTransport;
  readonly clock: Pick<Clock, 'now'>;
  readonly timeoutMs?: number;
  /** Hears by how many milliseconds this computer is ahead of the gateway. */
  readonly onClockSkew?: OnClockSkew | undefined;
}

/** Nothing was sent, because the tables do not allow it: one problem for each rule that was broken. */
export interface InvalidOutcome extends NotSentOutcome {
  readonly contentProblems: readonly ContentProblem[];
}

/** The gateway's verified «no», with its reason and what to do about it. */
export interface AlipayRefusal extends RefusedOutcome {
  readonly reason: TradeReason;
  readonly nextStep: NextStep;
}

/** What every operation may come to beside its own success. */
export type Failure = AlipayRefusal | UnknownOutcome | NotSentOutcome | InvalidOutcome;

/** It comes unsigned as well. */
const longestMainCode = 16;

export interface VerifiedReply {
  readonly kind: 'verified';
  readonly reply: AlipayReply;
  readonly meaning: CodeMeaning;
  readonly evidence: Evidence;
}

export interface Call {
  readonly request: OperationBuilding;
  /** The trade that the reply has to be about, as far as it names one. */
  readonly trade: TradeReference;
  readonly notifyUrl?: string | null;
  /** See `HttpRequest`. */
  readonly isQuestion?: boolean;
}

export type AlipayCall = (call: Call) => Promise<VerifiedReply | UnknownOutcome | NotSentOutcome | InvalidOutcome>;

export function createAlipayCall(options: AlipayOptions): AlipayCall {
  const { account, keys, transport, clock, timeoutMs = defaultTimeoutMs, onClockSkew } = options;

  return async ({ request: building, trade, notifyUrl = null, isQuestion = false }) => {
    if (!building.ok) return invalidOutcome(building.problems);
    const common = checkCommonParameters(account, notifyUrl);
    if (!common.ok) return invalidOutcome(common.problems);
    const reading = await readCredentials(account, keys);
    if (!reading.ok) return notSentOutcome(reading.problem);
    const { privateKey, alipayKeyFor, certificates, contentKey } = reading.value;
    const { operation } = building;
    const unsigned = { account, operation, notifyUrl, now: clock.now() };
    const request = signRequest(unsigned, privateKey, { certificates, contentKey });
    const skewWatch = { clock, onClockSkew };
    const sending = { ...request, timeoutMs, isQuestion };
    const received = await postForText(transport, sending, skewWatch, account.charset ?? 'utf-8');
    if (received.kind !== 'received') return received;
    const { evidence } = received;
    const certSn = certificates === null ? null : replyCertSn(received.text);
    const publicKey = alipayKeyFor(certSn);
    if (publicKey === null) return unknownOutcome(problemOf('signature_wrong', 'alipay_cert_sn', certSn), evidence);
    const trust = { publicKey, signType: account.signType, contentKey };
    const verification = checkReply(received, operation.method, trust);
    if (verification.kind !== 'verified') return unknownOutcome(unverifiedProblem(verification), evidence);
    const parsed = replySchema.safeParse(verification.value);
    if (!parsed.success) return unknownOutcome(problemOf('malformed_reply'), evidence);
    const reply = parsed.data;
    const otherTrade = otherTradeOf(reply, trade);
    if (otherTrade !== null) return unknownOutcome(problemOf('order_number_differs', otherTrade), evidence);
    return { kind: 'verified', reply, meaning: meaningOf(reply.code, reply.sub_code), evidence };
  };
}

/** The outcome of a verified reply that is not the operation's own success. */
export function failureOf({ reply, meaning, evidence }: VerifiedReply): AlipayRefusal | UnknownOutcome {
  switch (meaning.kind) {
    case 'ok':
      return unknownOutcome(problemOf('malformed_reply'), evidence);
    case 'in_progress':
      return unknownOutcome(wordedProblem('gateway_unsure', reply), evidence);
    case 'trade_not_exist': {
      const problem = wordedProblem('gateway_refused', reply);
      return { kind: 'refused', problem, reason: 'trade_not_exist', nextStep: 'none', evidence };
    }
    case 'unsure':
      return unknownOutcome(wordedProblem(meaning.code, reply), evidence);
    case 'refused': {
      const { reason, nextStep } = meaning;
      return { kind: 'refused', problem: wordedProblem(meaning.code, reply), reason, nextStep, evidence };
    }
  }
}

function otherTradeOf(reply: AlipayReply, trade: TradeReference): string | null {
  const differs = (named: string | undefined, told: string | null): boolean =>
    named !== undefined && named !== '' && told !== null && told !== named;
  if (differs(trade.outTradeNo, reply.out_trade_no)) return reply.out_trade_no;
  return differs(trade.tradeNo, reply.trade_no) ? reply.trade_no : null;
}

function invalidOutcome(contentProblems: readonly ContentProblem[]): InvalidOutcome {
  const words = contentProblems.map(({ field, rule }) => `${field}: ${rule}`).join(', ');
  return { ...notSentOutcome(problemOf('input_rejected', null, words)), contentProblems };
}

function wordedProblem(code: ProblemCode, reply: AlipayReply): Problem {
  const problem = problemOf(code, reply.sub_code ?? reply.code, reply.sub_msg ?? reply.msg);
  return reply.sub_code === null ? problem : { ...problem, gatewayMainCode: reply.code.slice(0, longestMainCode) };
}

/** What an unsigned fault says is carried for the person who phones support, and decides nothing. */
function unverifiedProblem(verification: Unverified): Problem {
  const claimed = verification.kind === 'signature_missing' ? replySchema.safeParse(verification.claimed) : null;
  return claimed?.success ? wordedProblem(verification.kind, claimed.data) : problemOf(verification.kind);
}
