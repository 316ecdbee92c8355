/**
 * All that ScanForPay can be asked (gateways.md 1.3), in our words. What the till's use cases need of it is behind the
 * `Gateway` port; the rest is here for refunds, barcode payments, reconciliation and the command line.
 */
import { randomUUID } from 'node:crypto';
import { currencies, type Currency } from '../../domain/money.ts';
import { assertNever, type Evidence, type Problem, type ProblemCode } from '../../domain/order.ts';
import type { PaymentFacts } from '../../domain/settlement.ts';
import type {
  Clock,
  CreateOutcome,
  KeyStore,
  NotificationReading,
  NotSentOutcome,
  QueryOutcome,
  RawNotification,
  RefusedOutcome,
  UnknownOutcome,
} from '../../ports/index.ts';
import { decodeReceived, headerCharset } from '../charset.ts';
import type { OnClockSkew } from '../clock-skew.ts';
import {
  claimedOrderNo,
  orderNoIn,
  notSentOutcome,
  postForText,
  problemOf,
  unknownOutcome,
  type Unverified,
} from '../exchange.ts';
import { defaultTimeoutMs, type HttpTransport } from '../http-transport.ts';
import { isTrustedCode } from '../trusted-code.ts';
import { readFacts } from './facts.ts';
import {
  checklistRequest,
  createRequest,
  payRequest,
  queryRequest,
  refundRequest,
  websiteQrRequest,
  type ChecklistInput,
  type CreateInput,
  type MessageContext,
  type PayInput,
  type QueryInput,
  type RefundInput,
  type RequestBuilding,
  type WebsiteQrInput,
} from './requests.ts';
import { meaningOf, type CodeMeaning } from './result-codes.ts';
import { readSignKey } from './sign-key.ts';
import { checkResponse, signRequest } from './signing.ts';
import { isGatewayAddress, readEnvelope, type ResponseEnvelope, type ScanForPayAccount } from './wire.ts';

export interface ScanForPayOptions {
  readonly account: ScanForPayAccount;
  readonly keys: KeyStore;
  readonly transport: HttpTransport;
  readonly clock: Pick<Clock, 'now'>;
  /** At most 32 characters, unique for each request. */
  readonly makeMessageId?: () => string;
  readonly timeoutMs?: number;
  /** Hears after each reply how far ahead of the gateway's this computer's clock is, in milliseconds. */
  readonly onClockSkew?: OnClockSkew | undefined;
}

type NotCarriedOut = RefusedOutcome | UnknownOutcome | NotSentOutcome;

/** The facts are still to be held against the sale (domain/settlement); whatever is not paid by them is queried. */
export type PayOutcome =
  { readonly kind: 'facts'; readonly facts: PaymentFacts; readonly evidence: Evidence | null } | NotCarriedOut;

export type WebsiteQrOutcome =
  | {
      readonly kind: 'page';
      /** The gateway's own page that shows the code; on its address or the account's. */
      readonly payUrl: string;
      readonly gatewayOrderNo: string | null;
      readonly evidence: Evidence | null;
    }
  | NotCarriedOut;

export type RefundOutcome =
  | {
      readonly kind: 'refund';
      /** `failed` is final; after `in_progress` the same refund is asked for again. */
      readonly status: 'in_progress' | 'done' | 'failed';
      /** Of this refund, as the gateway repeats it. */
      readonly amountMinor: number;
      readonly currency: Currency | null;
      readonly evidence: Evidence | null;
    }
  | NotCarriedOut;

export type ChecklistOutcome =
  | { readonly kind: 'file'; readonly url: string; /** UTC, ISO 8601. */ readonly validUntil: string }
  /** Nothing was sold on that day, or the file is not made yet (09:00 GMT+8 of the next day). */
  | { readonly kind: 'no_data' }
  | NotCarriedOut;

