/** How an order number is made up, for whoever has to tell the tills of one merchant apart. Pure; used on both sides. */

/** Which till an order number names: what people call it, and the installation that makes it unlike any other. */
export interface TillOfNumber {
  /** As it was set when the order was made, e.g. `T01`. */
  readonly terminalPrefix: string;
  /** Eight characters of Crockford's base 32, 40 random bits. */
  readonly installationId: string;
}

/** Characters. */
export const longestTerminalPrefix = 8;
const terminalPrefix = `[A-Za-z0-9]{1,${longestTerminalPrefix}}`;
const base32 = '[0-9A-HJKMNP-TV-Z]';
const terminalPrefixPattern = new RegExp(`^${terminalPrefix}$`);
const orderNoPattern = new RegExp(`^(${terminalPrefix})_(?:\\d{6}|\\d{8})_\\d{4,}_(${base32}{8})${base32}{0,4}$`);
const beginningPattern = new RegExp(`^(${terminalPrefix})_\\d{6,8}_\\d{4,}_`);
const tillNamePattern = new RegExp(`^${terminalPrefix}_(${base32}{8})$`);

/** What a till may begin its numbers with: 1 to 8 letters or digits, which suit both gateways. */
export function isTerminalPrefix(text: string): boolean {
  return terminalPrefixPattern.test(text);
}

/** `null` for a number that no till of this program's makes. */
export function tillOfNumber(orderNo: string): TillOfNumber | null {
  const [, terminalPrefix, installationId] = orderNoPattern.exec(orderNo) ?? [];
  return terminalPrefix === undefined || installationId === undefined ? null : { terminalPrefix, installationId };
}

/** The beginning of the number that stands for its till; `null` where there is none. */
export function terminalPrefixOf(orderNo: string): string | null {
  return beginningPattern.exec(orderNo)?.[1] ?? null;
}

/** How a till names itself to a gateway that keeps a terminal's number with a trade: at most 17 characters. */
export function terminalName({ terminalPrefix, installationId }: TillOfNumber): string {
  return `${terminalPrefix}_${installationId}`;
}

/** The installation in such a name; `null` for a terminal number that a shop has given itself. */
export function installationOfTerminal(name: string): string | null {
  return tillNamePattern.exec(name)?.[1] ?? null;
}
