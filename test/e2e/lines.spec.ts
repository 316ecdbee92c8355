import { expect, test } from '@playwright/test';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { byHand } from '../support/fingers.ts';
import { sharedTill } from '../support/shared-till.ts';
import { newestOrder, startNewSale } from '../support/till-window.ts';

const till = sharedTill();

test('a sale line by line, by keys alone: lines, quantities, a discount, and the sum of it all', async () => {
  const { window: page } = till;
  await page.keyboard.type('4800+2*1200+3*2500+', byHand);
  await expect(page.getByTestId(testIds.line)).toHaveCount(3);
  await expect(page.getByTestId(testIds.charge)).toContainText('157.00');
  await page.getByRole('textbox', { name: 'Name of item 1' }).fill('Longjing tea 50 g');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.amount)).toBeFocused();
  await page.keyboard.press('%');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('10%');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.charge)).toContainText('141.30');

  // A price that is typed and not yet a line is shown in the sum before it can be charged.
  await page.keyboard.type('100', byHand);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.line)).toHaveCount(4);
  await page.keyboard.press('Delete');
  await expect(page.getByTestId(testIds.charge)).toContainText('141.30');

  await page.keyboard.press('Enter');
  await page.getByTestId(testIds.qr).waitFor();
  expect(await newestOrder(page)).toMatchObject({
    amountMinor: 14_130,
    discountMinor: 1_570,
    lines: [
      { name: 'Longjing tea 50 g', quantity: 2, priceMinor: 4_800 },
      { name: '', quantity: 3, priceMinor: 1_200 },
      { name: '', quantity: 1, priceMinor: 2_500 },
    ],
  });
});

test('the goods are found in the history, and their lines are in the detail', async () => {
  const { window: page } = till;
  await page.keyboard.press('Alt+2');
  await page.getByTestId(testIds.orderSearch).fill('longjing');
  await page.getByTestId(testIds.orderRow).click();
  const detail = page.getByTestId(testIds.orderDetail);
  await expect(detail.getByRole('row', { name: 'Longjing tea 50 g' })).toContainText('2 × ¥48.00');
  await expect(detail.getByRole('row', { name: 'Discount' })).toContainText('−¥15.70');
});

test('lines that someone has begun are still there after a look at another order', async () => {
  const { window: page } = till;
  await startNewSale(page);
  await page.keyboard.type('4800+', byHand);
  await page.getByTestId(testIds.stripOrder).click();
  await page.getByTestId(testIds.newSale).click();
  await expect(page.getByTestId(testIds.line)).toHaveCount(1);
  await page.keyboard.press('Delete');
  await expect(page.getByTestId(testIds.line)).toHaveCount(0);
});

const line = { name: 'Tea', quantity: 2, priceMinor: 100, goodsId: null };
const refused = [
  ['lines_differ', { lines: [line], discountMinor: 0, amountMinor: 199 }],
  ['discount_too_large', { lines: [line], discountMinor: 201, amountMinor: 1 }],
  ['discount_too_large', { lines: [], discountMinor: 1, amountMinor: 100 }],
  ['line_quantity_invalid', { lines: [{ ...line, quantity: -2 }], discountMinor: 0, amountMinor: 200 }],
] as const;

for (const [code, { lines, discountMinor, amountMinor }] of refused) {
  test(`main adds up for itself: ${code} for ${lines.length} lines and ${amountMinor}`, async () => {
    const { methods } = await till.state();
    const result = await till.window.evaluate(
      (content) =>
        window.scantill.createOrder({
          requestKey: crypto.randomUUID(),
          wallet: 'alipay',
          currency: 'CNY',
          note: '',
          ...content,
        }),
      { accountId: methods[0]?.accountId ?? '', lines: [...lines], discountMinor, amountMinor },
    );
    expect(result).toMatchObject({ ok: false, problem: { code } });
  });
}
