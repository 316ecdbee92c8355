/** What the owner sets for a till, and within which limits. Pure. */

/** Characters. */
export const longestShopName = 40;
export const longestTillName = 20;
export const longestOperatorName = 20;

/** Days; between a month and ten years. */
export const keepPersonalDaysRange = { min: 30, max: 3_660 } as const;

/** After how many seconds the screen that says «paid» makes room for the next sale. */
export const paidReturnSecondsRange = { min: 2, max: 60 } as const;

export const loudestVolume = 100;
export const largestPort = 65_535;
export const maximumScalePrefixes = 10;
