/**
 * One sale: what it is, the facts that can happen to it, and what each fact does to its state.
 * Pure. The ledger stores the events; everything else about an order is computed from them here.
 */
import type { Currency } from '../../preload/money.ts';

export const gatewayKinds = ['scanforpay', 'alipay'] as const;
export type GatewayKind = (typeof gatewayKinds)[number];

export const wallets = ['alipay', 'wechat_pay'] as const;
export type Wallet = (typeof wallets)[number];

/** How a result became known. */
export type LearnedBy = 'query' | 'notification' | 'cancel';

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
  'profile_missing',
  // facts that do not fit the order
  'merchant_differs',
  'order_number_differs',
  'amount_differs',
  'currency_differs',
  'wallet_differs',
  'seller_differs',
  'paid_twice',
  'contradicts_paid',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** A problem with the gateway's own words beside ours, for the person who will phone support. */
export interface Problem {
  readonly code: ProblemCode;
  readonly gatewayCode: string | null;
  readonly gatewayMessage: string | null;
}

export const orderStates = [
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

/** The seven states a cashier sees (words, icons and colours belong to the renderer). */
export const displayStates = ['waiting', 'paid', 'paid_late', 'unknown', 'declined', 'expired', 'refunded'] as const;
export type DisplayState = (typeof displayStates)[number];

export interface OrderDraft {
  /** Made by the form, once per sale: a repeated Enter carries the same key and makes no second order. */
  readonly requestKey: string;
  readonly profileId: string;
  readonly profileName: string;
  readonly gateway: GatewayKind;
  readonly wallet: Wallet;
  /** ScanForPay `partnerNo` or Alipay `app_id`, as configured when the order was made. */
  readonly merchantId: string;
  /** Alipay `seller_id` where configured. */
  readonly sellerId: string | null;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly note: string;
  readonly operatorName: string;
  /** How long the code may be paid, in milliseconds from creation. */
  readonly validForMs: number;
}

export interface Order extends Omit<OrderDraft, 'validForMs'> {
  readonly orderNo: string;
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
  /** UTC, ISO 8601 with milliseconds, as are all times here. */
  readonly createdAt: string;
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

export type OrderEvent =
  | {
      readonly type: 'order.created';
      readonly payload: OrderDraft & {
        readonly orderNo: string;
        readonly dailyNumber: number;
        readonly businessDay: string;
        readonly codeExpiresAt: string;
      };
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
  | { readonly type: 'payment.refunded'; readonly payload: PaymentPayload }
  /** A verified message whose particulars do not fit the order: never a state change. */
  | { readonly type: 'payment.disputed'; readonly payload: ProblemPayload & { readonly learnedBy: LearnedBy } }
  /** A message that named this order but failed verification. */
  | { readonly type: 'notification.refused'; readonly payload: ProblemPayload }
  | { readonly type: 'close.requested'; readonly payload: { readonly reason: 'cashier' | 'expired' } }
  | { readonly type: 'close.unknown'; readonly payload: ProblemPayload }
  /** The gateway has no cancel: the code may still be paid, so it stays watched. */
  | { readonly type: 'close.unavailable'; readonly payload: Record<never, never> }
  /** The code can no longer be paid and the gateway never reported a payment. */
  | { readonly type: 'watch.ended'; readonly payload: Record<never, never> };

/** Everything that can happen to an order that already exists. */
export type LaterEvent = Exclude<OrderEvent, { type: 'order.created' }>;

/** Fails to compile where a union is not handled whole. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
