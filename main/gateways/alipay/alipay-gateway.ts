import type { KeyObject } from 'node:crypto';
import type { Evidence, Order, Problem, ProblemCode } from '../../domain/order.ts';
import type {
  CancelOutcome,
  Clock,
  CreateOutcome,
  Gateway,
  KeyStore,
  NotificationReading,
  NotSentOutcome,
  QueryOutcome,
  RawNotification,
  RefusedOutcome,
  UnknownOutcome,
} from '../../ports.ts';
import {
  claimedOrderNo,
  notSentOutcome,
  postForText,
  problemOf,
  readKeyText,
  unknownOutcome,
  type Unverified,
} from '../exchange.ts';
import { defaultTimeoutMs, type HttpTransport } from '../http-transport.ts';
import { isTrustedCode } from '../trusted-code.ts';
import { readFacts } from './facts.ts';
import { isOwnPublicKey, parsePrivateKey, parsePublicKey, type KeyParsing } from './keys.ts';
import { readNotification } from './notification.ts';
import { cancelOperation, precreateOperation, queryOperation, type Operation } from './operations.ts';
import { signRequest } from './parameters.ts';
import { meaningOf, type CodeMeaning } from './result-codes.ts';
import { verifyReply } from './signing.ts';
import { replySchema, type AlipayAccount, type AlipayReply } from './wire.ts';

export interface AlipayGatewayOptions {
  readonly profile: AlipayAccount;
  readonly keys: KeyStore;
  readonly transport: HttpTransport;
  readonly clock: Pick<Clock, 'now'>;
  readonly timeoutMs?: number;
}

type KeyObjectReading =
  { readonly ok: true; readonly key: KeyObject } | { readonly ok: false; readonly problem: Problem };

interface VerifiedReply {
  readonly kind: 'verified';
  readonly reply: AlipayReply;
  readonly meaning: CodeMeaning;
  readonly evidence: Evidence;
}

