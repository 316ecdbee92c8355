import { describe, expect, it } from 'vitest';
import { orderStates } from '../../../main/domain/order.ts';
import { createStayAwake, hasCodeOut } from '../../../main/shell/stay-awake.ts';

describe('a code that can still be paid', () => {
  it('is out in one state only', () => {
    const out = orderStates.filter((state) => hasCodeOut([{ state, qrText: 'https://qr.alipay.com/bax0' }]));
    expect(out).toEqual(['awaiting']);
  });

  it('is out as soon as one of several orders has one', () => {
    const without = { state: 'awaiting', qrText: null } as const;
    expect(hasCodeOut([])).toBe(false);
    expect(hasCodeOut([without])).toBe(false);
    expect(hasCodeOut([without, { state: 'awaiting', qrText: 'weixin://wxpay/x' }])).toBe(true);
  });
});

describe('the screen', () => {
  it('is kept on once, and let go once, however often it is said', () => {
    const said: string[] = [];
    const stayAwake = createStayAwake({
      start: (type) => said.push(`start ${type}`),
      stop: (id) => void said.push(`stop ${id}`),
    });
    for (const isWanted of [false, true, true, false, false, true, false]) stayAwake(isWanted);
    expect(said).toEqual(['start prevent-display-sleep', 'stop 1', 'start prevent-display-sleep', 'stop 3']);
  });
});
