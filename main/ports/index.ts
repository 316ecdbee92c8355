/**
 * What the use cases need from the world, as small interfaces. The implementations live at the edge
 * (gateways/, ledger/, keychain/, …); lint proves that the use cases know only these.
 */
import type {
  Evidence,
  GatewayKind,
  LaterEvent,
  Order,
  OrderDraft,
  OrderEvent,
  Problem,
  ProblemCode,
  Refund,
} from '../domain/order.ts';
import type { NotificationVerdict } from '../domain/notification-verdict.ts';
import type { PaymentFacts } from '../domain/settlement.ts';
import type { Refused } from '../domain/result.ts';
import type { GuardedAction } from '../domain/staff.ts';
import type { AuditEvent, SettingChange, SettingsSubject, TillEvent, UnmatchedPayment } from '../domain/till-event.ts';

/* ---------------------------------------------------------------- clock */

export interface Clock {
  /** The computer's date. It labels what happens; it never decides anything that cannot be undone. */
  now(): Date;
  /** Milliseconds since some moment of this run: what durations are measured by, because no setting of the date moves it. */
  monotonicMs(): number;
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, action: () => void): () => void;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

/** The time as gateways' `Date` headers (RFC 9110) have confirmed it in this run, carried on by the monotonic clock. */
export interface ConfirmedTime {
  /**
   * Milliseconds since 1970 (UTC); `null` before there was an answer.
   * @param accountId whose gateway says so; without it the earliest of what all of them say.
   */
  nowMs(accountId?: string): number | null;
}

/* ---------------------------------------------------------------- gateways */

/** Nothing can be concluded: the request may or may not have been carried out. The next step is a query. */
export interface UnknownOutcome {
  readonly kind: 'unknown';
  readonly problem: Problem;
  readonly evidence: Evidence | null;
}

/** Nothing left this computer (no key, keychain locked, …). */
export interface NotSentOutcome {
  readonly kind: 'not_sent';
  readonly problem: Problem;
}

/** A verified reply in which the gateway says no. */
export interface RefusedOutcome {
  readonly kind: 'refused';
  readonly problem: Problem;
  readonly evidence: Evidence | null;
}

export type CreateOutcome =
  | {
      readonly kind: 'created';
      /** The text that the customer's wallet reads, e.g. `https://qr.alipay.com/…`. */
      readonly qrText: string;
      readonly gatewayOrderNo: string | null;
      readonly imageUrls: readonly string[];
      readonly evidence: Evidence | null;
    }
  | RefusedOutcome
  | UnknownOutcome
  | NotSentOutcome;

export type PayOutcome =
  | { readonly kind: 'facts'; readonly facts: PaymentFacts; readonly evidence: Evidence | null }
  /** The customer has to confirm on the phone: it is queried until that is decided. */
  | { readonly kind: 'waiting'; readonly gatewayOrderNo: string | null; readonly evidence: Evidence | null }
  | RefusedOutcome
  | UnknownOutcome
  | NotSentOutcome;

export type QueryOutcome =
  | { readonly kind: 'facts'; readonly facts: PaymentFacts; readonly evidence: Evidence | null }
  /** The gateway has no such order: before the scan that is normal at Alipay; elsewhere the create was not booked. */
  | { readonly kind: 'not_found'; readonly evidence: Evidence | null }
  | RefusedOutcome
  | UnknownOutcome
  | NotSentOutcome;

export type CancelOutcome =
  /** `retry_flag=N` with an action: an unpaid trade was there and is closed now. */
  | { readonly kind: 'closed'; readonly evidence: Evidence | null }
  /** There was no trade to close, because nobody has scanned the code: whether it is dead now is not documented. */
  | { readonly kind: 'nothing_to_close'; readonly evidence: Evidence | null }
  /** `action=refund`: it had been paid, and the money has gone back. */
  | { readonly kind: 'refunded'; readonly evidence: Evidence | null }
  | RefusedOutcome
  | UnknownOutcome
  | NotSentOutcome;

