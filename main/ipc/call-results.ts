import type { Refused } from '../domain/result.ts';
import type { CallProblem } from '../../preload/contract/index.ts';

export type Failure = Refused<CallProblem>;

export function failure(code: CallProblem['code'], detail = ''): Failure {
  return { ok: false, problem: { code, detail } };
}

export const done = { ok: true, value: null } as const;
