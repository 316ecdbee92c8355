/** Calls for which main may want a manager's PIN: it is asked for here, and the same call is made again with it. */
import { signal } from '@preact/signals';
import type { CallResult, Approval, CallProblem } from '../../preload/contract/index.ts';
import { t } from '../i18n/translate.ts';
import { valueOf } from './calls.ts';
import { showRefusal, showToast } from './toasts.ts';

export interface ApprovalAsked {
  /** What it is for, as main names it. */
  readonly purpose: string;
  /** Why the last PIN did not do; `null` at first. */
  readonly problem: string | null;
  /** The call is under way again. */
  readonly isTrying: boolean;
  /** With `null` the person gives up. */
  readonly answer: (pin: string | null) => void;
}

export const approvalAsked = signal<ApprovalAsked | null>(null);

/** What main said about a PIN, as a sentence; `null` when the problem is another. */
export function pinProblem({ code, detail }: CallProblem): string | null {
  if (code === 'pin_wait') return t('pin.wait', { seconds: Number(detail) });
  return code === 'pin_wrong' ? t('refusal.pin_wrong') : null;
}

/** The call's result; `null` when nobody with a PIN was there to allow it. */
export async function approved<Value>(
  call: (approval: Approval) => Promise<CallResult<Value>>,
): Promise<CallResult<Value> | null> {
  let result = await call(undefined);
  let purpose: string | null = null;
  while (!result.ok) {
    const { problem } = result;
    if (problem.code === 'approval_needed') purpose = problem.detail;
    else if (purpose === null || pinProblem(problem) === null) break;
    const pin = await askPin(purpose, pinProblem(problem));
    if (pin === null) {
      approvalAsked.value = null;
      return null;
    }
    result = await call({ pin });
  }
  approvalAsked.value = null;
  return result;
}

/** The same where a refusal is simply said; `null` then too. */
export async function approvedValue<Value>(
  call: (approval: Approval) => Promise<CallResult<Value>>,
): Promise<Value | null> {
  const result = await approved(call);
  return result === null ? null : valueOf(Promise.resolve(result));
}

/** Says that something was saved, or why not; nothing where the person gave up. */
export function saySaved(result: CallResult<null> | null): void {
  if (result?.ok === true) showToast({ kind: 'done', message: 'toast.saved' });
  else if (result !== null) showRefusal(result.problem);
}

function askPin(purpose: string, problem: string | null): Promise<string | null> {
  return new Promise((resolve) => {
    const asked = { purpose, problem, isTrying: false };
    approvalAsked.value = {
      ...asked,
      answer: (pin) => {
        approvalAsked.value = { ...asked, problem: null, isTrying: true, answer: () => undefined };
        resolve(pin);
      },
    };
  });
}
