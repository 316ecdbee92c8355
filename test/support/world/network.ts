/** The wire between the till and the world: it loses, delays and spoils what it is told to. */
import type { HttpFailure, HttpReply, HttpRequest, HttpTransport } from '../../../main/gateways/http-transport.ts';
import type { Clock } from '../../../main/ports.ts';
import type { AlipayWire } from './alipay-wire.ts';
import type { ScanForPayWire } from './scanforpay-wire.ts';

/** What happens to one request. `carriedOut`: whether the gateway did what it was asked before it went wrong. */
export type Fate =
  | { readonly kind: 'answered' }
  /** The reply comes late; everything else may happen meanwhile. */
  | { readonly kind: 'slow'; readonly thereMs: number; readonly backMs: number }
  | { readonly kind: 'timeout' | 'reset' | 'http_500' | 'html' | 'unsure'; readonly carriedOut: boolean }
  /** Carried out, but the reply is not to be believed. */
  | { readonly kind: 'unsigned' | 'wrong_signature' };

interface Caller {
  readonly isListening: () => boolean;
  readonly answer: (result: HttpReply | HttpFailure) => void;
}

const timeoutMs = 10_000;
const signatureMember = /,"sign(?:ature)?":"([^"]*)"/;

export class Network {
  readonly #wires: { readonly scanforpay: ScanForPayWire; readonly alipay: AlipayWire };
  readonly #clock: Clock;
  #fates: Fate[] = [];
  /** Grows with every request, so that a test can wait until all is quiet. */
  activity = 0;

  constructor(wires: { readonly scanforpay: ScanForPayWire; readonly alipay: AlipayWire }, clock: Clock) {
    this.#wires = wires;
    this.#clock = clock;
  }

  /** The next requests meet these fates, in this order; those after them are answered. */
  arrange(fates: readonly Fate[]): void {
    this.#fates.push(...fates);
  }

  heal(): void {
    this.#fates = [];
  }

  /** @param isListening whether the process that asks is still there: to a dead one nothing is answered. */
  transport(isListening: () => boolean): HttpTransport {
    return {
      post: (request) =>
        new Promise((resolve) => {
          this.activity += 1;
          const answer = (result: HttpReply | HttpFailure): void => {
            this.activity += 1;
            if (isListening()) resolve(result);
          };
          this.#send(request, this.#fates.shift() ?? { kind: 'answered' }, { isListening, answer });
        }),
    };
  }

  #send(request: HttpRequest, fate: Fate, { isListening, answer }: Caller): void {
    switch (fate.kind) {
      case 'answered':
        answer(reply(200, this.#carryOut(request)));
        return;
      case 'slow':
        this.#clock.after(fate.thereMs, () => {
          // A connection goes with its process: what has not arrived by then never does.
          if (!isListening()) return;
          const text = this.#carryOut(request);
          this.#clock.after(fate.backMs, () => answer(reply(200, text)));
        });
        return;
      case 'unsigned':
        answer(reply(200, this.#carryOut(request).replace(signatureMember, '')));
        return;
      case 'wrong_signature':
        answer(reply(200, this.#carryOut(request).replace(signatureMember, swapped)));
        return;
      case 'timeout':
        if (fate.carriedOut) this.#carryOut(request);
        this.#clock.after(timeoutMs, () => answer({ kind: 'failure', reason: 'timeout', detail: 'ETIMEDOUT' }));
        return;
      case 'reset':
        if (fate.carriedOut) this.#carryOut(request);
        answer({ kind: 'failure', reason: 'unreachable', detail: 'ECONNRESET' });
        return;
      case 'http_500':
        if (fate.carriedOut) this.#carryOut(request);
        answer(reply(500, 'Internal Server Error'));
        return;
      case 'html':
        if (fate.carriedOut) this.#carryOut(request);
        answer(reply(200, '<html><body>Back soon: payment received, status=1</body></html>'));
        return;
      case 'unsure':
        if (fate.carriedOut) this.#carryOut(request);
        answer(reply(200, this.#wireOf(request).answerUnsure(request)));
        return;
    }
  }

  #carryOut(request: HttpRequest): string {
    return this.#wireOf(request).answer(request);
  }

  #wireOf({ url }: HttpRequest): ScanForPayWire | AlipayWire {
    return url.includes('/gateway.do') ? this.#wires.alipay : this.#wires.scanforpay;
  }
}

function reply(status: number, text: string): HttpReply {
  return { kind: 'reply', status, body: Buffer.from(text), dateHeader: null };
}

/** The same signature with two of its characters changed: well-formed, and wrong. */
function swapped(member: string): string {
  return member.replace(/[0-9a-e]{1}(?=[^"]*"$)/, (character) => (character === 'a' ? 'b' : 'a'));
}
