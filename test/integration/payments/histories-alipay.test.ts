import { describe } from 'vitest';
import { testHistories } from '../../support/world/histories.ts';

describe('the ledgers of shops that take money through Alipay', () => {
  testHistories('alipay', 'money back by cancel');
});
