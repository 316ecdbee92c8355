/** The day that a sale is counted on. */

/** `YYYY-MM-DD` in the computer's zone. */
export function businessDayOf(at: Date): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
}
