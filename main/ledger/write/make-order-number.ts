import { randomFillSync } from 'node:crypto';
import { isTerminalPrefix } from '../../domain/order-number.ts';

/** Crockford's base 32: no I, L, O, U, so a number can be read aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const installationIdLength = 8;
const orderRandomLength = 4;
const refundRandomLength = 8;
/** ScanForPay's `partnerOrderNo` and `refundNo`; Alipay takes 64 (gateways.md section 6). */
const longestNumber = 32;

/** @throws for a prefix that could make an order number longer than 32 characters or use other than `[A-Za-z0-9]`. */
export function assertTerminalPrefix(prefix: string): void {
  if (!isTerminalPrefix(prefix)) throw new RangeError(`Not a terminal prefix: ${JSON.stringify(prefix)}`);
}

/** So many characters, by which a number is unlike any other. */
export type RandomText = (length: number) => string;

/** 40 random bits in 8 characters: what makes the numbers of one installation unlike those of any other. */
export function makeInstallationId(): string {
  return randomText(installationIdLength);
}

/**
 * `<prefix>_<YYYYMMDD>_<daily number, 4 digits or more>_<installation><random>`, e.g.
 * `T01_20261122_0042_7KQ2M3XZ9G4V`: at most 32 characters of `[A-Za-z0-9_]`, which suits `partnerOrderNo` and
 * `out_trade_no` alike. Two tills of one merchant never meet in a number, whatever their prefixes. The random end keeps
 * a ledger that was put back to an older state from repeating numbers that its gateway knows.
 */
export function makeOrderNo(
  prefix: string,
  businessDay: string,
  dailyNumber: number,
  installationId: string = makeInstallationId(),
  draw: RandomText = randomText,
): string {
  const daily = String(dailyNumber).padStart(4, '0');
  return fitting((day) => `${prefix}_${day}_${daily}_${installationId}`, businessDay, orderRandomLength, draw);
}

/**
 * `R_<prefix>_<YYYYMMDD>_<installation><random>`, e.g. `R_T01_20261122_7KQ2M3XZ0B5N1T8W`: at most 32 characters, for
 * `refundNo` and `out_request_no` alike.
 */
export function makeRefundNo(
  prefix: string,
  businessDay: string,
  installationId: string = makeInstallationId(),
  draw: RandomText = randomText,
): string {
  return fitting((day) => `R_${prefix}_${day}_${installationId}`, businessDay, refundRandomLength, draw);
}

/** With a long prefix the day goes without its century, and on an extremely busy day less is left to chance. */
function fitting(
  beginning: (day: string) => string,
  businessDay: string,
  randomLength: number,
  draw: RandomText,
): string {
  const day = businessDay.replaceAll('-', '');
  const whole = beginning(day);
  const start = whole.length + randomLength <= longestNumber ? whole : beginning(day.slice(2));
  const left = longestNumber - start.length;
  if (left < 0) throw new RangeError(`No order number of ${longestNumber} characters begins with ${start}`);
  return start + draw(Math.min(randomLength, left));
}

/** Drawn by the hundred: asking the system for a few costs more than all else that a number needs. */
const random = { bytes: new Uint8Array(512), used: 512 };

export function randomText(length: number): string {
  if (random.used + length > random.bytes.length) {
    randomFillSync(random.bytes);
    random.used = 0;
  }
  let text = '';
  for (const byte of random.bytes.subarray(random.used, (random.used += length)))
    text += alphabet.charAt(byte % alphabet.length);
  return text;
}
