/** What happens to the till as a whole rather than to one order. Stands in the same chain of events. */
import type { Currency } from './money.ts';
import type { Wallet } from './order.ts';
import type { GuardedAction, PinPurpose } from './staff.ts';

/** What a change of the settings was about. */
export const settingsSubjects = [
  'settings',
  'mode',
  'account',
  'key',
  'operator',
  'approvals',
  /** A manager's PIN, set anew by whoever had the recovery code. */
  'recovered_pin',
  'recovery_code',
  'catalogue',
] as const;
export type SettingsSubject = (typeof settingsSubjects)[number];

/** One setting; `null` for what was not there, and on both sides where the value is nobody's business. */
export interface SettingChange {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What people did at the till, as the audit list shows it. */
export type AuditEvent =
  /** Recorded before it is saved. Of a key it says only which one was put in. */
  | {
      readonly type: 'settings.changed';
      readonly payload: {
        readonly subject: SettingsSubject;
        /** The account's or the person's name, where there are several. */
        readonly name: string | null;
        readonly changes: readonly SettingChange[];
        readonly operatorName: string;
        /** The manager whose PIN allowed it; `null` where none was asked for. */
        readonly approvedBy: string | null;
      };
    }
  /** A person has looked into what `unmatched.reported` told. */
  | {
      readonly type: 'unmatched.settled';
      readonly payload: {
        /** Sequence of that event. */
        readonly reportedSequence: number;
        readonly orderNo: string;
        readonly operatorName: string;
        /** In the person's own words; never empty. */
        readonly reason: string;
        readonly approvedBy: string | null;
      };
    }
  | { readonly type: 'operator.signed_in'; readonly payload: { readonly operatorName: string } }
  | {
      readonly type: 'operator.pin_failed';
      readonly payload: {
        readonly purpose: PinPurpose;
        /** Wrong ones in a row, with this one. */
        readonly failures: number;
        readonly operatorName: string;
      };
    }
  | {
      readonly type: 'operator.approved';
      readonly payload: {
        readonly action: GuardedAction;
        readonly orderNo: string | null;
        readonly operatorName: string;
        readonly approvedBy: string;
      };
    };

/** Money of which a gateway has told, verified, under a number that this ledger has no order for. */
export interface UnmatchedPayment {
  readonly accountId: string;
  readonly orderNo: string;
  readonly status: 'paid' | 'refunded';
  /** As far as the message says; `null` where it leaves it out. */
  readonly amountMinor: number | null;
  readonly currency: Currency | null;
  readonly wallet: Wallet | null;
  readonly gatewayOrderNo: string | null;
  /** UTC, ISO 8601. */
  readonly paidAt: string | null;
  /** The delivery that told of it, in the raw inbox; `null` where the gateway was asked. */
  readonly deliveryId: number | null;
}

export const auditTypes = [
  'settings.changed',
  'unmatched.settled',
  'operator.signed_in',
  'operator.pin_failed',
  'operator.approved',
] as const satisfies readonly AuditEvent['type'][];

/** Which deliveries have lost their content for their age. */
export interface InboxPurge {
  /** What was older had had its time; UTC, ISO 8601. */
  readonly before: string;
  /** All went that came before this event, but of orders that were still watched. */
  readonly lastSequence: number;
}

export type TillEvent =
  | AuditEvent
  | { readonly type: 'unmatched.reported'; readonly payload: UnmatchedPayment }
  /** The head of the chain, signed: nothing up to it can be changed or cut off unnoticed. */
  | {
      readonly type: 'day.sealed';
      readonly payload: {
        /** `YYYY-MM-DD`, the day that is closed. */
        readonly businessDay: string;
        /** The last event before this one, and its hash (hex). */
        readonly headSequence: number;
        readonly headHash: string;
        /** Ed25519; the public key as DER (SubjectPublicKeyInfo) in base64, the signature in base64. */
        readonly publicKey: string;
        readonly signature: string;
      };
    }
  /** This file was made from a backup, or from what could be read of a damaged ledger. */
  | {
      readonly type: 'ledger.restored';
      readonly payload: {
        readonly from: 'backup' | 'salvage';
        /** Name of the file it came from. */
        readonly fileName: string;
        /** The source's last event that was taken over, and its hash (hex). */
        readonly headSequence: number;
        readonly headHash: string;
        /** The last delivery that was taken over; of those that stand with this event, those up to it are of any age. */
        readonly lastDeliveryId?: number | undefined;
      };
    }
  /**
   * A gateway's reply said what time it was. What stands before it in the chain had happened by then, whatever the
   * computer's clock showed.
   */
  | {
      readonly type: 'time.confirmed';
      readonly payload: {
        /** Whose gateway it was. */
        readonly accountId: string;
        /** UTC, ISO 8601. */
        readonly gatewayAt: string;
        /** Milliseconds by which the computer's clock was ahead; negative where it was behind. */
        readonly computerAheadMs: number;
      };
    }
  /** What was delivered before this moment has lost its content; the verdicts stay. */
  | { readonly type: 'inbox.purged'; readonly payload: InboxPurge };
