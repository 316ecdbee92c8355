/** Why a ledger cannot be opened or written. */
export const ledgerFailureReasons = [
  'newer_version',
  /** Damaged: SQLite or the ledger's own checks say so. */
  'corrupt',
  /** There were orders once, and the file is gone. A new one is not begun over that unasked. */
  'missing',
  'not_writable',
  'locked',
  'disk_full',
  'other',
] as const;
export type LedgerFailureReason = (typeof ledgerFailureReasons)[number];
