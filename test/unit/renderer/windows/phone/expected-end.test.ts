import { describe, expect, it } from 'vitest';
import { expectedEnd } from '../../../../../renderer/windows/phone/expected-end.ts';
import { type PhoneTrade, scenarioNames } from '../../../../../main/practice/common/phone-view.ts';

const trade: PhoneTrade = {
  gateway: 'scanforpay',
  wallet: 'alipay',
  orderNo: 'T1',
  amountMinor: 100,
  currency: 'CNY',
  title: '',
  codeText: 'https://qr.alipay.com/bax1',
  status: 'scanned',
  scenario: null,
  hasNotifyUrl: true,
  createdAt: '2026-11-22T06:32:05.000Z',
  endsAt: null,
  timeline: [],
};

describe('how it should end', () => {
  it.each(scenarioNames)('before the payment is told by the chosen scenario: %s', (name) => {
    expect(expectedEnd(trade, name)).toEqual({ verdict: 'paid', name });
  });

  it('after the payment keeps to the scenario it was made under', () => {
    const paid = { ...trade, status: 'paid', scenario: 'forged' } as const;
    expect(expectedEnd(paid, 'normal')).toEqual({ verdict: 'paid', name: 'forged' });
  });

  it('promises nothing about notifications where there is no address for them', () => {
    const silent = { ...trade, hasNotifyUrl: false };
    expect(expectedEnd(silent, 'told_twice').name).toBe('no_notify');
    expect(expectedEnd(silent, 'slow').name).toBe('slow');
  });

  it('knows that Alipay tells a decline as a closed trade only', () => {
    expect(expectedEnd({ ...trade, status: 'declined' }, 'normal')).toEqual({ verdict: 'declined', name: 'declined' });
    expect(expectedEnd({ ...trade, gateway: 'alipay', status: 'declined' }, 'normal')).toEqual({
      verdict: 'expired',
      name: 'declined_alipay',
    });
  });

  it('is no sale where nothing was paid, or all was returned', () => {
    expect(expectedEnd({ ...trade, gateway: 'alipay', status: 'expired' }, 'normal').verdict).toBe('expired');
    expect(expectedEnd({ ...trade, status: 'expired' }, 'normal').verdict).toBe('declined');
    expect(expectedEnd({ ...trade, status: 'closed' }, 'normal').verdict).toBe('expired');
    expect(expectedEnd({ ...trade, status: 'refunded' }, 'normal').verdict).toBe('refunded');
  });
});
