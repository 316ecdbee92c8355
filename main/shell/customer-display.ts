/** Which display faces the customer. Pure. */
import type { CustomerDisplay } from '../../preload/contract/index.ts';

interface NamedDisplay {
  readonly id: number;
}

/**
 * The display for the customer's window, or `null` while there is none: never the cashier's own, and where the shop
 * chose one, that one only, so that the window comes back to it and wanders nowhere meanwhile.
 */
export function displayForCustomer<Display extends NamedDisplay>(
  displays: readonly Display[],
  cashiersId: number,
  { enabled, displayId }: CustomerDisplay,
): Display | null {
  if (!enabled) return null;
  const others = displays.filter(({ id }) => id !== cashiersId);
  return (displayId === null ? others[0] : others.find(({ id }) => id === displayId)) ?? null;
}
