/**
 * Stands between the tills and the platforms and remembers who ordered what, and who was told what. From that alone it
 * says which requests nobody had a right to send, and which money nobody had ordered to move. It knows no rule of the
 * product's.
 *
 * - Money goes back under a refund only where a person asked that till for a refund of that order and that sum, as
 *   often as it was asked.
 * - An order is cancelled at its gateway only by the till that made it, and only while nobody has told that till of money
 *   for it; and only because a person gave it up, or because its time was over by the clock on the gateway's wall.
 * - An order is asked about, paid and given back in the name of the account that it was made with, and no other.
 */
import type { Asked } from './asked.ts';
import type { Complaint } from './audit.ts';

interface Sale {
  readonly merchantId: string;
  /** By the true time; nobody's clock but the gateways' shows it. */
  validUntilMs: number;
  isGivenUp: boolean;
  isToldOfMoney: boolean;
  readonly refundsAskedFor: number[];
}

export class Witness {
  readonly complaints: Complaint[] = [];
  readonly #nowMs: () => number;
  readonly #sales = new Map<string, Sale>();
  /** Numbers that went out in a request to pay. */
  readonly #charged = new Set<string>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** A till has recorded a sale. @param merchantId the account's own name for it here, whatever its settings say later. */
  recorded(till: number, orderNo: string, merchantId: string, validForMs: number): void {
    this.#sales.set(nameOf(till, orderNo), {
      merchantId,
      validUntilMs: this.#nowMs() + validForMs,
      isGivenUp: false,
      isToldOfMoney: false,
      refundsAskedFor: [],
    });
  }

  /** A held sale goes out only now. */
  released(till: number, orderNo: string, validForMs: number): void {
    const sale = this.#sales.get(nameOf(till, orderNo));
    if (sale !== undefined) sale.validUntilMs = this.#nowMs() + validForMs;
  }

  personGivesUp(till: number, orderNo: string): void {
    const sale = this.#sales.get(nameOf(till, orderNo));
    if (sale !== undefined) sale.isGivenUp = true;
  }

  personGivesBack(till: number, orderNo: string, amountMinor: number): void {
    this.#sales.get(nameOf(till, orderNo))?.refundsAskedFor.push(amountMinor);
  }

  /** A verified message or reply of the account’s has said that there is money for this order, fitting or not. */
  toldOfMoney(till: number, orderNo: string, merchantId: string): void {
    const sale = this.#sales.get(nameOf(till, orderNo));
    if (sale?.merchantId === merchantId) sale.isToldOfMoney = true;
  }

  /** At the moment at which the till lets the request go, whatever becomes of it. */
  sent(till: number, { merchant, operation, orderNo }: Asked): void {
    const sale = this.#sales.get(nameOf(till, orderNo));
    const complain = (what: string): void =>
      void this.complaints.push(`not ordered: ${operation} of ${orderNo} ${what}`);
    if (sale === undefined) {
      complain('is sent by a till that has no such order');
      return;
    }
    if (sale.merchantId !== merchant.id) complain(`goes to ${merchant.id} though it was made with ${sale.merchantId}`);
    if (operation === 'pay') {
      if (this.#charged.has(nameOf(till, orderNo))) complain('is sent a second time');
      this.#charged.add(nameOf(till, orderNo));
    }
    if (operation !== 'cancel') return;
    if (sale.isToldOfMoney) complain('is sent though the till had been told of money for it');
    if (!sale.isGivenUp && this.#nowMs() < sale.validUntilMs) complain('is sent before its time, by nobody’s order');
  }

  /** A cancel has just ended a trade that nobody had paid. @param owner the till whose trade it is. */
  ended(till: number, { orderNo }: Asked, owner: number): void {
    if (owner !== till) this.complaints.push(`not ordered: cancel of ${orderNo} ended another till’s trade`);
  }

  /** A request has just moved so much of the customer's money back. @param owner the till whose trade it is. */
  movedBack(till: number, { operation, orderNo }: Asked, amountMinor: number, owner: number): void {
    const complain = (what: string): void =>
      void this.complaints.push(`not ordered: ${operation} of ${orderNo} ${what}`);
    if (owner !== till) complain('gave back the money of another till’s customer');
    if (operation === 'cancel') return;
    const asked = this.#sales.get(nameOf(till, orderNo))?.refundsAskedFor ?? [];
    const place = asked.indexOf(amountMinor);
    if (place === -1) complain(`gave back ${amountMinor}, which nobody had asked for`);
    else asked.splice(place, 1);
  }
}

function nameOf(till: number, orderNo: string): string {
  return `${till} ${orderNo}`;
}
