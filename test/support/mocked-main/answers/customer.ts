/** What is before the customer. */
import type { GroupHandlers } from '../../../../preload/contract/index.ts';
import { done } from '../mocked-till.ts';

export function customerAnswers(): GroupHandlers<'customer'> {
  return {
    showToCustomer: () => Promise.resolve(done),
    previewCustomerDisplay: () => Promise.resolve(done),
  };
}
