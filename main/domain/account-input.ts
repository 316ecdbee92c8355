/**
 * The checks on a merchant account that Settings and the contract share: what passes them can be sent to the gateway as
 * it is. Pure.
 */
import { hasUnsupportedCharacter } from './order-input.ts';

/**
 * Characters of the public address: the listener's path that follows it has up to 81 (`/notify/`, its 32 digits, and an
 * account's name of up to 40). ScanForPay's `notifyUrl` is a String(200), Alipay's `notify_url` a String(256).
 */
export const longestPublicUrl = { scanforpay: 119, alipay: 175 } as const;

/** An address to which a path is added: nothing may stand behind its own, and both gateways want it in ASCII. */
export function isBareWebAddress(text: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || /[?#]/.test(text)) return false;
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && url.username === '' && url.password === '';
}

/** What customers read when a sale has no note: no control characters, no emoji, and never a key that was pasted. */
export function isFitTitle(text: string): boolean {
  return !hasUnsupportedCharacter(text) && !looksLikeKey(text);
}

/** The beginning of a key, in armour or bare; the same is refused where something is sent. */
export function looksLikeKey(text: string): boolean {
  return /-----BEGIN|MII[A-Za-z0-9+/]{61}/.test(text);
}
