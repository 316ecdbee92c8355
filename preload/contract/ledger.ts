/** The ledger’s backups, checks and restoring. */
import * as z from 'zod';
import { ledgerFailureReasons } from '../../main/domain/ledger-failure.ts';
import { displayStates } from '../../main/domain/order.ts';
import { doneResult, resultOf } from './results.ts';
import { approvalSchema } from './staff.ts';
import { currencySchema, nothing, timeSchema } from './values.ts';

/** What a gateway says of an order that a restored ledger lacks. */
const gatewayWords = [
  /** It has been asked, or will be. */
  'asking',
  /** The order is in the ledger, as it was before, and has been checked there. */
  'in_ledger',
  'paid',
  'waiting',
  'declined',
  'closed',
  'refunded',
  'not_found',
  /** There is such an order, with another sum, currency or account. */
  'differs',
  'no_answer',
  /** The account is not here, or its key cannot be read, or the file does not show enough. */
  'not_asked',
] as const;

const missingOrderSchema = z.object({
  orderNo: z.string(),
  /** The new ledger has it as it was before. */
  isInLedger: z.boolean(),
  /** As the file shows it that could not be saved, unproven; `null` where it cannot be read. */
  listed: z
    .object({
      createdAt: timeSchema,
      amountMinor: z.int(),
      currency: currencySchema,
      display: z.enum(displayStates),
      accountName: z.string(),
    })
    .nullable(),
  gatewaySays: z.enum(gatewayWords),
});
export type MissingOrder = z.infer<typeof missingOrderSchema>;

export const restoreReportSchema = z.object({
  events: z.int(),
  orders: z.int(),
  /** Of the last event that could be saved. */
  lastEventAt: timeSchema,
  /** Orders of which one of the files knows more than could be saved. */
  ordersLost: z.int(),
  missing: z.array(missingOrderSchema),
});
export type RestoreReport = z.infer<typeof restoreReportSchema>;

export const backupViewSchema = z.object({ fileName: z.string(), madeAt: timeSchema, sizeBytes: z.int() });
export type BackupView = z.infer<typeof backupViewSchema>;

export const ledgerCheckSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sound'), events: z.int(), orders: z.int(), headHash: z.string() }),
  /** `sequence`: the first event that is wrong, or the last of the order that is; `detail` is for support. */
  z.object({ kind: z.literal('broken'), sequence: z.int(), what: z.string(), detail: z.string() }),
]);
export type LedgerCheck = z.infer<typeof ledgerCheckSchema>;

/** Selling stops when the ledger cannot be opened: an order that cannot be recorded is not taken. */
export const ledgerStateSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('open'),
    path: z.string(),
    /** It is being looked over, because the run before did not end by itself. Sales wait for it. */
    isChecking: z.boolean(),
    folderRisk: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('synchronised'), service: z.string() }),
        z.object({ kind: z.literal('network') }),
      ])
      .nullable(),
    /** An event of the last backup that this ledger lacks: it has been cut off or is an old copy. `null`: none. */
    missingEvent: z.int().nullable(),
    lastBackupAt: timeSchema.nullable(),
    backupProblem: z.enum(ledgerFailureReasons).nullable(),
    /** `YYYY-MM-DD` of the last day that was sealed and signed. */
    lastSealedDay: z.string().nullable(),
    /** The keychain does not give the key that signs a day that is over. */
    isSigningHindered: z.boolean(),
  }),
  z.object({
    status: z.literal('failed'),
    path: z.string(),
    reason: z.enum(ledgerFailureReasons),
    detail: z.string(),
    /** Where the damaged file lies now, whole; `null` when nothing was moved. */
    setAsidePath: z.string().nullable(),
    /** Of the backup that History shows meanwhile; `null`: there is none. */
    shownBackupAt: timeSchema.nullable(),
  }),
]);

export const ledgerCalls = {
  /** `madeAt` is `null` when nothing has happened since the last one. */
  backUpNow: { argument: nothing, result: resultOf(z.object({ madeAt: timeSchema.nullable() })) },
  listBackups: { argument: nothing, result: resultOf(z.array(backupViewSchema)) },
  /** Shows the folder in the system's file manager. */
  showBackups: { argument: nothing, result: doneResult },
  /** Checks every event, order and sum. May take some seconds; selling goes on. */
  checkLedger: { argument: nothing, result: resultOf(ledgerCheckSchema) },
  /**
   * Where the ledger is damaged or missing: makes a new one from the newest good backup and whatever the damaged
   * file still gives. Both stay as they are.
   */
  restoreLedger: { argument: z.object({ approval: approvalSchema }), result: resultOf(restoreReportSchema) },
  /** At the first run: asks for a backup in a system dialogue, and begins real sales with it. `null`: none chosen. */
  restoreFromFile: { argument: nothing, result: resultOf(restoreReportSchema.nullable()) },
  /** Where the ledger is damaged or missing: begins an empty one. */
  beginLedger: { argument: z.object({ approval: approvalSchema }), result: doneResult },
  /** Asks the gateways once more about the orders that a restored ledger lacks. */
  askAboutMissing: { argument: nothing, result: doneResult },
  /** Somebody has read what a restored ledger lacks. */
  dismissRestored: { argument: nothing, result: doneResult },
} as const;
