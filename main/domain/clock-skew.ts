/** Milliseconds that a till's clock may differ from a gateway's before people are told: Alipay refuses far ones. Pure. */
export const largestClockSkewMs = 5 * 60_000;
