/** GMT+8, in which both gateways write their times, by arithmetic: the computer's own zone plays no part. */

const offsetMs = 8 * 60 * 60 * 1000;

/** `yyyy-MM-dd HH:mm:ss` in GMT+8. */
export function toBeijingTime(moment: Date): string {
  return new Date(moment.getTime() + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** `yyyy-MM-dd HH:mm:ss` in GMT+8 as UTC ISO 8601; `null` for anything else, or a date that does not exist. */
export function fromBeijingTime(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null;
  const asIfUtc = new Date(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(asIfUtc.getTime())) return null;
  const moment = new Date(asIfUtc.getTime() - offsetMs);
  return toBeijingTime(moment) === text ? moment.toISOString() : null;
}
