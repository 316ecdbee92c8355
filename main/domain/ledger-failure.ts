/** Why a ledger cannot be opened or written. */
export const ledgerFailureReasons = [
  'newer_version',
  /** Damaged: SQLite or the ledger's own checks say so. */
  'corrupt',
  /** There is no file, though there has been one. */
  'missing',
  'not_writable',
  'locked',
  'disk_full',
  'other',
] as const;
export type LedgerFailureReason = (typeof ledgerFailureReasons)[number];