/** One merchant application at Alipay: precreate, query and cancel of the V2 protocol (gateways.md 2). */
export function createAlipayGateway(options: AlipayGatewayOptions): Gateway {
  const { profile, keys, transport, clock, timeoutMs = defaultTimeoutMs } = options;

  async function readKey(
    kind: 'alipay_app_private_key' | 'alipay_public_key',
    parse: (text: string, signType: AlipayAccount['signType']) => KeyParsing,
  ): Promise<KeyObjectReading> {
    const key = await readKeyText(keys, { profileId: profile.id, kind });
    if (!key.ok) return key;
    const parsing = parse(key.text, profile.signType);
    return parsing.ok ? parsing : { ok: false, problem: problemOf('key_unusable', null, parsing.problem) };
  }

  async function call(
    operation: Operation,
    order: Order,
    notifyUrl: string | null,
  ): Promise<VerifiedReply | UnknownOutcome | NotSentOutcome> {
    const privateKey = await readKey('alipay_app_private_key', parsePrivateKey);
    if (!privateKey.ok) return notSentOutcome(privateKey.problem);
    // Without it no reply could be believed, so asking would only leave an order that nobody can answer for.
    const publicKey = await readKey('alipay_public_key', parsePublicKey);
    if (!publicKey.ok) return notSentOutcome(publicKey.problem);
    if (isOwnPublicKey(privateKey.key, publicKey.key)) {
      return notSentOutcome(problemOf('key_unusable', null, 'own_public_key_given'));
    }
    const request = signRequest({ account: profile, operation, notifyUrl, now: clock.now() }, privateKey.key);
    const received = await postForText(transport, { ...request, timeoutMs });
    if (received.kind !== 'received') return received;
    const { evidence } = received;
    const verification = verifyReply(received.text, operation.method, publicKey.key, profile.signType);
    if (verification.kind !== 'verified') return unknownOutcome(unverifiedProblem(verification), evidence);
    const parsed = replySchema.safeParse(verification.value);
    if (!parsed.success) return unknownOutcome(problemOf('malformed_reply'), evidence);
    const reply = parsed.data;
    if (reply.out_trade_no !== null && reply.out_trade_no !== order.orderNo) {
      return unknownOutcome(problemOf('order_number_differs', reply.out_trade_no), evidence);
    }
    return { kind: 'verified', reply, meaning: meaningOf(reply.code, reply.sub_code), evidence };
  }

  async function create(order: Order, notifyUrl: string | null): Promise<CreateOutcome> {
    // Precreate names no currency: the amount would be taken for yuan.
    if (order.currency !== 'CNY') return notSentOutcome(problemOf('configuration', null, order.currency));
    const result = await call(precreateOperation(profile, order), order, notifyUrl);
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    if (meaning.kind !== 'ok') return outcomeOfMeaning(result);
    if (reply.out_trade_no === null || reply.qr_code === null) {
      return unknownOutcome(problemOf('malformed_reply'), evidence);
    }
    if (!isTrustedCode(reply.qr_code, order.wallet)) {
      return { kind: 'refused', problem: problemOf('code_untrusted', null, reply.qr_code), evidence };
    }
    return { kind: 'created', qrText: reply.qr_code, gatewayOrderNo: null, imageUrls: [], evidence };
  }

  async function query(order: Order): Promise<QueryOutcome> {
    const result = await call(queryOperation(order), order, null);
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    if (meaning.kind === 'trade_not_exist') return { kind: 'not_found', evidence };
    if (meaning.kind !== 'ok') return outcomeOfMeaning(result);
    const { out_trade_no, trade_status, send_pay_date: paidAtText } = reply;
    if (out_trade_no === null || trade_status === null) {
      return unknownOutcome(problemOf('malformed_reply'), evidence);
    }
    // A reply to a query does not say whose application it is; only the signature's key does.
    const reading = readFacts(
      { ...reply, out_trade_no, trade_status },
      { merchantId: null, sellerId: null, paidAtText },
    );
    return reading.ok ? { kind: 'facts', facts: reading.facts, evidence } : unknownOutcome(reading.problem, evidence);
  }

  async function cancel(order: Order): Promise<CancelOutcome> {
    const result = await call(cancelOperation(order), order, null);
    if (result.kind !== 'verified') return result;
    const { reply, meaning, evidence } = result;
    // Nobody has scanned it, so there is nothing to close; the number is never used again (2.5).
    if (meaning.kind === 'trade_not_exist') return { kind: 'closed', evidence };
    if (meaning.kind !== 'ok') return outcomeOfMeaning(result);
    if (reply.retry_flag === 'Y') return unknownOutcome(problemOf('gateway_unsure', 'retry_flag=Y'), evidence);
    if (reply.retry_flag !== 'N') return unknownOutcome(problemOf('malformed_reply'), evidence);
    return { kind: reply.action === 'refund' ? 'refunded' : 'closed', evidence };
  }

  async function parseNotification(raw: RawNotification): Promise<NotificationReading> {
    const publicKey = await readKey('alipay_public_key', parsePublicKey);
    if (!publicKey.ok) return { kind: 'cannot_check', problem: publicKey.problem };
    const reading = readNotification(raw, publicKey.key, profile.signType);
    if (reading.ok) return { kind: 'verified', facts: reading.facts };
    const claimed = claimedOrderNo(raw.body, /(?:^|&)out_trade_no=([A-Za-z0-9_]{1,64})(?:&|$)/);
    return { kind: 'refused', problem: reading.problem, claimedOrderNo: claimed };
  }

  return { kind: 'alipay', create, query, cancel, parseNotification };
}

function outcomeOfMeaning({ reply, meaning, evidence }: VerifiedReply): UnknownOutcome | RefusedOutcome {
  const code = meaning.kind === 'unsure' || meaning.kind === 'refused' ? meaning.code : 'gateway_refused';
  const problem = wordedProblem(code, reply);
  return meaning.kind === 'unsure' ? unknownOutcome(problem, evidence) : { kind: 'refused', problem, evidence };
}

function wordedProblem(code: ProblemCode, reply: AlipayReply): Problem {
  return problemOf(code, reply.sub_code ?? reply.code, reply.sub_msg ?? reply.msg);
}

/** What an unsigned fault says is carried for the person who phones support, and decides nothing. */
function unverifiedProblem(verification: Unverified): Problem {
  const claimed = verification.kind === 'signature_missing' ? replySchema.safeParse(verification.claimed) : null;
  return claimed?.success ? wordedProblem(verification.kind, claimed.data) : problemOf(verification.kind);
}
