import { describe } from 'vitest';
import { testHistories } from '../../support/world/histories.ts';

describe('the ledgers of shops that take money through Alipay', () => {
  testHistories('alipay', [
    'held',
    'discarded',
    'closed',
    'paid',
    'paid_late',
    'refunded',
    'refund done',
    'refund in parts',
    'money back by cancel',
    'signature_wrong',
    'amount_differs',
    'merchant_differs',
    'crash',
    'full disk',
  ]);
});
