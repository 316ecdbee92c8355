/** The wire between the tills and the world: it loses, delays and spoils what it is told to. */
import type { HttpFailure, HttpReply, HttpRequest, HttpTransport } from '../../../main/gateways/http-transport.ts';
import type { Clock } from '../../../main/ports/index.ts';
import type { AlipayWire } from './alipay-wire.ts';
import type { Asked, SignatureCheck } from './asked.ts';
import type { Met } from './commands.ts';
import type { ScanForPayWire } from './scanforpay-wire.ts';
import type { Trade, Trades } from './trades.ts';
import type { Witness } from './witness.ts';

/** What happens to one request. `carriedOut`: whether the gateway did what it was asked before it went wrong. */
export type Fate =
  | { readonly kind: 'answered' }
  /** The reply comes late; everything else may happen meanwhile. */
  | { readonly kind: 'slow'; readonly thereMs: number; readonly backMs: number }
  | {
      readonly kind: 'timeout' | 'reset' | 'http_500' | 'html' | 'unsure' | 'strange_code';
      readonly carriedOut: boolean;
    }
  /** Carried out, but the reply is not to be believed. */
  | { readonly kind: 'unsigned' | 'wrong_signature' }
  /** Carried out over a connection that had been kept open, which then breaks. */
  | { readonly kind: 'stale' };

/** Who sends a request. */
export interface Sender {
  readonly till: number;
  /** To a dead process nothing is answered. */
  isListening(): boolean;
  /** Whether it holds the keys with which the account's replies are checked. */
  canVerify(asked: Asked): boolean;
  /** Whether its settings may have it sign with another key than the account's. */
  maySignWrongly(asked: Asked): boolean;
}

interface Wires {
  readonly scanforpay: ScanForPayWire;
  readonly alipay: AlipayWire;
}

/** One request as the gateway's wire sees it. */
interface Exchange {
  readonly asked: Asked;
  readonly isSignedWell: boolean;
  /** By the transport itself, when a kept connection breaks. */
  readonly isSentAgain: boolean;
  readonly carryOut: () => string;
  readonly answerUnsure: () => string;
  readonly answerStrangely: () => string;
  readonly refuseSignature: () => string;
}

interface Caller {
  readonly isListening: () => boolean;
  /** @param tellsOfMoney whether the answer is honest and says that there is money. */
  readonly answer: (result: HttpReply | HttpFailure, tellsOfMoney?: boolean) => void;
}

const timeoutMs = 10_000;
const signatureMember = /,"sign(?:ature)?":"([^"]*)"/;

export class Network {
  readonly #wires: Wires;
  readonly #trades: Trades;
  readonly #witness: Witness;
  readonly #clock: Clock;
  readonly #met: Set<Met>;
  #fates: Fate[] = [];
  /** Grows with every request, so that a test can wait until all is quiet. */
  activity = 0;

  constructor(parts: {
    readonly wires: Wires;
    readonly trades: Trades;
    readonly witness: Witness;
    /** Of the gateways, which is right. */
    readonly clock: Clock;
    /** Takes down what goes wrong. */
    readonly met: Set<Met>;
  }) {
    this.#met = parts.met;
    this.#wires = parts.wires;
    this.#trades = parts.trades;
    this.#witness = parts.witness;
    this.#clock = parts.clock;
  }

  /** The next requests meet these fates, in this order; those after them are answered. */
  arrange(fates: readonly Fate[]): void {
    this.#fates.push(...fates);
  }

  heal(): void {
    this.#fates = [];
  }

