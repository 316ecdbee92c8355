/** The one way to main: the functions that preload derived from the contract. */
import type { Bridge } from '../../preload/contract/index.ts';

declare global {
  interface Window {
    readonly scantill: Bridge<'cashier'>;
  }
}

export const bridge: Bridge<'cashier'> = window.scantill;
