/** What the practice phone's page and its server say to each other. Types and names only: the page bundles this. */
import type { Currency } from '../../domain/money.ts';
import type { GatewayKind, Wallet } from '../../domain/order.ts';

/** What goes wrong; see scenarios.ts for how long each lasts. */
export const scenarioNames = [
  'normal',
  'told_twice',
  'told_late',
  'forged',
  'wrong_amount',
  'service_down',
  'slow',
  'refund_delayed',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export type TradeStatus =
  /** The code is out, no phone has opened it. */
  | 'waiting'
  | 'scanned'
  | 'paid'
  | 'declined'
  /** Closed by the till. */
  | 'closed'
  | 'expired'
  /** Paid, then cancelled or refunded in full by the till: the money went back. */
  | 'refunded';

export type DeliveryKind = 'true' | 'repeated' | 'forged' | 'wrong_amount';

/** What became of one delivery attempt. */
export type DeliveryResult =
  | { readonly kind: 'acknowledged' }
  /** Some other answer than `success`: it will be told again. `text` is its beginning. */
  | { readonly kind: 'answered'; readonly httpStatus: number; readonly text: string }
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** The address is not on this PC: nothing was sent. */
  | { readonly kind: 'skipped' };

/** What happens to an order without changing its status. */
export type OrderStep =
  | 'code_asked'
  | 'code_handed_out'
  /** The till has read the code that the customer's phone shows. */
  | 'barcode_read'
  | 'part_refunded';

export type PhoneTimelineEntry =
  | {
      readonly at: string;
      readonly kind: OrderStep | Exclude<TradeStatus, 'waiting'>;
    }
  /** The till asked and was told that the order has ended so; noted once. */
  | { readonly at: string; readonly kind: 'till_asked'; readonly told: TradeStatus }
  | {
      readonly at: string;
      readonly kind: 'notified';
      readonly delivery: DeliveryKind;
      readonly attempt: number;
      readonly result: DeliveryResult;
    };

export interface PhoneTrade {
  readonly gateway: GatewayKind;
  readonly wallet: Wallet;
  readonly orderNo: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  /** What the till sent as the order's description; empty if nothing. */
  readonly title: string;
  readonly codeText: string;
  readonly status: TradeStatus;
  /** The scenario under which it was paid; `null` until then. */
  readonly scenario: ScenarioName | null;
  /** Whether the order carries an address to tell the result to. */
  readonly hasNotifyUrl: boolean;
  /** UTC, ISO 8601, as are all times here. */
  readonly createdAt: string;
  /** Until when the code can be opened, or the opened order paid; `null` once it has ended. */
  readonly endsAt: string | null;
  readonly timeline: readonly PhoneTimelineEntry[];
}

export interface PhoneState {
  readonly serverTime: string;
  /** `null`: the page has its own words for a shop without a name. */
  readonly merchantName: string | null;
  readonly scenario: ScenarioName;
  /** While the service is down and someone has noticed: when it comes back. */
  readonly outageEndsAt: string | null;
  /** Newest first. */
  readonly trades: readonly PhoneTrade[];
}

/** Why the phone could not do something: no such code, or the order is no longer in a state for it. */
export type PhoneProblem = 'unknown_code' | 'not_possible_now' | 'bad_request';

export type PhoneReply =
  { readonly ok: true; readonly orderNo: string | null } | { readonly ok: false; readonly problem: PhoneProblem };
