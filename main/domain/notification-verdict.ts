/** What came of a delivery that a gateway made. */
export const notificationVerdicts = [
  /** Verified, fitting, and news. */
  'applied',
  /** Verified and fitting; nothing new in it. */
  'repeated',
  /** Verified, but the particulars do not fit the order. */
  'disputed',
  /** Verified, but it proves nothing of its order: the gateway is asked instead. */
  'inconclusive',
  /** Verified, but there is no such order in this ledger. Its problem says whose it is, or that no money is in it. */
  'unknown_order',
  /** Wrong signature, malformed, … */
  'refused',
  /** Could not be checked (no key): to be sent again. */
  'not_checked',
  /** Not read at all: too large, of another kind, or too many at once. Only its beginning is kept. */
  'turned_away',
] as const;
export type NotificationVerdict = (typeof notificationVerdicts)[number];
