import { describe } from 'vitest';
import { testHistories } from '../../support/world/histories.ts';

describe('the ledgers of shops that take money through ScanForPay', () => {
  testHistories('scanforpay', [
    'held',
    'discarded',
    'declined',
    'closed',
    'paid',
    'paid_late',
    'refunded',
    'refund done',
    'refund in parts',
    'signature_wrong',
    'amount_differs',
    'merchant_differs',
    'crash',
    'full disk',
  ]);
});