  transport(sender: Sender): HttpTransport {
    return {
      post: (request) =>
        new Promise((resolve) => {
          this.activity += 1;
          const exchange = this.#exchange(request, sender);
          const { asked } = exchange;
          this.#witness.sent(sender.till, asked);
          const answer = (result: HttpReply | HttpFailure, tellsOfMoney = false): void => {
            this.activity += 1;
            if (!sender.isListening()) return;
            if (tellsOfMoney && sender.canVerify(asked))
              this.#witness.toldOfMoney(sender.till, asked.orderNo, asked.merchant.id);
            resolve(result);
          };
          if (!exchange.isSignedWell) {
            if (!sender.maySignWrongly(asked)) throw new Error('A request was signed wrongly');
            answer(this.#reply(200, exchange.refuseSignature()));
            return;
          }
          const fate = this.#fates.shift() ?? { kind: 'answered' };
          this.#send(exchange, fate, { isListening: () => sender.isListening(), answer });
        }),
    };
  }

  #send(exchange: Exchange, fate: Fate, { isListening, answer }: Caller): void {
    if ('carriedOut' in fate && fate.carriedOut) exchange.carryOut();
    switch (fate.kind) {
      case 'answered':
        this.#answerHonestly(exchange, answer);
        return;
      case 'slow':
        this.#clock.after(fate.thereMs, () => {
          // A connection goes with its process: what has not arrived by then never does.
          if (!isListening()) return;
          this.#answerHonestly(exchange, (...answered) => {
            this.#clock.after(fate.backMs, () => answer(...answered));
          });
        });
        return;
      case 'unsigned':
        answer(this.#reply(200, exchange.carryOut().replace(signatureMember, '')));
        return;
      case 'wrong_signature':
        answer(this.#reply(200, exchange.carryOut().replace(signatureMember, swapped)));
        return;
      case 'timeout':
        this.#clock.after(timeoutMs, () => answer({ kind: 'failure', reason: 'timeout', detail: 'ETIMEDOUT' }));
        return;
      case 'stale':
        this.#met.add('kept connections');
        exchange.carryOut();
        // The connection had been kept open, so the till's side may take it that nothing was carried out.
        if (exchange.isSentAgain) this.#answerHonestly(exchange, answer);
        else answer({ kind: 'failure', reason: 'unreachable', detail: 'ECONNRESET' });
        return;
      case 'reset':
        answer({ kind: 'failure', reason: 'unreachable', detail: 'ECONNRESET' });
        return;
      case 'http_500':
        answer(this.#reply(500, 'Internal Server Error'));
        return;
      case 'html':
        answer(this.#reply(200, '<html><body>Back soon: payment received, status=1</body></html>'));
        return;
      case 'unsure':
        answer(this.#reply(200, exchange.answerUnsure()));
        return;
      case 'strange_code':
        this.#met.add('strange codes');
        answer(this.#reply(200, exchange.answerStrangely()));
        return;
    }
  }

  #answerHonestly(exchange: Exchange, answer: Caller['answer']): void {
    const text = exchange.carryOut();
    answer(this.#reply(200, text), this.#saysMoney(exchange.asked));
  }

  #exchange(request: HttpRequest, { till }: Sender): Exchange {
    const { alipay, scanforpay } = this.#wires;
    return request.url.includes('/gateway.do')
      ? this.#over(alipay, alipay.read(request), request, till)
      : this.#over(scanforpay, scanforpay.read(request), request, till);
  }

  #over<Call extends Asked>(
    wire: {
      answer(call: Call, till: number): string;
      answerUnsure(call: Call): string;
      answerStrangely(call: Call): string;
      refuseSignature(call: Call): string;
    },
    { call, isSignedWell }: SignatureCheck<Call>,
    { isQuestion = false }: HttpRequest,
    till: number,
  ): Exchange {
    return {
      asked: call,
      isSignedWell,
      isSentAgain: isQuestion,
      carryOut: () => {
        const find = (): Trade | null => this.#trades.find(call.orderNo, call.merchant.id);
        const before = { refundedMinor: 0, state: null, ...find() };
        const text = wire.answer(call, till);
        const trade = find();
        if (trade === null) return text;
        const movedMinor = trade.refundedMinor - before.refundedMinor;
        if (movedMinor > 0) this.#witness.movedBack(till, call, movedMinor, trade.till);
        else if (call.operation === 'cancel' && trade.state !== before.state)
          this.#witness.ended(till, call, trade.till);
        const isBooking = call.operation === 'create' || call.operation === 'pay';
        if (isBooking && trade.till !== till) this.#met.add('equal numbers');
        return text;
      },
      answerUnsure: () => wire.answerUnsure(call),
      answerStrangely: () => wire.answerStrangely(call),
      refuseSignature: () => wire.refuseSignature(call),
    };
  }

  /** Whether an honest answer to this tells of money. */
  #saysMoney({ operation, orderNo, merchant }: Asked): boolean {
    if (operation !== 'query' && operation !== 'pay') return false;
    return this.#trades.find(orderNo, merchant.id)?.state === 'paid';
  }

  #reply(status: number, text: string): HttpReply {
    return { kind: 'reply', status, body: Buffer.from(text), dateHeader: this.#clock.now().toUTCString() };
  }
}

/** The same signature with two of its characters changed: well-formed, and wrong. */
function swapped(member: string): string {
  return member.replace(/[0-9a-e]{1}(?=[^"]*"$)/, (character) => (character === 'a' ? 'b' : 'a'));
}
