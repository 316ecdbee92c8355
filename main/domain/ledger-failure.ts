/** Why a ledger cannot be opened or written. */
export const ledgerFailureReasons = [
  'newer_version',
  /** Damaged: SQLite or the ledger's own checks say so. */
  'corrupt',
  'not_writable',
  'locked',
  'disk_full',
  'other',
] as const;
export type LedgerFailureReason = (typeof ledgerFailureReasons)[number];