export interface ScanForPayOperations {
  /** `POST /api/offline/create`: a code that the customer scans. */
  create(input: CreateInput): Promise<CreateOutcome>;
  /** `POST /api/offline/pay`: the shop scans the customer's code. */
  pay(input: PayInput): Promise<PayOutcome>;
  /** `POST /api/offline/qrcode`: a page of the gateway's with a code on it. */
  websiteQr(input: WebsiteQrInput): Promise<WebsiteQrOutcome>;
  /** `POST /api/common/payQuery`. */
  query(input: QueryInput): Promise<QueryOutcome>;
  /** `POST /api/common/refund`. Repeating it with the same number and amount is the only way to ask about it. */
  refund(input: RefundInput): Promise<RefundOutcome>;
  /** `POST /api/common/checklist`: where the day's reconciliation file can be fetched for ten minutes. */
  checklist(input: ChecklistInput): Promise<ChecklistOutcome>;
  parseNotification(raw: RawNotification): Promise<NotificationReading>;
}

interface VerifiedReply {
  readonly kind: 'verified';
  readonly envelope: ResponseEnvelope;
  readonly evidence: Evidence;
}

/** A checklist's address is good for this long (gateways.md 1.3). */
const checklistValidMs = 10 * 60_000;

/** `status` of a refund; the page calls 1 «Cancelled», and means that the money has gone back. */
const refundStatuses = ['in_progress', 'done', 'failed'] as const;

