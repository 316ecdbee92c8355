/** What a PIN is. Digits only, so that the keypad of a touch screen is enough. Pure; used on both sides. */
export const longestPin = 12;

export function isPin(text: string): boolean {
  return /^\d{4,12}$/.test(text);
}
