/** Payments that no order of this ledger fits: reading them from its events. */
import type Database from 'better-sqlite3';
import * as z from 'zod';
import { tillOfNumber } from '../../domain/order-number.ts';
import type { UnmatchedPayment } from '../../domain/till-event.ts';
import type { ReportedPayment, UnmatchedReport } from '../../ports/index.ts';
import { parseStoredTillEvent } from './event-schema.ts';

const isUnmatched = "type IN ('unmatched.reported', 'unmatched.settled')";
const settledOnes = `
  SELECT json_extract(payload, '$.reportedSequence') FROM events WHERE ${isUnmatched} AND type = 'unmatched.settled'`;
const openOnes = `${isUnmatched} AND type = 'unmatched.reported' AND sequence NOT IN (${settledOnes})`;

/** Of a payment that is known only by its order's number. */
export const nothingReported: ReportedPayment = {
  status: 'paid',
  amountMinor: null,
  currency: null,
  wallet: null,
  gatewayOrderNo: null,
  paidAt: null,
};

export function countUnmatched(database: Database.Database): number {
  return z.int().parse(database.prepare(`SELECT count(*) FROM events WHERE ${openOnes}`).pluck().get());
}

const rowSchema = z.object({
  sequence: z.int(),
  type: z.string(),
  at: z.string(),
  payload: z.string(),
  body: z.instanceof(Uint8Array).nullable(),
});

/** Those that nobody has looked into yet, newest first. */
export function listUnmatched(database: Database.Database, limit: number): readonly UnmatchedReport[] {
  return database
    .prepare(
      `SELECT sequence, type, at, payload,
         (SELECT body FROM notifications WHERE id = json_extract(payload, '$.deliveryId')) AS body
       FROM events WHERE ${openOnes} ORDER BY sequence DESC LIMIT ?`,
    )
    .all(limit)
    .flatMap((row) => {
      const { sequence, type, at, payload, body } = rowSchema.parse(row);
      const event = parseStoredTillEvent(type, payload);
      if (event.type !== 'unmatched.reported') return [];
      // For reading by people; empty where the content has had its time.
      return [{ sequence, at, payment: event.payload, bodyText: new TextDecoder().decode(body ?? new Uint8Array()) }];
    });
}

/** Whose an order number is, as far as this ledger can tell. */
export type NumberOwner = 'this_till' | 'other_till' | 'nobody_known';

/** Who has looked into something, and what they say of it. */
export interface SettlingWord {
  readonly operatorName: string;
  /** Not empty. */
  readonly reason: string;
  /** The manager whose PIN allowed it. */
  readonly approvedBy?: string | undefined;
}

export class UnmatchedPayments {
  readonly #statements;

  constructor(database: Database.Database) {
    this.#statements = {
      same: database
        .prepare(
          `SELECT 1 FROM events WHERE ${isUnmatched} AND type = 'unmatched.reported'
             AND json_extract(payload, '$.accountId') = @accountId AND json_extract(payload, '$.orderNo') = @orderNo
             AND json_extract(payload, '$.status') = @status
             AND json_extract(payload, '$.gatewayOrderNo') IS @gatewayOrderNo LIMIT 1`,
        )
        .pluck(),
      openOne: database.prepare(`SELECT payload FROM events WHERE sequence = ? AND ${openOnes}`).pluck(),
      installation: database
        .prepare(
          `SELECT EXISTS (SELECT 1 FROM installations WHERE installation_id = @id)
               OR EXISTS (SELECT 1 FROM orders WHERE installation_id = @id)`,
        )
        .pluck(),
    };
  }

  /** Whether the same has been told before: gateways repeat themselves. */
  isKnown({ accountId, orderNo, status, gatewayOrderNo }: UnmatchedPayment): boolean {
    return this.#statements.same.get({ accountId, orderNo, status, gatewayOrderNo }) !== undefined;
  }

  /** The number of the order that an open report is about; `null` where there is none, or it has been looked into. */
  openOrderNo(sequence: number): string | null {
    const payload = this.#statements.openOne.get(sequence);
    if (payload === undefined) return null;
    return z.object({ orderNo: z.string() }).parse(JSON.parse(z.string().parse(payload))).orderNo;
  }

  ownerOf(orderNo: string, terminalPrefix: string): NumberOwner {
    const till = tillOfNumber(orderNo);
    if (till === null) return 'nobody_known';
    const isKnown = this.#statements.installation.get({ id: till.installationId }) === 1;
    // A till of this one's mark that is not known here may have been this one, before its ledger was lost.
    return isKnown || till.terminalPrefix === terminalPrefix ? 'this_till' : 'other_till';
  }
}
