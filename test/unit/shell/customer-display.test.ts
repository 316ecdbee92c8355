import { expect, it } from 'vitest';
import { displayForCustomer } from '../../../main/shell/customer-display.ts';

const [cashiers, second, third] = [{ id: 1 }, { id: 2 }, { id: 3 }];

it('is none while the shop wants none', () => {
  expect(displayForCustomer([cashiers, second], 1, { enabled: false, displayId: 2 })).toBeNull();
});

it('is never the cashier’s own, not even when that one was chosen', () => {
  expect(displayForCustomer([cashiers], 1, { enabled: true, displayId: null })).toBeNull();
  expect(displayForCustomer([cashiers, second], 1, { enabled: true, displayId: 1 })).toBeNull();
});

it('is the first other one where the shop did not say which', () => {
  expect(displayForCustomer([cashiers, second, third], 1, { enabled: true, displayId: null })).toBe(second);
  expect(displayForCustomer([cashiers, second, third], 2, { enabled: true, displayId: null })).toBe(cashiers);
});

it('is the chosen one or none, so that it comes back to it', () => {
  const chosen = { enabled: true, displayId: 3 };
  expect(displayForCustomer([cashiers, second, third], 1, chosen)).toBe(third);
  expect(displayForCustomer([cashiers, second], 1, chosen)).toBeNull();
});
