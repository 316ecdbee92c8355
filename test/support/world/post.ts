/** What is posted to the till: the gateways' own notifications, and what forgers make of them. */
import type { Order } from '../../../main/domain/order.ts';
import type { RawNotification } from '../../../main/ports/index.ts';
import type { AlipayWire } from './alipay-wire.ts';
import { merchantOf, neighbourOf, type Merchant } from './accounts.ts';
import type { Forgery } from './commands.ts';
import type { ScanForPayWire } from './scanforpay-wire.ts';
import type { Happening, Trade, Trades } from './trades.ts';

export interface Message {
  /** To whose address it goes. */
  readonly till: number;
  readonly accountId: string;
  readonly raw: RawNotification;
  /** The order that it honestly says there is money for; `null` where it says no such thing. */
  readonly paidOrderNo: string | null;
  /** It names another account than the order's. */
  readonly namesAnother?: boolean;
  fate: 'waiting' | 'acknowledged' | 'lost';
}

export const notifyUrlPrefix = 'https://till.example/';

export class Post {
  /** Everything that the gateways ever told, oldest first. */
  readonly messages: Message[] = [];
  readonly #trades: Trades;
  readonly #wires: { readonly scanforpay: ScanForPayWire; readonly alipay: AlipayWire };

  constructor(trades: Trades, wires: { readonly scanforpay: ScanForPayWire; readonly alipay: AlipayWire }) {
    this.#trades = trades;
    this.#wires = wires;
    trades.onHappening = (trade, happening) => this.#tell(trade, happening);
  }

  /** A message about the order that proves nothing, though it says that it has been paid. */
  forge(order: Order, how: Forgery, now: Date): Pick<Message, 'accountId' | 'raw'> {
    const merchant = merchantOf(order.accountId);
    const neighbour = neighbourOf(merchant);
    const trade = this.#trades.find(order.orderNo, merchant.id) ?? imagined(order, merchant);
    const paid: Trade = { ...trade, state: 'paid', paidAtMs: now.getTime(), refundedMinor: 0 };
    const dearer: Trade = { ...paid, told: { ...paid.told, amountMinor: paid.told.amountMinor + 7 } };
    const toMerchant = (raw: RawNotification) => ({ accountId: merchant.id, raw });
    const toNeighbour = (raw: RawNotification) => ({ accountId: neighbour.id, raw });
    switch (how) {
      case 'wrong_key':
        return toMerchant(this.#message(paid, merchant, neighbour));
      case 'tampered':
        return toMerchant(replaced(this.#message(dearer, merchant), amountIn(dearer), amountIn(paid)));
      case 'other_amount':
        return toMerchant(this.#message(dearer, merchant));
      case 'other_account':
        return toNeighbour(this.#message(paid, neighbour));
      case 'wrong_address':
        return toNeighbour(this.#message(paid, merchant));
      case 'garbage':
        return toMerchant({ contentType: 'text/plain', body: Buffer.from(`{"response": ${paid.orderNo}&sign=`) });
    }
  }

  /** Well signed by the order's own account, and not about a success: «under review», or whatever else. */
  odd(order: Order): Pick<Message, 'accountId' | 'raw'> {
    const merchant = merchantOf(order.accountId);
    const trade = this.#trades.find(order.orderNo, merchant.id) ?? imagined(order, merchant);
    const raw =
      merchant.gateway === 'alipay'
        ? this.#wires.alipay.oddNotification(trade, merchant)
        : this.#wires.scanforpay.oddNotification(trade, merchant);
    return { accountId: merchant.id, raw };
  }

  #tell(trade: Trade, happening: Happening): void {
    if (trade.notifyUrl === null) return;
    if (happening !== 'paid' && !this.#trades.habits.tellsEverything) return;
    const [accountId = '', till = '0'] = trade.notifyUrl.slice(notifyUrlPrefix.length).split('/');
    // It names whoever was paid.
    const { payee } = trade.told;
    const raw = this.#message(trade, payee, trade.merchant);
    const paidOrderNo = trade.state === 'paid' ? trade.orderNo : null;
    const namesAnother = payee.id !== trade.merchant.id;
    this.messages.push({ till: Number(till), accountId, raw, paidOrderNo, namesAnother, fate: 'waiting' });
  }

  #message(trade: Trade, sender: Merchant, signer: Merchant = sender): RawNotification {
    if (sender.gateway === 'alipay' && signer.gateway === 'alipay') {
      return this.#wires.alipay.notification(trade, sender, signer);
    }
    if (sender.gateway === 'scanforpay' && signer.gateway === 'scanforpay') {
      return this.#wires.scanforpay.notification(trade, sender, signer.signKey);
    }
    throw new Error('A gateway’s message is signed with a key of that gateway');
  }
}

/** As if the order had come to the gateway: forgers do not care whether it has. */
function imagined(order: Order, merchant: Merchant): Trade {
  return {
    orderNo: order.orderNo,
    merchant,
    till: 0,
    amountMinor: order.amountMinor,
    wallet: order.wallet,
    told: { amountMinor: order.amountMinor, currency: order.currency, wallet: order.wallet, payee: merchant },
    notifyUrl: null,
    codeText: '',
    createdAtMs: 0,
    platformNo: '2026112299999',
    state: 'paid',
    isCodeDead: false,
    scannedAtMs: 0,
    paidAtMs: 0,
    refunds: new Map(),
    refundedMinor: 0,
    wasRefundedByCancel: false,
  };
}

function amountIn({ merchant, told: { amountMinor } }: Trade): string {
  return merchant.gateway === 'alipay'
    ? `total_amount=${(amountMinor / 100).toFixed(2)}&`
    : `"orderAmount":${amountMinor},`;
}

function replaced(raw: RawNotification, part: string, other: string): RawNotification {
  const text = Buffer.from(raw.body).toString();
  if (!text.includes(part)) throw new Error(`There is no ${part} to change`);
  return { ...raw, body: Buffer.from(text.replace(part, other)) };
}
