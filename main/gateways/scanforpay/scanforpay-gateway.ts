import { randomUUID } from 'node:crypto';
import type { Evidence, Order, Problem, ProblemCode } from '../../domain/order.ts';
import type {
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
  type KeyText,
  type Unverified,
} from '../exchange.ts';
import { decodeStrictly } from '../strict-text.ts';
import { defaultTimeoutMs, type HttpTransport } from '../http-transport.ts';
import { isTrustedCode } from '../trusted-code.ts';
import { readFacts } from './facts.ts';
import { createBody, queryBody, requestOf } from './requests.ts';
import { meaningOf, type CodeMeaning } from './result-codes.ts';
import { signRequest, verifyResponse } from './signing.ts';
import { readEnvelope, type ResponseEnvelope, type ScanForPayAccount } from './wire.ts';

export interface ScanForPayGatewayOptions {
  readonly profile: ScanForPayAccount;
  readonly keys: KeyStore;
  readonly transport: HttpTransport;
  readonly clock: Pick<Clock, 'now'>;
  /** At most 32 characters, unique for each request. */
  readonly makeMessageId?: () => string;
  readonly timeoutMs?: number;
}

interface VerifiedReply {
  readonly kind: 'verified';
  readonly envelope: ResponseEnvelope;
  readonly evidence: Evidence;
}

/** One merchant account at ScanForPay. It has no cancel operation (gateways.md 1.7). */
export function createScanForPayGateway(options: ScanForPayGatewayOptions): Gateway {
  const { profile, keys, transport, clock, timeoutMs = defaultTimeoutMs } = options;
  const makeMessageId = options.makeMessageId ?? (() => randomUUID().replaceAll('-', ''));

  async function readSignKey(): Promise<KeyText> {
    const key = await readKeyText(keys, { profileId: profile.id, kind: 'scanforpay_sign_key' });
    if (!key.ok) return key;
    // Pasted keys come with line ends; a key of nothing would make signatures that anyone can make.
    const text = key.text.trim();
    return text === '' ? { ok: false, problem: problemOf('key_unusable') } : { ok: true, text };
  }

  async function call(path: string, body: object): Promise<VerifiedReply | UnknownOutcome | NotSentOutcome> {
    const key = await readSignKey();
    if (!key.ok) return notSentOutcome(key.problem);
    const request = requestOf(profile, makeMessageId(), clock.now(), body);
    const received = await postForText(transport, {
      url: `${profile.baseUrl.replace(/\/+$/, '')}${path}`,
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(signRequest(request, key.text), 'utf8'),
      timeoutMs,
    });
    if (received.kind !== 'received') return received;
    const { evidence } = received;
    const verification = verifyResponse(received.text, key.text);
    if (verification.kind !== 'verified') return unknownOutcome(unverifiedProblem(verification), evidence);
    const envelope = readEnvelope(verification.value);
    if (envelope === null) return unknownOutcome(problemOf('malformed_reply'), evidence);
    if (envelope.partnerNo !== null && envelope.partnerNo !== profile.partnerNo) {
      return unknownOutcome(problemOf('merchant_differs', envelope.partnerNo), evidence);
    }
    return { kind: 'verified', envelope, evidence };
  }

  async function create(order: Order, notifyUrl: string | null): Promise<CreateOutcome> {
    const reply = await call('/api/offline/create', createBody(profile, order, notifyUrl));
    if (reply.kind !== 'verified') return reply;
    const { envelope, evidence } = reply;
    const { body } = envelope;
    if (meaningOf(body.code).kind !== 'ok') return outcomeOfCode(envelope, evidence);
    if (envelope.partnerNo === null || body.partnerOrderNo === null || body.qrcode === null) {
      return unknownOutcome(problemOf('malformed_reply'), evidence);
    }
    if (body.partnerOrderNo !== order.orderNo) {
      return unknownOutcome(problemOf('order_number_differs', body.partnerOrderNo), evidence);
    }
    if (!isTrustedCode(body.qrcode, order.wallet)) {
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

  async function query(order: Order): Promise<QueryOutcome> {
    const reply = await call('/api/common/payQuery', queryBody(profile, order));
    if (reply.kind !== 'verified') return reply;
    const { envelope, evidence } = reply;
    switch (meaningOf(envelope.body.code).kind) {
      case 'ok': {
        const reading = readFacts(envelope);
        return reading.ok
          ? { kind: 'facts', facts: reading.facts, evidence }
          : unknownOutcome(reading.problem, evidence);
      }
      case 'not_found':
        return { kind: 'not_found', evidence };
      case 'unsure':
      case 'refused':
        return outcomeOfCode(envelope, evidence);
    }
  }

  async function parseNotification(raw: RawNotification): Promise<NotificationReading> {
    const key = await readSignKey();
    if (!key.ok) return { kind: 'cannot_check', problem: key.problem };
    const refuse = (problem: Problem): NotificationReading => ({
      kind: 'refused',
      problem,
      claimedOrderNo: claimedOrderNo(raw.body, /"partnerOrderNo"\s*:\s*"([A-Za-z0-9_]{1,64})"/),
    });
    const text = decodeStrictly(raw.body, 'utf-8');
    if (text === null) return refuse(problemOf('malformed_reply'));
    const verification = verifyResponse(text, key.text);
    if (verification.kind !== 'verified') return refuse(unverifiedProblem(verification));
    const envelope = readEnvelope(verification.value);
    if (envelope === null) return refuse(problemOf('malformed_reply'));
    const meaning = meaningOf(envelope.body.code);
    // `code` and `status` are two indicators of success; without the first the second proves nothing.
    if (meaning.kind !== 'ok') return refuse(wordedProblem(envelope, codeOf(meaning)));
    const reading = readFacts(envelope);
    return reading.ok ? { kind: 'verified', facts: reading.facts } : refuse(reading.problem);
  }

  return { kind: 'scanforpay', create, query, cancel: null, parseNotification };
}

function outcomeOfCode(envelope: ResponseEnvelope, evidence: Evidence): UnknownOutcome | RefusedOutcome {
  const meaning = meaningOf(envelope.body.code);
  const problem = wordedProblem(envelope, codeOf(meaning));
  return meaning.kind === 'unsure' ? unknownOutcome(problem, evidence) : { kind: 'refused', problem, evidence };
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
