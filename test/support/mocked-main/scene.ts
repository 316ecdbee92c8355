/** A state of the window that a real main process reaches only with time and luck, and what several scenes are made of. */
import type { AppState, Handlers, OrderView } from '../../../preload/contract/index.ts';

export interface Scene {
  readonly state: AppState;
  /** Orders that exist, newest first. */
  readonly orders: readonly OrderView[];
  /** What `createOrder` returns; by default a new waiting order. */
  readonly created?: OrderView;
  /** What main tells when a test lets it go on. */
  readonly news?: OrderView;
  readonly handlers?: Partial<Handlers<'cashier'>>;
}

export const live = { mode: 'live', practice: null } as const;

/** Held for good: Electron tells the page of an answer that nothing can give any more, once it is collected. */
const unanswered: unknown[] = [];

/** A call that never ends. */
export const never = () =>
  new Promise<never>((resolve) => {
    unanswered.push(resolve);
  });
