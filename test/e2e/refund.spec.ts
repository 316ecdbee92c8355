import { expect, test } from '@playwright/test';
import type { OrderView } from '../../preload/contract/index.ts';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { chooseScenario } from '../support/practice-phone.ts';
import { sharedTill } from '../support/shared-till.ts';
import {
  charge,
  customerPays,
  openInOrders,
  orderIs,
  phoneUrl,
  seeVerdict,
  startNewSale,
} from '../support/till-window.ts';

const till = sharedTill();

async function paidSale(digits: string, method: number): Promise<OrderView> {
  await startNewSale(till.window);
  const order = await charge(till.window, digits, method);
  await customerPays(till, order.orderNo);
  await seeVerdict(till.window, 'paid');
  return order;
}

test('a refund needs a reason, cannot be over the sum, and the whole of it ends the sale as refunded', async () => {
  const { window: page } = till;
  const order = await paidSale('2000', 3);
  await openInOrders(page, order);
  await page.getByTestId(testIds.refund).click();
  const dialog = page.getByTestId(testIds.refundDialog);
  const [amount, reason] = [dialog.getByRole('textbox').first(), dialog.getByRole('textbox').last()];
  await expect(amount).toHaveValue('20.00');
  await expect(amount).toBeFocused();
  await amount.fill('20.01');
  await dialog.getByRole('button').first().click();
  await expect(dialog.getByRole('alert')).toHaveCount(2);
  expect((await orderIs(page, order.orderNo)).refunds).toEqual([]);

  for (const [typed, label] of [
    ['0,50', 'Refund ¥0.50'],
    ['12 50', 'Refund'],
    ['HK$5', 'Refund'],
  ] as const) {
    await amount.fill(typed);
    await expect(dialog.getByRole('button').first()).toHaveText(label);
  }
  await dialog.getByRole('button').first().click();
  await expect(dialog).toContainText('another currency');

  await amount.fill('5');
  await reason.fill('cold soup');
  await dialog.getByRole('button').first().click();
  await expect(page.getByTestId(testIds.refundList).getByText('cold soup')).toBeVisible();
  await expect.poll(async () => (await orderIs(page, order.orderNo)).refundedMinor).toBe(500);
  expect(await orderIs(page, order.orderNo)).toMatchObject({ state: 'paid', refundableMinor: 1500 });

  await page.getByTestId(testIds.refund).click();
  await expect(amount).toHaveValue('15.00');
  await reason.fill('all of it');
  await dialog.getByRole('button').first().click();
  await expect.poll(async () => (await orderIs(page, order.orderNo)).state).toBe('refunded');
  await expect(page.getByTestId(testIds.refund)).toHaveCount(0);
});

test('a refund at ScanForPay is on its way until the gateway says that it is done', async () => {
  const { window: page } = till;
  await chooseScenario(await phoneUrl(till), 'refund_delayed');
  const order = await paidSale('3000', 1);
  await openInOrders(page, order);
  await page.getByTestId(testIds.refund).click();
  const dialog = page.getByTestId(testIds.refundDialog);
  await dialog.getByRole('textbox').last().fill('wrong size');
  await dialog.getByRole('button').first().click();
  await expect.poll(async () => (await orderIs(page, order.orderNo)).refunds.length).toBe(1);
  await expect
    .poll(
      async () => {
        await page.evaluate((orderNo) => window.scantill.checkOrder({ orderNo }), order.orderNo);
        return (await orderIs(page, order.orderNo)).state;
      },
      { timeout: 30_000 },
    )
    .toBe('refunded');
  expect((await orderIs(page, order.orderNo)).refunds).toMatchObject([{ state: 'done', amountMinor: 3000 }]);
});
