/** What a field of `biz_content` may look like; put together to the published tables elsewhere. */

export type Values = Readonly<Record<string, unknown>>;

export type Check = (value: unknown) => boolean;
export type Checks = Readonly<Record<string, Check>>;

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

export function text(longest: number): Check {
  return (value) => typeof value === 'string' && Array.from(value).length <= longest;
}

export function pattern(form: RegExp): Check {
  return (value) => typeof value === 'string' && form.test(value);
}

export function oneOf(...words: readonly string[]): Check {
  return (value) => words.some((word) => word === value);
}

/** Yuan with no or two decimals, at most nine characters. */
export const isAmount = pattern(/^(?=.{1,9}$)\d+(?:\.\d{2})?$/);

/** Letters, digits and underscores, at most 64. */
export function isOrderNo(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_]{1,64}$/.test(value);
}

/** An amount that `isAmount` passed, in fen, by digits only. */
export function toFen(decimal: string): number {
  const [whole = '', fraction = ''] = decimal.split('.');
  return Number.parseInt(`${whole}${fraction.padEnd(2, '0')}`, 10);
}

export function listOf(isItem: Check): Check {
  return (value) => Array.isArray(value) && value.length > 0 && value.every(isItem);
}

/** The first required field that is absent, else the first given one that is wrong; `null` when all is well. */
export function fieldAtFault(values: Values, required: Checks, optional: Checks): string | null {
  const missing = Object.keys(required).find((name) => isAbsent(values[name]));
  if (missing !== undefined) return missing;
  const wrong = Object.entries({ ...required, ...optional }).find(
    ([name, check]) => !isAbsent(values[name]) && !check(values[name]),
  );
  return wrong?.[0] ?? null;
}

/** An object whose known members are right; others are let pass, as the real gateway does. */
export function objectOf(required: Checks, optional: Checks): Check {
  return (value) => isValues(value) && fieldAtFault(value, required, optional) === null;
}

/** A field's text; `null` when it is absent. */
export function given(values: Values, name: string): string | null {
  return isAbsent(values[name]) ? null : String(values[name]);
}
