/** Tells the till that an order is paid, again and again until it answers `success`. Never reaches out of this PC. */
import { request as httpRequest } from 'node:http';
import type { Clock } from '../../ports/index.ts';
import type { Books, Delivery } from './books.ts';
import type { DeliveryResult } from './phone-view.ts';

/** Waits between the tries; the real gateways take minutes to hours, which no trainee waits for. */
export const defaultRetryMs: readonly number[] = [1_000, 3_000, 10_000, 30_000];

const answerTimeoutMs = 5_000;
const errorPauseMs = 5_000;
const answerLimitBytes = 1_024;
const shownAnswerLength = 100;
const longestTimerMs = 2 ** 31 - 1;

export interface NotifierOptions {
  readonly books: Books;
  readonly clock: Clock;
  readonly retryMs: readonly number[];
  /** While true nothing is sent; `wake` is called when that ends. */
  readonly isPaused: () => boolean;
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/** Sends one message at a time, in the order in which they are due. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #abort = new AbortController();
  #cancelTimer: (() => void) | null = null;
  #sending: Promise<void> | null = null;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Looks for what is due now; to be called at the start and whenever something was added. */
  wake(): void {
    if (this.#abort.signal.aborted) return;
    this.#sending ??= this.#sendThenWait();
  }

  /** Stops for good; what is still to be told stays in the books for the next start. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#cancelTimer?.();
    await this.#sending;
  }

  async #sendThenWait(): Promise<void> {
    let waitMs: number | null;
    try {
      await this.#sendAllDue();
      waitMs = this.#untilNextMs();
    } catch (error) {
      this.#options.onError(error);
      // Books that cannot be written now must not make a message go out in a tight loop.
      waitMs = errorPauseMs;
    }
    this.#sending = null;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (waitMs === null || this.#abort.signal.aborted) return;
    this.#cancelTimer = this.#options.clock.after(Math.min(waitMs, longestTimerMs), () => {
      this.wake();
    });
  }

  async #sendAllDue(): Promise<void> {
    for (;;) {
      const { books, clock } = this.#options;
      const delivery = this.#isResting() ? null : books.nextDelivery();
      if (delivery === null || delivery.nextAttemptAt > clock.now().toISOString()) return;
      const result = await this.#send(delivery);
      // A try that the stop cut short is repeated after the next start.
      if (this.#abort.signal.aborted) return;
      this.#record(delivery, result);
      this.#options.onChange();
    }
  }

  /** `null` when nothing is to be waited for: whoever adds a message or ends the pause will wake us. */
  #untilNextMs(): number | null {
    const next = this.#isResting() ? null : this.#options.books.nextDelivery();
    if (next === null) return null;
    return Math.max(0, Date.parse(next.nextAttemptAt) - this.#options.clock.now().getTime());
  }

  #isResting(): boolean {
    return this.#options.isPaused() || this.#abort.signal.aborted;
  }

  #record(delivery: Delivery, result: DeliveryResult): void {
    const { books, clock, retryMs } = this.#options;
    const now = clock.now();
    // A forger does not care for the answer.
    const waitMs = delivery.kind === 'forged' ? undefined : retryMs[delivery.attempts];
    const nextAttemptAt = new Date(now.getTime() + (waitMs ?? 0)).toISOString();
    const status = statusAfter(result, waitMs !== undefined);
    books.recordAttempt(delivery, now.toISOString(), result, { status, nextAttemptAt });
  }

  async #send(delivery: Delivery): Promise<DeliveryResult> {
    const target = loopbackTarget(delivery.url);
    if (target === null) return { kind: 'skipped' };
    const timeout = new AbortController();
    const cancelTimer = this.#options.clock.after(answerTimeoutMs, () => {
      timeout.abort();
    });
    try {
      return await post(target, delivery, AbortSignal.any([timeout.signal, this.#abort.signal]));
    } finally {
      cancelTimer();
    }
  }
}

function statusAfter(result: DeliveryResult, triesLeft: boolean): Delivery['status'] {
  if (result.kind === 'acknowledged' || result.kind === 'skipped') return result.kind;
  return triesLeft ? 'pending' : 'given_up';
}

interface LoopbackTarget {
  readonly url: URL;
  readonly address: string;
}

/** The address on this PC that a URL names; `null` when it is anywhere else, or not plain HTTP. */
export function loopbackTarget(text: string): LoopbackTarget | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:') return null;
  if (/^127\.\d+\.\d+\.\d+$/.test(url.hostname)) return { url, address: url.hostname };
  // Not left to the resolver: it might say something else than this PC.
  if (url.hostname === 'localhost') return { url, address: '127.0.0.1' };
  return url.hostname === '[::1]' ? { url, address: '::1' } : null;
}

async function post(
  { url, address }: LoopbackTarget,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  return new Promise((resolve) => {
    const fail = (error: Error): void => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
      resolve({ kind: 'unreachable', detail: code });
    };
    const body = Buffer.from(delivery.body, 'utf8');
    const outgoing = httpRequest(
      {
        host: address,
        port: url.port === '' ? 80 : url.port,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: { host: url.host, 'content-type': delivery.contentType, 'content-length': body.length },
        agent: false,
        signal,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let length = 0;
        answer.on('data', (chunk: Buffer) => {
          length += chunk.length;
          chunks.push(chunk);
          if (length > answerLimitBytes) answer.destroy();
        });
        answer.on('error', fail);
        answer.on('close', () => {
          resolve(read(answer.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'), answer.complete));
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

function read(httpStatus: number, text: string, isComplete: boolean): DeliveryResult {
  if (isComplete && httpStatus === 200 && text === 'success') return { kind: 'acknowledged' };
  return { kind: 'answered', httpStatus, text: text.slice(0, shownAnswerLength) };
}