/** One merchant account at ScanForPay. */
export function createScanForPayOperations(options: ScanForPayOptions): ScanForPayOperations {
  const { account, keys, transport, clock, onClockSkew, timeoutMs = defaultTimeoutMs } = options;
  const makeMessageId = options.makeMessageId ?? (() => randomUUID().replaceAll('-', ''));

  async function call<Input>(
    build: (context: MessageContext, input: Input) => RequestBuilding,
    input: Input,
    isQuestion = false,
  ): Promise<VerifiedReply | UnknownOutcome | NotSentOutcome> {
    const building = build({ account, messageId: makeMessageId(), now: clock.now() }, input);
    if (!building.ok) {
      const broken = building.problems.map(({ field, rule }) => `${field}: ${rule}`).join(', ');
      return notSentOutcome(problemOf('input_rejected', null, broken));
    }
    const key = await readSignKey(keys, account.id);
    if (!key.ok) return notSentOutcome(key.problem);
    const request = {
      url: `${account.baseUrl.replace(/\/+$/, '')}${building.path}`,
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(signRequest(building.request, key.text), 'utf8'),
      timeoutMs,
      isQuestion,
    };
    const received = await postForText(transport, request, { clock, onClockSkew });
    if (received.kind !== 'received') return received;
    const { evidence } = received;
    const verification = checkResponse(received, key.text);
    if (verification.kind !== 'verified') return unknownOutcome(unverifiedProblem(verification), evidence);
    const envelope = readEnvelope(verification.value);
    if (envelope === null) return unknownOutcome(problemOf('malformed_reply'), evidence);
    if (envelope.partnerNo !== null && envelope.partnerNo !== account.partnerNo) {
      return unknownOutcome(problemOf('merchant_differs', envelope.partnerNo), evidence);
    }
    return { kind: 'verified', envelope, evidence };
  }

  async function create(input: CreateInput): Promise<CreateOutcome> {
    const reply = await call(createRequest, input);
    if (reply.kind !== 'verified') return reply;
    const { envelope, evidence } = reply;
    const { body } = envelope;
    const fault = faultAbout(reply, input.orderNo, 'required');
    if (fault !== null) return fault;
    if (envelope.partnerNo === null || body.qrcode === null) {
      return unknownOutcome(problemOf('malformed_reply'), evidence);
    }
    if (!isTrustedCode(body.qrcode, input.wallet, account.baseUrl)) {
      return { kind: 'refused', problem: problemOf('code_untrusted', null, body.qrcode), evidence };
    }
    return {
      kind: 'created',
      qrText: body.qrcode,
      gatewayOrderNo: body.orderNo,
      imageUrls: [body.qrcodeImageS, body.qrcodeImageM, body.qrcodeImageL].filter((url) => url !== null),
      evidence,
    };
  }

  async function pay(input: PayInput): Promise<PayOutcome> {
    const reply = await call(payRequest, input);
    if (reply.kind !== 'verified') return reply;
    const fault = faultAbout(reply, input.orderNo, 'required');
    if (fault !== null) return fault;
    return factsOutcome(reply);
  }

  async function websiteQr(input: WebsiteQrInput): Promise<WebsiteQrOutcome> {
    const reply = await call(websiteQrRequest, input);
    if (reply.kind !== 'verified') return reply;
    const { envelope, evidence } = reply;
    const fault = faultAbout(reply, input.orderNo, 'optional');
    if (fault !== null) return fault;
    const { payUrl, orderNo } = envelope.body;
    if (payUrl === null) return unknownOutcome(problemOf('malformed_reply'), evidence);
    if (!isGatewayAddress(payUrl, account.baseUrl)) {
      return { kind: 'refused', problem: problemOf('code_untrusted', null, payUrl), evidence };
    }
    return { kind: 'page', payUrl, gatewayOrderNo: orderNo, evidence };
  }

  async function query(input: QueryInput): Promise<QueryOutcome> {
    const reply = await call(queryRequest, input, true);
    if (reply.kind !== 'verified') return reply;
    const { envelope, evidence } = reply;
    const meaning = meaningOf(envelope.body.code);
    // That another order is not there says nothing of this one. What is told of its money is held against the order.
    if (meaning.kind !== 'ok' && input.orderNo !== null) {
      const other = differentNumber(reply, input.orderNo, 'optional');
      if (other !== null) return other;
    }
    if (meaning.kind === 'not_found') return { kind: 'not_found', evidence };
    return faultOf(reply) ?? factsOutcome(reply);
  }

  async function refund(input: RefundInput): Promise<RefundOutcome> {
    const reply = await call(refundRequest, input);
    if (reply.kind !== 'verified') return reply;
    const { envelope, evidence } = reply;
    const { body } = envelope;
    const fault = faultAbout(reply, input.orderNo, 'optional');
    if (fault !== null) return fault;
    const status = body.status === null ? undefined : refundStatuses[body.status];
    if (envelope.partnerNo === null || status === undefined || body.orderAmount === null) {
      return unknownOutcome(problemOf('malformed_reply'), evidence);
    }
    if (body.refundNo !== null && body.refundNo !== input.refundNo) {
      return unknownOutcome(problemOf('order_number_differs', body.refundNo), evidence);
    }
    if (body.orderAmount !== input.amountMinor) {
      return unknownOutcome(problemOf('amount_differs', String(body.orderAmount)), evidence);
    }
    const currency = currencies.find((known) => known === body.currency) ?? null;
    if (currency === null && body.currency !== null) {
      return unknownOutcome(problemOf('currency_differs', body.currency), evidence);
    }
    return { kind: 'refund', status, amountMinor: body.orderAmount, currency, evidence };
  }

  async function checklist(input: ChecklistInput): Promise<ChecklistOutcome> {
    const reply = await call(checklistRequest, input, true);
    if (reply.kind !== 'verified') return reply;
    const { body } = reply.envelope;
    const fault = faultOf(reply);
    if (fault !== null) return fault;
    if (body.flag === 0) return { kind: 'no_data' };
    if (body.flag !== 1 || body.url === null || !isGatewayAddress(body.url, account.baseUrl)) {
      return unknownOutcome(problemOf('malformed_reply', null, body.url), reply.evidence);
    }
    const validUntil = new Date(clock.now().getTime() + checklistValidMs).toISOString();
    return { kind: 'file', url: body.url, validUntil };
  }

  async function parseNotification(raw: RawNotification): Promise<NotificationReading> {
    const key = await readSignKey(keys, account.id);
    if (!key.ok) return { kind: 'cannot_check', problem: key.problem };
    const refuse = (problem: Problem): NotificationReading => ({
      kind: 'refused',
      problem,
      claimedOrderNo: claimedOrderNo(raw.body, /"partnerOrderNo"\s*:\s*"([A-Za-z0-9_]{1,64})"/),
    });
    const message = decodeReceived(raw.body, [headerCharset(raw.contentType)]);
    if (message === null) return refuse(problemOf('malformed_reply'));
    const verification = checkResponse(message, key.text);
    if (verification.kind !== 'verified') return refuse(unverifiedProblem(verification));
    const envelope = readEnvelope(verification.value);
    const orderNo = envelope === null ? null : orderNoIn(envelope.body.partnerOrderNo);
    const noted = (problem: Problem): NotificationReading => ({ kind: 'inconclusive', problem, orderNo });
    if (envelope === null) return noted(problemOf('malformed_reply'));
    const meaning = meaningOf(envelope.body.code);
    // `code` and `status` are two indicators of success; without the first the second proves nothing.
    if (meaning.kind !== 'ok') return noted(wordedProblem(envelope, codeOf(meaning)));
    const reading = readFacts(envelope);
    return reading.ok ? { kind: 'verified', facts: reading.value } : noted(reading.problem);
  }

  return { create, pay, websiteQr, query, refund, checklist, parseNotification };
}

