/** Customers: they find the codes that the till shows, open them, pay, decline, or walk away. Some take their time. */
import { actOnPhone, type PhoneAction } from '../support/practice-phone.ts';
import type { PracticePlatform } from '../../main/practice/platform.ts';
import type { Random } from '../fuzz/random.ts';
import { pause } from './proxy.ts';

const plans: readonly (readonly PhoneAction[])[] = [
  ['scan', 'pay'],
  ['scan', 'pay'],
  ['scan', 'pay'],
  ['scan', 'pay'],
  ['scan', 'decline'],
  ['scan'],
  [],
];

export class Customers {
  readonly #platform: PracticePlatform;
  readonly #random: Random;
  readonly #beforePaying: (orderNo: string) => void;
  readonly #seen = new Set<string>();
  readonly #busy = new Set<Promise<void>>();

  /** @param beforePaying told of each order that is just going to be paid. */
  constructor(platform: PracticePlatform, random: Random, beforePaying: (orderNo: string) => void) {
    this.#platform = platform;
    this.#random = random;
    this.#beforePaying = beforePaying;
  }

  /** Each code that has come since is somebody's now. */
  look(): void {
    for (const { orderNo, status } of this.#platform.readState().trades) {
      if (status !== 'waiting' || this.#seen.has(orderNo)) continue;
      this.#seen.add(orderNo);
      this.#send(orderNo, this.#random.pick(plans));
    }
  }

  /** Whoever had walked away comes back and pays. */
  comeBack(): void {
    for (const { orderNo, status } of this.#platform.readState().trades) {
      if (status === 'waiting') this.#send(orderNo, ['scan', 'pay']);
      else if (status === 'scanned') this.#send(orderNo, ['pay']);
    }
  }

  /** Resolves when everybody has done what they had in mind. */
  async idle(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy);
  }

  #send(orderNo: string, plan: readonly PhoneAction[]): void {
    const visit = this.#visit(orderNo, plan).finally(() => this.#busy.delete(visit));
    this.#busy.add(visit);
  }

  async #visit(orderNo: string, plan: readonly PhoneAction[]): Promise<void> {
    for (const action of plan) {
      await pause(this.#random.below(150));
      if (action === 'pay') this.#beforePaying(orderNo);
      // The till may have closed the order meanwhile; then the phone says no, as a real one would.
      const done = await actOnPhone(this.#platform.phoneUrl, action, orderNo).then(
        () => true,
        () => false,
      );
      if (!done) return;
    }
  }
}
