/** Local time of day, 24 hours: `14:32` or `14:32:05`. */
export function clockText(timeMs: number, until: 'minutes' | 'seconds'): string {
  const time = new Date(timeMs);
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0'));
  return parts.slice(0, until === 'minutes' ? 2 : 3).join(':');
}
