/** Which screen is shown, and which order on it. */
import { signal } from '@preact/signals';

export type ScreenName = 'charge' | 'orders' | 'settings';
export type SettingsSection =
  | 'accounts'
  | 'till'
  | 'catalogue'
  | 'staff'
  | 'audit'
  | 'notifications'
  | 'display'
  | 'sound'
  | 'look'
  | 'keys'
  | 'ledger'
  | 'about';

export const screen = signal<ScreenName>('charge');
/** The order on the sale screen; `null` shows the form for a new sale. */
export const saleOrderNo = signal<string | null>(null);
/** The order in the detail panel of Orders. */
export const chosenOrderNo = signal<string | null>(null);
export const settingsSection = signal<SettingsSection>('accounts');

/** The question who is at the till is on screen. */
export const isChoosingOperator = signal(false);

/** Remembers what is shown at the counter; the returned function shows it again. */
export function placeSnapshot(): () => void {
  const [orderNo, name] = [saleOrderNo.peek(), screen.peek()];
  return () => {
    saleOrderNo.value = orderNo;
    screen.value = name;
  };
}

export function showNewSale(): void {
  saleOrderNo.value = null;
  screen.value = 'charge';
}

export function showSale(orderNo: string): void {
  saleOrderNo.value = orderNo;
  screen.value = 'charge';
}

export function showOrder(orderNo: string): void {
  chosenOrderNo.value = orderNo;
  screen.value = 'orders';
}

export function showSettings(section: SettingsSection): void {
  settingsSection.value = section;
  screen.value = 'settings';
}
