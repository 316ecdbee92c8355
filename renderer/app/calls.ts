/** Calls to main with their two kinds of failure said: refused with a reason, or not answered at all. */
import type { CallResult } from '../../preload/contract/index.ts';
import { showRefusal, showToast } from './toasts.ts';

/** Runs an action that nobody waits for. A rejection is a fault of the app: said on screen and in the console. */
export function perform(action: () => Promise<unknown>): void {
  action().catch((error: unknown) => {
    console.error(error);
    showToast({ kind: 'refused', message: 'app.noAnswer' });
  });
}

/** The value, or `null` after the refusal has been said. */
export async function valueOf<Value>(call: Promise<CallResult<Value>>): Promise<Value | null> {
  const result = await call;
  if (result.ok) return result.value;
  showRefusal(result.problem);
  return null;
}
