/** How a person types: what comes quicker is taken for a scanner's code. */
export const byHand = { delay: 70 } as const;

/** Longer than a scanner's last key can be away from its code: Enter is a person's from then on. */
export const afterScanMs = 600;