/** What a verified reply's code says against the operation; `null` when it was carried out. */
function faultOf({ envelope, evidence }: VerifiedReply): UnknownOutcome | RefusedOutcome | null {
  const meaning = meaningOf(envelope.body.code);
  const problem = wordedProblem(envelope, codeOf(meaning));
  switch (meaning.kind) {
    case 'ok':
      return null;
    case 'unsure':
      return unknownOutcome(problem, evidence);
    case 'refused':
    case 'not_found':
      return { kind: 'refused', problem, evidence };
    default:
      return assertNever(meaning);
  }
}

/** The same of a request about one order: a «no» about another order is none. */
function faultAbout(
  reply: VerifiedReply,
  orderNo: string,
  presence: 'required' | 'optional',
): UnknownOutcome | RefusedOutcome | null {
  return differentNumber(reply, orderNo, 'optional') ?? faultOf(reply) ?? differentNumber(reply, orderNo, presence);
}

function differentNumber(
  { envelope, evidence }: VerifiedReply,
  orderNo: string,
  presence: 'required' | 'optional',
): UnknownOutcome | null {
  const { partnerOrderNo } = envelope.body;
  if (partnerOrderNo === orderNo || (partnerOrderNo === null && presence === 'optional')) return null;
  const code = partnerOrderNo === null ? 'malformed_reply' : 'order_number_differs';
  return unknownOutcome(problemOf(code, partnerOrderNo), evidence);
}

function factsOutcome({ envelope, evidence }: VerifiedReply): PayOutcome {
  const reading = readFacts(envelope);
  return reading.ok ? { kind: 'facts', facts: reading.value, evidence } : unknownOutcome(reading.problem, evidence);
}

function codeOf(meaning: CodeMeaning): ProblemCode {
  return meaning.kind === 'unsure' || meaning.kind === 'refused' ? meaning.code : 'gateway_refused';
}

function wordedProblem({ body }: ResponseEnvelope, code: ProblemCode): Problem {
  return problemOf(code, String(body.code), body.msg);
}

/** What an unsigned fault says is carried for the person who phones support, and decides nothing. */
function unverifiedProblem(verification: Unverified): Problem {
  const claimed = verification.kind === 'signature_missing' ? readEnvelope(verification.claimed) : null;
  return claimed === null ? problemOf(verification.kind) : wordedProblem(claimed, verification.kind);
}
