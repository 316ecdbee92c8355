/** The one way to main from the customer's window; it has fewer functions than the cashier's. */
import type { Bridge } from '../../../preload/contract/index.ts';

// The type of `window` is one for all pages, and it is the cashier's.
export const bridge = (window as unknown as { readonly scantill: Bridge<'customer'> }).scantill;
