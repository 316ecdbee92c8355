/** Keeps the screen from going dark while somebody is about to scan it. */
import type { OrderView } from '../../preload/contract/index.ts';

/** Electron's `powerSaveBlocker`. */
export interface Blocker {
  start(type: 'prevent-display-sleep'): number;
  stop(id: number): void;
}

/** Whether any of the open orders has a code out that can still be paid. */
export function hasCodeOut(openOrders: readonly Pick<OrderView, 'state' | 'qrText'>[]): boolean {
  return openOrders.some(({ state, qrText }) => state === 'awaiting' && qrText !== null);
}

/** The returned function takes whether the screen has to stay on; saying it twice changes nothing. */
export function createStayAwake(blocker: Blocker): (isWanted: boolean) => void {
  let id: number | null = null;
  return (isWanted) => {
    if (isWanted) id ??= blocker.start('prevent-display-sleep');
    else if (id !== null) {
      blocker.stop(id);
      id = null;
    }
  };
}
