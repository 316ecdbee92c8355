import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestAmountAnywhereMinor as largestMinor } from '../../../main/domain/money.ts';
import {
  linesProblem,
  linesTotalMinor,
  maximumLineCount,
  maximumQuantity,
  type OrderLine,
} from '../../../main/domain/order-lines.ts';

function line(changes: Partial<OrderLine> = {}): OrderLine {
  return { name: '龙井茶 50 g', quantity: 1, priceMinor: 4_800, goodsId: '6901234567892', ...changes };
}

const tea = [
  line({ quantity: 2 }),
  line({ name: '桂花糕', quantity: 3, priceMinor: 1_200 }),
  line({ priceMinor: 2_500 }),
];

describe('the lines of a sale', () => {
  it('come to quantity times price, less the discount', () => {
    expect(linesTotalMinor(tea, 1_570)).toBe(14_130);
    expect(linesTotalMinor([], 0)).toBe(0);
  });

  it('stay whole numbers however many there are', () => {
    const most = line({ quantity: maximumQuantity, priceMinor: largestMinor });
    const total = linesTotalMinor(
      Array.from({ length: maximumLineCount }, () => most),
      0,
    );
    expect(Number.isSafeInteger(total)).toBe(true);
  });

  it('are good with and without name, barcode and price', () => {
    expect(linesProblem(tea, 15_700, largestMinor)).toBeNull();
    expect(linesProblem([line({ name: '', goodsId: null, priceMinor: 0 })], 0, largestMinor)).toBeNull();
    expect(linesProblem([], 0, largestMinor)).toBeNull();
  });

  it.each([
    ['lines_too_many', Array.from({ length: maximumLineCount + 1 }, () => line()), 0],
    ['line_name_invalid', [line({ name: 'x'.repeat(101) })], 0],
    ['line_name_invalid', [line({ name: 'tea 🍵' })], 0],
    ['line_name_invalid', [line({ goodsId: '茶' })], 0],
    ['line_quantity_invalid', [line({ quantity: 0 })], 0],
    ['line_quantity_invalid', [line({ quantity: 1.5 })], 0],
    ['line_quantity_invalid', [line({ quantity: maximumQuantity + 1 })], 0],
    ['line_price_invalid', [line({ priceMinor: -1 })], 0],
    ['line_price_invalid', [line({ priceMinor: largestMinor + 1 })], 0],
    ['discount_too_large', [line()], 4_801],
    ['discount_too_large', [line()], -1],
    ['discount_too_large', [], 1],
  ] as const)('are refused as %s', (problem, lines, discountMinor) => {
    expect(linesProblem(lines, discountMinor, largestMinor)).toBe(problem);
  });

  it('never come to less than nothing when they are good', () => {
    const anyLine = fc.record({
      name: fc.constant('tea'),
      quantity: fc.integer({ min: -2, max: maximumQuantity + 2 }),
      priceMinor: fc.integer({ min: -2, max: largestMinor + 2 }),
      goodsId: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 4 }), fc.integer({ min: -5, max: 10 ** 9 }), (lines, discount) => {
        const total = linesTotalMinor(lines, discount);
        return linesProblem(lines, discount, largestMinor) !== null || (Number.isSafeInteger(total) && total >= 0);
      }),
    );
  });
});
