/** How something that may be refused ends: with a value, or with the reason. Nothing is thrown for it. */
export interface Refused<Problem> {
  readonly ok: false;
  readonly problem: Problem;
}

export type Result<Value, Problem> = { readonly ok: true; readonly value: Value } | Refused<Problem>;

/** It has been done, and there is nothing more to say. */
export const done = { ok: true, value: null } as const;

/** @param detail for support, or what the code names; never shown alone. */
export function refused<Code extends string>(
  code: Code,
  detail = '',
): Refused<{ readonly code: Code; readonly detail: string }> {
  return { ok: false, problem: { code, detail } };
}
