import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so a number can be read aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomLength = 4;
const refundRandomLength = 8;

/** Longer, or with other characters, order numbers would not suit both gateways. */
const terminalPrefixPattern = /^[A-Za-z0-9]{1,8}$/;

/** @throws for a prefix that could make an order number longer than 32 characters or use other than `[A-Za-z0-9]`. */
export function assertTerminalPrefix(prefix: string): void {
  if (!terminalPrefixPattern.test(prefix)) throw new RangeError(`Not a terminal prefix: ${JSON.stringify(prefix)}`);
}

/**
 * `<prefix>_<YYYYMMDD>_<daily number, 4 digits or more>_<4 random>`, e.g. `T01_20261122_0042_7KQ2`: at most 32
 * characters of `[A-Za-z0-9_]`, which suits `partnerOrderNo` and `out_trade_no` alike (gateways.md section 6).
 * The random end keeps a till that starts again with an empty ledger from repeating numbers its gateway knows.
 */
export function makeOrderNo(prefix: string, businessDay: string, dailyNumber: number): string {
  const day = businessDay.replaceAll('-', '');
  return [prefix, day, String(dailyNumber).padStart(4, '0'), randomText(randomLength)].join('_');
}

function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}

/**
 * `R_<prefix>_<YYYYMMDD>_<8 random>`, e.g. `R_T01_20261122_7KQ2M3XZ`: at most 28 characters, for `refundNo` and
 * `out_request_no` alike. Long enough at random never to meet a number of a till that began again with an old backup.
 */
export function makeRefundNo(prefix: string, businessDay: string): string {
  return ['R', prefix, businessDay.replaceAll('-', ''), randomText(refundRandomLength)].join('_');
}
