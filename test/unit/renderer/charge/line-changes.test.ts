import { describe, expect, it } from 'vitest';
import { maximumQuantity, type OrderLine } from '../../../../main/domain/order-lines.ts';
import {
  discountMinorOf,
  percentText,
  readDiscount,
  withLine,
  withQuantity,
} from '../../../../renderer/charge/line-changes.ts';

function line(changes: Partial<OrderLine> = {}): OrderLine {
  return { name: '龙井茶', quantity: 1, priceMinor: 4_800, goodsId: '6901234567892', ...changes };
}

describe('the lines being put together', () => {
  it('count the same goods up', () => {
    const twice = withLine(withLine([], line()), line());
    expect(twice).toEqual([line({ quantity: 2 })]);
  });

  it('keep apart what costs another price, and what was only typed', () => {
    const typed = line({ name: '', goodsId: null });
    const lines = [line(), line({ priceMinor: 4_500 }), typed, typed].reduce<readonly OrderLine[]>(withLine, []);
    expect(lines).toHaveLength(4);
  });

  it('begin another line of the same goods where the first can hold no more', () => {
    const full = line({ quantity: maximumQuantity });
    expect(withLine([full], line())).toEqual([full, line()]);
  });

  it('lose a line with its last piece', () => {
    expect(withQuantity([line(), line({ goodsId: '2' })], 0, 0)).toEqual([line({ goodsId: '2' })]);
  });

  it('take no quantity that a sale cannot hold', () => {
    expect(withQuantity([line({ quantity: 2 })], 0, maximumQuantity + 1)).toEqual([line({ quantity: 2 })]);
  });
});

describe('a discount', () => {
  it.each([
    ['10%', { kind: 'percent', basisPoints: 1_000 }],
    ['７．５ ％', { kind: 'percent', basisPoints: 750 }],
    ['100%', { kind: 'percent', basisPoints: 10_000 }],
    ['5.00', { kind: 'amount', amountMinor: 500 }],
    ['¥5', { kind: 'amount', amountMinor: 500 }],
    ['7,5%', { kind: 'percent', basisPoints: 750 }],
    ['0,50', { kind: 'amount', amountMinor: 50 }],
  ])('is read from «%s»', (text, discount) => {
    expect(readDiscount(text, 'CNY')).toEqual({ ok: true, discount });
  });

  it.each([
    ['', 'empty'],
    ['0%', 'percent'],
    ['101%', 'percent'],
    ['1 0%', 'percent'],
    ['0', 'zero'],
    ['-5', 'negative'],
    ['ten', 'not_a_number'],
    ['5%%', 'percent'],
    ['12 50', 'grouping'],
    ['$5', 'other_currency'],
  ])('is not read from «%s»: %s', (text, problem) => {
    expect(readDiscount(text, 'CNY')).toEqual({ ok: false, problem });
  });

  it('follows the lines where it is a percentage, rounding half a unit up', () => {
    const tenth = { kind: 'percent', basisPoints: 1_000 } as const;
    expect([15_700, 15, 14, 0].map((subtotal) => discountMinorOf(tenth, subtotal))).toEqual([1_570, 2, 1, 0]);
    expect(discountMinorOf({ kind: 'percent', basisPoints: 10_000 }, 99_999_999)).toBe(99_999_999);
  });

  it('stays what it is where it is an amount', () => {
    expect(discountMinorOf({ kind: 'amount', amountMinor: 500 }, 100)).toBe(500);
    expect(discountMinorOf(null, 100)).toBe(0);
  });

  it('is said as a percentage without zeros behind the point', () => {
    expect([percentText(1_000), percentText(750)]).toEqual(['10', '7.5']);
  });
});
