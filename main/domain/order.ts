/**
 * One sale: what it is, the facts that can happen to it, and what each fact does to its state.
 * Pure. The ledger stores the events; everything else about an order is computed from them here.
 */
import type { Currency } from './money.ts';
import type { OrderLine } from './order-lines.ts';

export const gatewayKinds = ['scanforpay', 'alipay'] as const;
export type GatewayKind = (typeof gatewayKinds)[number];

export const wallets = ['alipay', 'wechat_pay'] as const;
export type Wallet = (typeof wallets)[number];

/** Who shows the code: the shop, for the customer's wallet to scan, or the customer's wallet, for the shop to scan. */
export const saleWays = ['transaction_code', 'customer_code'] as const;
export type SaleWay = (typeof saleWays)[number];

/** How a result became known: the operation whose verified answer said so, or `manual`: a person vouches for it. */
export const learnedByWays = ['query', 'notification', 'cancel', 'refund', 'manual'] as const;
export type LearnedBy = (typeof learnedByWays)[number];

/** Why something could not be known, was refused, or was never sent. One vocabulary for both gateways. */
export const problemCodes = [
  // nothing is known: the next step is a query
  'unreachable',
  'timeout',
  'http_error',
  'malformed_reply',
  'signature_missing',
  'signature_wrong',
  'gateway_unsure',
  'interrupted',
  // the gateway said no, in a reply that verified
  'configuration',
  'input_rejected',
  'order_number_used',
  'already_paid',
  'already_closed',
  'gateway_refused',
  'code_untrusted',
  // nothing left this computer
  'key_missing_or_locked',
  'keychain_unavailable',
  'key_unusable',
  'account_missing',
  // facts that do not fit the order
  'merchant_differs',
  'order_number_differs',
  'amount_differs',
  'currency_differs',
  'wallet_differs',
  'seller_differs',
  /** The trade is one of another till's of the same merchant. */
  'other_till',
  /** The trade was paid before the order that it is said to be of was made. */
  'trade_older',
  /** Money was paid under a number that another sale had first: whose it is, nothing here can say. */
  'payment_unassigned',
  /** A verified message about an order that is not here, and of no money. */
  'nothing_paid',
  'paid_twice',
  'contradicts_paid',
  'refund_differs',
  // a delivery whose form was not accepted
  'too_large',
  'content_type_unsupported',
  'too_many_deliveries',
  // time passed and the gateway still does not say
  'still_not_known',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** A problem with the gateway's own words beside ours, for the person who will phone support. */
export interface Problem {
  readonly code: ProblemCode;
  readonly gatewayCode: string | null;
  readonly gatewayMessage: string | null;
  /** The code above it, where `gatewayCode` is a sub-code: only the pair says what it means. */
  readonly gatewayMainCode?: string | undefined;
}

export const orderStates = [
  /** Put aside at the counter: recorded with its numbers, nothing sent, not counted as charged. */
  'held',
  /** A held sale that was dropped; nothing was ever sent. */
  'discarded',
  /** The order is in the ledger; the create request may be on its way. */
  'creating',
  /** The create request got no answer that can be trusted. */
  'create_unknown',
  /** The gateway refused the order, or nothing was sent. No money can move. */
  'refused',
  /** The code is out; nobody has paid as far as we know. */
  'awaiting',
  /** Cashier or clock wants it closed; the gateway is being asked. */
  'closing',
  /** The gateway gave no trustworthy answer about closing. */
  'close_unknown',
  /** Money has moved: verified, and every particular agrees. */
  'paid',
  /** The gateway says the payment failed. */
  'declined',
  /** Closed unpaid, confirmed by the gateway. */
  'closed',
  /** Given up at the counter, but the gateway cannot cancel: still watched for a late payment. */
  'expired_watching',
  /** Paid after it was given up. Someone must decide. */
  'paid_late',
  /** Paid, and the whole sum returned. */
  'refunded',
] as const;
export type OrderState = (typeof orderStates)[number];

/** The states a cashier sees (words, icons and colours belong to the renderer). */
export const displayStates = [
  'held',
  'waiting',
  'paid',
  'paid_late',
  'unknown',
  'declined',
  'expired',
  'refunded',
  'discarded',
] as const;
export type DisplayState = (typeof displayStates)[number];

export interface OrderDraft {
  /** Made by the form, once per sale: a repeated Enter carries the same key and makes no second order. */
  readonly requestKey: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly gateway: GatewayKind;
  readonly wallet: Wallet;
  /** ScanForPay `partnerNo` or Alipay `app_id`, as configured when the order was made. */
  readonly merchantId: string;
  /** Alipay `seller_id` where configured. */
  readonly sellerId: string | null;
  readonly amountMinor: number;
  readonly currency: Currency;
  /** The customer's own code is never part of an order: it is money until it is used. */
  readonly way: SaleWay;
  /** What was sold, where it was typed or scanned line by line; then `amountMinor` is their sum less the discount. */
  readonly lines: readonly OrderLine[];
  readonly discountMinor: number;
  readonly note: string;
  readonly operatorName: string;
  /** How long the code may be paid, in milliseconds from creation. */
  readonly validForMs: number;
}

export const refundStates = [
  /** Recorded with its number; the request may be on its way. */
  'requested',
  /** No verified answer: it may have been carried out. Asked again under the same number. */
  'unknown',
  /** The gateway has taken it; the money is not back yet. */
  'in_progress',
  'done',
  /** A verified «no»: nothing went back under this number. */
  'refused',
] as const;
export type RefundState = (typeof refundStates)[number];

export interface Refund {
  /** Made here and stored before it is sent: at most 32 characters of `[A-Za-z0-9_]`. */
  readonly refundNo: string;
  readonly requestKey: string;
  readonly amountMinor: number;
  readonly reason: string;
  readonly operatorName: string;
  readonly state: RefundState;
  readonly problem: Problem | null;
  /** UTC, ISO 8601 with milliseconds. */
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly doneAt: string | null;
}

export interface Order extends Omit<OrderDraft, 'validForMs'> {
  readonly orderNo: string;
  /** The installation that made it, as its number and a terminal's number at the gateway say; `null` in older ones. */
  readonly installationId: string | null;
  /** Counts from 1 each business day; what people at the counter say aloud. */
  readonly dailyNumber: number;
  /** `YYYY-MM-DD` in the computer's zone when the order was made. */
  readonly businessDay: string;
  readonly state: OrderState;
  readonly scanned: boolean;
  readonly attention: Problem | null;
  readonly problem: Problem | null;
  readonly qrText: string | null;
  readonly gatewayOrderNo: string | null;
  readonly buyerHint: string | null;
  readonly learnedBy: LearnedBy | null;
  /** Everything that was given back or asked to be, oldest first. */
  readonly refunds: readonly Refund[];
  /** What has gone back to the customer, as far as it is proven. */
  readonly refundedMinor: number;
  /** UTC, ISO 8601 with milliseconds, as are all times here. Of a held sale that went on: when it did. */
  readonly createdAt: string;
  /** While the order is held nothing can expire: this is then the moment it was put aside. */
  readonly codeExpiresAt: string;
  readonly paidAt: string | null;
  readonly updatedAt: string;
  /** Sequence of the last event applied; grows with every event. */
  readonly version: number;
}

/** What the gateway sent, kept beside the fact it proves. Holds no key. */
export interface Evidence {
  readonly httpStatus: number | null;
  readonly replyText: string;
}

interface ProblemPayload {
  readonly problem: Problem;
  readonly evidence: Evidence | null;
}

export interface PaymentPayload {
  readonly learnedBy: LearnedBy;
  readonly gatewayOrderNo: string | null;
  readonly evidence: Evidence | null;
}

/** A decision that a person took and answers for. */
interface PersonPayload {
  readonly operatorName: string;
  /** In the person's own words; never empty. */
  readonly reason: string;
  /** The manager whose PIN allowed it; absent where none was asked for. */
  readonly approvedBy?: string | undefined;
}

interface RefundProblemPayload extends ProblemPayload {
  readonly refundNo: string;
}

interface BirthPayload extends OrderDraft {
  readonly orderNo: string;
  readonly installationId?: string | undefined;
  readonly dailyNumber: number;
  readonly businessDay: string;
  readonly codeExpiresAt: string;
}

/** The first event of every order. */
export type BirthEvent =
  | { readonly type: 'order.created'; readonly payload: BirthPayload }
  /** Put aside instead of sent. `codeExpiresAt` is the moment itself: there is no code yet. */
  | { readonly type: 'order.held'; readonly payload: BirthPayload };

/** Everything that can happen to an order that already exists. */
export type LaterEvent =
  /** A held sale goes on: the create request follows. */
  | { readonly type: 'order.released'; readonly payload: { readonly codeExpiresAt: string } }
  | {
      readonly type: 'order.discarded';
      /** `replacedBy`: the order as which the sale goes on, because it has been changed. */
      readonly payload: { readonly operatorName: string; readonly replacedBy?: string | undefined };
    }
  | { readonly type: 'create.retried'; readonly payload: Record<never, never> }
  | {
      readonly type: 'create.succeeded';
      readonly payload: {
        readonly qrText: string;
        readonly gatewayOrderNo: string | null;
        /** ScanForPay's `qrcodeImageS/M/L`: kept as evidence, never loaded. */
        readonly imageUrls: readonly string[];
        readonly evidence: Evidence | null;
      };
    }
  | { readonly type: 'create.refused'; readonly payload: ProblemPayload }
  | { readonly type: 'create.not_sent'; readonly payload: ProblemPayload }
  | { readonly type: 'create.unknown'; readonly payload: ProblemPayload }
  | { readonly type: 'payment.scanned'; readonly payload: PaymentPayload }
  | {
      readonly type: 'payment.succeeded';
      readonly payload: PaymentPayload & { readonly paidAt: string | null; readonly buyerHint: string | null };
    }
  | { readonly type: 'payment.declined'; readonly payload: PaymentPayload & { readonly problem: Problem | null } }
  | { readonly type: 'payment.closed'; readonly payload: PaymentPayload }
  /** The gateway says that the whole sum went back, whoever asked for it. */
  | { readonly type: 'payment.refunded'; readonly payload: PaymentPayload }
  /** A verified message whose particulars do not fit the order: never a state change. */
  | { readonly type: 'payment.disputed'; readonly payload: ProblemPayload & { readonly learnedBy: LearnedBy } }
  /** A message that named this order but failed verification. */
  | { readonly type: 'notification.refused'; readonly payload: ProblemPayload }
  | {
      readonly type: 'close.requested';
      readonly payload: { readonly reason: 'cashier' | 'expired'; readonly approvedBy?: string | undefined };
    }
  | { readonly type: 'close.unknown'; readonly payload: ProblemPayload }
  /** Nothing at the gateway could be closed: the code may still be paid, so it stays watched. */
  | { readonly type: 'close.unavailable'; readonly payload: Record<never, never> }
  /** The code can no longer be paid and the gateway never reported a payment. */
  | { readonly type: 'watch.ended'; readonly payload: Record<never, never> }
  /** Asked for a day and still no answer: a person has to find out elsewhere. Asking goes on. */
  | { readonly type: 'watch.stalled'; readonly payload: { readonly problem: Problem } }
  /** Recorded, with its own number, before the gateway is asked. */
  | {
      readonly type: 'refund.requested';
      readonly payload: PersonPayload & {
        /** Made by the form, once per refund: a second click carries the same key and asks for no second refund. */
        readonly requestKey: string;
        readonly refundNo: string;
        readonly amountMinor: number;
      };
    }
  /** Asked again under the same number. */
  | { readonly type: 'refund.retried'; readonly payload: { readonly refundNo: string } }
  | { readonly type: 'refund.unknown'; readonly payload: RefundProblemPayload }
  /** The gateway has taken it; the money is on its way. */
  | {
      readonly type: 'refund.accepted';
      readonly payload: { readonly refundNo: string; readonly evidence: Evidence | null };
    }
  | {
      readonly type: 'refund.done';
      readonly payload: {
        readonly refundNo: string;
        readonly learnedBy: LearnedBy;
        readonly evidence: Evidence | null;
      };
    }
  | { readonly type: 'refund.refused'; readonly payload: RefundProblemPayload }
  /** A person vouches for what became of a refund of which the gateway tells nothing. */
  | {
      readonly type: 'refund.resolved';
      readonly payload: PersonPayload & { readonly refundNo: string; readonly as: 'done' | 'refused' };
    }
  /** A late payment is kept: the goods are handed over after all. */
  | { readonly type: 'late.accepted'; readonly payload: PersonPayload }
  /** A person has looked at what the attention mark is about. */
  | { readonly type: 'attention.cleared'; readonly payload: PersonPayload }
  /** A person vouches for the outcome that the gateway did not tell. */
  | { readonly type: 'resolved.paid'; readonly payload: PersonPayload }
  | { readonly type: 'resolved.unpaid'; readonly payload: PersonPayload }
  /**
   * What the ledger knew of the customer is taken out of it; the order stays. With `onlySequences`, what these events said
   * is all that is gone: a damaged file had lost it.
   */
  | {
      readonly type: 'personal.redacted';
      readonly payload: { readonly onlySequences?: readonly number[] | undefined };
    };

export type OrderEvent = BirthEvent | LaterEvent;

/** Fails to compile where a union is not handled whole. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
