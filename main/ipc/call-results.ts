import type { CallProblem } from '../../preload/contract/index.ts';

export type Failure = { readonly ok: false; readonly problem: CallProblem };

export function failure(code: CallProblem['code'], detail = ''): Failure {
  return { ok: false, problem: { code, detail } };
}

export const done = { ok: true, value: null } as const;