export type RefundOutcome =
  | { readonly kind: 'done'; readonly evidence: Evidence | null }
  /** The gateway has taken it; the money is on its way. */
  | { readonly kind: 'in_progress'; readonly evidence: Evidence | null }
  /** Only when asked: nothing has gone back under this number, and it may be sent again. */
  | { readonly kind: 'not_done'; readonly evidence: Evidence | null }
  | RefusedOutcome
  | UnknownOutcome
  | NotSentOutcome;

/** A notification as it came, before anything is believed. */
export interface RawNotification {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Why a delivery is turned away before anyone reads what it says. */
export type TurnedAwayProblem = Extract<ProblemCode, 'too_large' | 'content_type_unsupported' | 'too_many_deliveries'>;

export type NotificationReading =
  | { readonly kind: 'verified'; readonly facts: PaymentFacts }
  /** Verified, but it tells nothing that can be settled: a failure, or a state nobody wrote down. Its order is asked about. */
  | { readonly kind: 'inconclusive'; readonly problem: Problem; readonly orderNo: string | null }
  /** `claimedOrderNo` is what an unverified body says: good for showing, never for deciding. */
  | { readonly kind: 'refused'; readonly problem: Problem; readonly claimedOrderNo: string | null }
  /** The key to check it with could not be read: not the sender's fault, so it must be sent again. */
  | { readonly kind: 'cannot_check'; readonly problem: Problem };

/** One merchant account at one payment gateway. */
export interface Gateway {
  readonly kind: GatewayKind;
  /** Asks for the transaction's code. Repeating it with the same order is safe. */
  create(order: Order, notifyUrl: string | null): Promise<CreateOutcome>;
  /** Takes the money by the code that the customer's wallet shows. Never repeated: without an answer it is queried. */
  pay(order: Order, customerCode: string, notifyUrl: string | null): Promise<PayOutcome>;
  query(order: Order): Promise<QueryOutcome>;
  /** `null` where the gateway has no cancel operation. */
  readonly cancel: ((order: Order) => Promise<CancelOutcome>) | null;
  /**
   * Repeating it with the same refund is safe: its number is the key. To a `repeat` a «no» may only mean that the
   * first request was carried out.
   */
  refund(order: Order, refund: Refund, asking: 'first' | 'repeat'): Promise<RefundOutcome>;
  /** `null` where the gateway cannot be asked about a refund: repeating it is then the way to ask. */
  readonly queryRefund: ((order: Order, refund: Refund) => Promise<RefundOutcome>) | null;
  parseNotification(raw: RawNotification): Promise<NotificationReading>;
}

/** Finds the gateway for an order's merchant account; `null` when the account is gone or cannot be used. */
export type GatewayFor = (accountId: string) => Gateway | null;

/* ---------------------------------------------------------------- keys */

export const keyKinds = [
  /** ScanForPay's shared `signKey`. */
  'scanforpay_sign_key',
  /** The merchant application's RSA private key. */
  'alipay_app_private_key',
  /** Alipay's RSA public key, with which replies and notifications are checked. */
  'alipay_public_key',
  /** The AES key of Alipay's encrypted contents, where the merchant uses them. */
  'alipay_content_key',
  /** The practice platform's own halves: it plays the gateway, so it has a private key of its own. */
  'practice_alipay_private_key',
  'practice_app_public_key',
  /** The till's own Ed25519 key, with which it signs the head of its ledger at the close of a day. */
  'ledger_signing_key',
] as const;
export type KeyKind = (typeof keyKinds)[number];

export interface KeyReference {
  readonly accountId: string;
  readonly kind: KeyKind;
}

/** A key's text that cannot be printed by accident; `reveal()` is the only way to it. */
export interface SecretText {
  reveal(): string;
}

export type KeyReading =
  | { readonly kind: 'found'; readonly secret: SecretText }
  /** The keychain answers `nothing` both for a missing key and for a locked collection. Never a reason to make a key. */
  | { readonly kind: 'missing_or_locked' }
  /** This computer has no keychain service, or it does not answer. */
  | { readonly kind: 'unavailable'; readonly detail: string };

export type KeyWriting =
  | { readonly kind: 'stored' }
  | { readonly kind: 'not_kept' }
  | { readonly kind: 'unavailable'; readonly detail: string };

export interface KeyStore {
  read(reference: KeyReference): Promise<KeyReading>;
  /** Stores and reads back; `not_kept` when the keychain took the key but does not return it. */
  write(reference: KeyReference, value: string): Promise<KeyWriting>;
  remove(reference: KeyReference): Promise<void>;
}

/* ---------------------------------------------------------------- ledger */

export interface RecordedEvent {
  readonly sequence: number;
  readonly orderNo: string;
  readonly at: string;
  readonly event: OrderEvent;
}

/** One delivery in the raw inbox. */
export interface NotificationRecord {
  readonly receivedAt: string;
  readonly accountId: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly verdict: NotificationVerdict;
  /** Kept without a `gatewayMainCode`, which only replies have. */
  readonly problem: Problem | null;
  /** As claimed by the message; proves nothing when the verdict is `refused`. */
  readonly orderNo: string | null;
}

/** A payment that no order here fits, and that nobody has looked into. */
export interface UnmatchedReport {
  /** Of the event that tells of it. */
  readonly sequence: number;
  readonly at: string;
  readonly payment: UnmatchedPayment;
  /** What the gateway sent; empty where it was asked, or when the content has been purged. */
  readonly bodyText: string;
}

export type AppendOutcome =
  | { readonly kind: 'appended'; readonly order: Order }
  /** Someone else appended since `expectedVersion`; `order` is how it stands now. */
  | { readonly kind: 'conflict'; readonly order: Order };

/** A held sale that gives its place to a new order. */
export interface ReplacedHeldOrder {
  readonly orderNo: string;
  /** Who is at the till. */
  readonly operatorName: string;
}

export interface NewOrder {
  readonly order: Order;
  /** The request had made its order before; nothing was written. */
  readonly existed: boolean;
  /** The sale that gave way, as it stands now; `null` when none was named or it was not held any more. */
  readonly replaced: Order | null;
}

/** What a verified message says of a payment. */
export type ReportedPayment = Omit<UnmatchedPayment, 'accountId' | 'orderNo' | 'deliveryId'>;

/**
 * The one writer. Every promise resolves after the commit is on disk; no read sees a write before. One that rejects has
 * written nothing, and is rejected for what breaks the form of what is recorded. Dates label and order nothing: «oldest»,
 * «last» and «before» go by the events. Answers are the caller's own. Half a surrogate pair is kept as U+FFFD.
 */
export interface Ledger {
  /**
   * Records `order.created` and gives the order its numbers; the same `requestKey` again returns the first order as it
   * stands now.
   * @param replacedHeld is discarded in the same transaction: never are there both, or neither.
   */
  createOrder(draft: OrderDraft, at: Date, replacedHeld?: ReplacedHeldOrder): Promise<NewOrder>;
  /** The same with `order.held`: a sale put aside, to be released or discarded later. */
  holdOrder(draft: OrderDraft, at: Date, replacedHeld?: ReplacedHeldOrder): Promise<NewOrder>;
  /** A number that no refund has had, for `refund.requested`. */
  makeRefundNo(at: Date): string;
  /**
   * Appends events, and the delivery that brought them, in one transaction. Rejects where there is no such order, where
   * an event must not happen to it, where a refund has another's number or request, and where more would have gone back
   * than was paid.
   */
  append(
    orderNo: string,
    expectedVersion: number,
    events: readonly LaterEvent[],
    at: Date,
    notification?: NotificationRecord,
  ): Promise<AppendOutcome>;
  /** Appends what concerns the ledger as a whole. */
  appendTillEvent(event: TillEvent, at: Date): Promise<void>;
  /**
   * Records a delivery that changes no order. One that verified and tells of money under a number that is not here
   * (`unknown_order` without a problem) becomes an `unmatched.reported` too, once for each payment; where the number is
   * plainly another till's it is recorded with the problem `other_till` instead.
   * @param reported what it says of that payment; `paid`, and nothing more, if absent.
   */
  recordNotification(notification: NotificationRecord, reported?: ReportedPayment): Promise<void>;
  readOrder(orderNo: string): Promise<Order | null>;
  /** The order that a request has made; needs no room on the disk. */
  readOrderOfRequest(requestKey: string): Promise<Order | null>;
  /** One delivery whole, to be read again; `null` when there is none or its content has been purged. */
  readNotification(id: number): Promise<NotificationRecord | null>;
  /** Orders that are watched (see `isWatched` in domain/order-lifecycle), oldest first. */
  watchedOrders(): Promise<readonly Order[]>;
  /** Orders that are held, oldest first. */
  heldOrders(): Promise<readonly Order[]>;
  /**
   * The time of the order's own gateway (UTC, ISO 8601) that was recorded first after its last event of these types:
   * they had happened by then. `null` where none has been recorded since, or there are no such events.
   */
  timeConfirmedAfter(orderNo: string, types: readonly OrderEvent['type'][]): Promise<string | null>;
  /** The last that was recorded before the order: it was made later than that. `null` where none was. */
  timeConfirmedBefore(orderNo: string): Promise<string | null>;
}

export interface OrderQuery {
  /** Matches number, amount or note; empty for all. */
  readonly search: string;
  /** `null` for all. */
  readonly states: readonly Order['state'][] | null;
  /** `orderNo` of the last row of the page before; `null` for the first page. Newest first. */
  readonly after: string | null;
  readonly limit: number;
}

export interface OrderPage {
  readonly orders: readonly Order[];
  /** How many orders match in all. */
  readonly total: number;
  readonly hasMore: boolean;
}

export interface NotificationSummary {
  readonly id: number;
  readonly receivedAt: string;
  readonly accountId: string;
  readonly verdict: NotificationVerdict;
  readonly problem: Problem | null;
  readonly orderNo: string | null;
  /** Empty when the content has been purged. */
  readonly bodyText: string;
  readonly isPurged: boolean;
}

export interface RecordedAudit {
  readonly sequence: number;
  readonly at: string;
  readonly event: AuditEvent;
}

/** Reads over a read-only connection, off the main thread. */
export interface LedgerReader {
  listOrders(query: OrderQuery): Promise<OrderPage>;
  readOrder(orderNo: string): Promise<Order | null>;
  timeline(orderNo: string): Promise<readonly RecordedEvent[]>;
  listNotifications(limit: number): Promise<readonly NotificationSummary[]>;
  /** Payments that no order here fits and nobody has looked into, newest first. */
  listUnmatched(limit: number): Promise<readonly UnmatchedReport[]>;
  /** What people did at the till, newest first. */
  listAudit(limit: number): Promise<readonly RecordedAudit[]>;
  /** Orders that carry an attention mark or were paid late, and payments that no order here fits. */
  countAttention(): Promise<number>;
  /** The newest order whose outcome is known, for «did the last one go through?». */
  lastSale(): Promise<Order | null>;
}

/* ---------------------------------------------------------------- people */

/** A manager's PIN, typed for this one thing; absent where none was. */
type GivenApproval = { readonly pin: string } | undefined;

/** `detail`: of `approval_needed` the action, of `pin_wait` the seconds until a PIN is looked at again. */
type ApprovalProblem = 'approval_needed' | 'pin_wrong' | 'pin_wait';

export type ApprovalResult =
  /** `approvedBy`: the manager whose PIN allowed it; `null` where no PIN was needed. */
  | { readonly ok: true; readonly approvedBy: string | null }
  | Refused<{ readonly code: ApprovalProblem; readonly detail: string }>;

/** The people at the till, as far as the rest of it needs them: each takes the members that it uses. */
export interface StaffAtTill {
  /** Who is at the till, as orders say it; `null` while someone has to be chosen first. */
  readonly presentName: string | null;
  /** Whether a manager has to allow it. */
  needsApproval(action: GuardedAction): boolean;
  /** Whether the action may go on, and which manager's PIN allowed it. */
  approve(action: GuardedAction, approval: GivenApproval, orderNo?: string | null): Promise<ApprovalResult>;
  /** Records what is about to be saved; nothing where nothing changes. */
  recordChange(
    subject: SettingsSubject,
    name: string | null,
    changes: readonly SettingChange[],
    approvedBy: string | null,
  ): Promise<void>;
}
