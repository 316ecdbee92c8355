/** How something that may be refused ends: with a value, or with the reason. Nothing is thrown for it. */
export interface Refused<Problem> {
  readonly ok: false;
  readonly problem: Problem;
}

export type Result<Value, Problem> = { readonly ok: true; readonly value: Value } | Refused<Problem>;
