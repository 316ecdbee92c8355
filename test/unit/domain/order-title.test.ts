import { describe, expect, it } from 'vitest';
import { orderTitle } from '../../../main/domain/order-title.ts';
import type { OrderLine } from '../../../main/domain/order-lines.ts';

function line(name: string, quantity = 1): OrderLine {
  return { name, quantity, priceMinor: 100, goodsId: null };
}

describe('what the customer reads about a sale', () => {
  it('is the note where there is one', () => {
    expect(orderTitle({ note: ' 靠窗 3 桌 ', lines: [line('龙井茶')] }, 'Shop', 100)).toBe('靠窗 3 桌');
  });

  it('is otherwise what was sold; goods without a name are left out', () => {
    const lines = [line('龙井茶', 2), line(''), line('竹茶漏')];
    expect(orderTitle({ note: '', lines }, 'Shop', 100)).toBe('龙井茶 × 2, 竹茶漏');
  });

  it('is otherwise the account’s own', () => {
    expect(orderTitle({ note: ' ', lines: [] }, 'Shop', 100)).toBe('Shop');
    expect(orderTitle({ note: '', lines: [line(' ')] }, 'Shop', 100)).toBe('Shop');
  });

  it('is never longer than the gateway takes', () => {
    const lines = Array.from({ length: 100 }, (_, index) => line(`茶 ${index}`, 2));
    const title = orderTitle({ note: '', lines }, 'Shop', 100);
    expect(Array.from(title)).toHaveLength(100);
    expect(title.endsWith('…')).toBe(true);
  });
});
