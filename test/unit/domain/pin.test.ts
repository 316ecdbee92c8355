import { describe, expect, it } from 'vitest';
import { walletOfCustomerCode } from '../../../main/domain/customer-code.ts';
import { isPin, longestPin } from '../../../main/domain/pin.ts';

describe('a PIN', () => {
  it.each(['1234', '864213', '1'.repeat(longestPin)])('may be %s', (text) => {
    expect(isPin(text)).toBe(true);
  });

  it.each(['', '123', '1'.repeat(longestPin + 1), '12a4', '12 34', '１２３４'])('is not «%s»', (text) => {
    expect(isPin(text)).toBe(false);
  });

  it.each(['134567890123456789', '2812345678901234', '301234567890123456789012'])(
    'is never what a customer’s wallet shows: %s',
    (code) => {
      expect(walletOfCustomerCode(code)).not.toBeNull();
      expect(isPin(code)).toBe(false);
    },
  );
});
