import { createHash } from 'node:crypto';
import type { ScanForPayAccount } from '../../preload/contract/index.ts';
import { decodeReceived } from '../gateways/charset.ts';
import { problemOf, unknownOutcome } from '../gateways/exchange.ts';
import type { HttpTransport } from '../gateways/http-transport.ts';
import { createScanForPayOperations } from '../gateways/scanforpay/operations.ts';
import { readSignKey } from '../gateways/scanforpay/sign-key.ts';
import { checkResponse, signatureOf } from '../gateways/scanforpay/signing.ts';
import { readEnvelope } from '../gateways/scanforpay/wire.ts';
import { readJsonDocument, stringOf } from '../gateways/signed-json.ts';
import { textOfFileBytes } from '../common/strict-text.ts';
import type { KeyStore, QueryOutcome } from '../ports/index.ts';
import type { AccountCommands, CommandWorld, QueryOptions } from './account.ts';
import { exitCodes, gatewayResult, notVerified, UsageError, verified, type CommandResult } from './results.ts';

export function scanForPayCommands(
  account: ScanForPayAccount,
  keys: KeyStore,
  transport: HttpTransport,
  { clock }: CommandWorld,
): AccountCommands {
  let clockSkewMs: number | null = null;
  const operations = createScanForPayOperations({
    account,
    keys,
    transport,
    clock,
    onClockSkew: (skewMs) => (clockSkewMs = skewMs),
  });

  async function signKey(): Promise<string> {
    const key = await readSignKey(keys, account.id);
    if (key.ok) return key.text;
    const what = key.problem.gatewayMessage ?? 'not given, or empty';
    throw new UsageError(`keyFiles.scanforpay_sign_key: ${what}.`);
  }

  async function sign(document: Buffer): Promise<CommandResult> {
    const key = await signKey();
    const text = (textOfFileBytes(document) ?? '').trim();
    const reading = readJsonDocument(text);
    if (!reading.ok) throw new UsageError(`The input is no JSON object that can be signed: ${reading.fault}.`);
    const { members } = reading;
    // Either the whole of what is sent, or the text of its `request` alone.
    const request = members.get('request');
    const signedText = request?.text ?? text;
    const signature = signatureOf(signedText, key);
    const given = members.get('signature');
    const signatureGiven = given === undefined ? null : stringOf(given);
    return {
      exitCode: exitCodes.done,
      output: {
        gateway: 'scanforpay',
        signedText,
        signature,
        body: `{"request":${signedText},"signature":"${signature}"}`,
        ...(signatureGiven === null ? {} : { signatureGiven, agrees: signatureGiven.toLowerCase() === signature }),
      },
    };
  }

  async function verify(document: Buffer): Promise<CommandResult> {
    const key = await signKey();
    const message = decodeReceived(document, []);
    if (message === null) return notVerified('malformed_reply', { detail: 'The bytes are neither UTF-8 nor GB18030.' });
    const verification = checkResponse(message, key);
    if (verification.kind === 'verified') {
      const envelope = readEnvelope(verification.value);
      return verified({ gateway: 'scanforpay', message: verification.value, messageId: envelope?.messageId ?? null });
    }
    const reading = readJsonDocument(message.text);
    if (!reading.ok) return notVerified(verification.kind, { detail: reading.fault });
    const response = reading.members.get('response');
    if (response === undefined) return notVerified(verification.kind, { detail: 'There is no member "response".' });
    const member = reading.members.get('signature');
    const signatureGiven = member === undefined ? null : stringOf(member);
    return notVerified(verification.kind, {
      signedText: response.text,
      signatureExpected: signatureOf(response.text, key),
      signatureGiven,
      hints: signatureGiven === null ? [] : hintsFor(response.text, signatureGiven.toLowerCase(), key),
    });
  }

  return {
    sign,
    verifyResponse: verify,
    verifyNotification: verify,
    create: async ({ timeLimit, fieldsText, ...input }) => {
      if (fieldsText !== undefined)
        throw new UsageError('At ScanForPay every field has an option; --fields is for Alipay.');
      const payTimeLimit = timeLimit ?? `${account.codeValidMinutes}m`;
      return gatewayResult(await operations.create({ ...input, payTimeLimit }), clockSkewMs);
    },
    query: async (input) => gatewayResult(aboutTheOrder(await operations.query(input), input), clockSkewMs),
    refund: async (input) => gatewayResult(await operations.refund(input), clockSkewMs),
  };
}

/** The app holds the facts against its order; here the numbers that were asked about are all there is. */
function aboutTheOrder(outcome: QueryOutcome, { orderNo, gatewayOrderNo }: QueryOptions): QueryOutcome {
  if (outcome.kind !== 'facts') return outcome;
  const { facts, evidence } = outcome;
  const [asked, told] = orderNo === null ? [gatewayOrderNo, facts.gatewayOrderNo] : [orderNo, facts.orderNo];
  return told === null || told === asked ? outcome : unknownOutcome(problemOf('order_number_differs', told), evidence);
}

/** Mistakes by which a document was signed with the right key and still does not verify. */
function hintsFor(signedText: string, signatureGiven: string, key: string): readonly string[] {
  const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
  const compact = JSON.stringify(JSON.parse(signedText));
  const mistakes: readonly (readonly [string, string])[] = [
    ['key_before_the_text', sha256(key + signedText)],
    ['key_left_out', sha256(signedText)],
    ['written_again_after_signing', signatureOf(compact, key)],
    ['slashes_changed_after_signing', signatureOf(signedText.replaceAll('\\/', '/'), key)],
    ['slashes_changed_after_signing', signatureOf(signedText.replaceAll('\\/', '/').replaceAll('/', '\\/'), key)],
  ];
  return [...new Set(mistakes.filter(([, signature]) => signature === signatureGiven).map(([mistake]) => mistake))];
}
