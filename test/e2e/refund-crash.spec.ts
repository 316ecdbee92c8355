/** The app ends between a refund that is in the ledger and the answer to it; the platform has given the money back. */
import { expect, test } from '@playwright/test';
import { join } from 'node:path';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { auditOrComplain } from '../faults/audit.ts';
import { planMishap, tradeAt } from '../support/practice-phone.ts';
import {
  charge,
  customerPays,
  openInOrders,
  openTill,
  orderIs,
  phoneUrl,
  seeVerdict,
  temporaryFolder,
  type Till,
} from '../support/till-window.ts';
import type { OrderView } from '../../preload/contract/index.ts';

let folder: ReturnType<typeof temporaryFolder>;
let till: Till;

test.beforeEach(async () => {
  folder = temporaryFolder();
  till = await openTill({ userDataDir: folder.path });
});

test.afterEach(async () => {
  await till.close();
  folder.remove();
});

async function askForRefund(order: OrderView): Promise<void> {
  const { window: page } = till;
  await openInOrders(page, order);
  await page.getByTestId(testIds.refund).click();
  const dialog = page.getByTestId(testIds.refundDialog);
  // A part of it: of a whole sum the state of the payment alone would tell that it went back.
  await dialog.getByRole('textbox').first().fill('5');
  await dialog.getByRole('textbox').last().fill('cold soup');
  await dialog.getByRole('button').first().click();
}

async function paidSale(method: number): Promise<OrderView> {
  const order = await charge(till.window, '2000', method);
  await customerPays(till, order.orderNo);
  await seeVerdict(till.window, 'paid');
  return order;
}

/** Waits until the money is back at the customer's. */
async function platformHasRefunded(orderNo: string): Promise<void> {
  const url = await phoneUrl(till);
  await expect
    .poll(async () => (await tradeAt(url, orderNo)).timeline.map(({ kind }) => kind), { timeout: 20_000 })
    .toContain('part_refunded');
}

async function expectOneRefund(orderNo: string, refundNo: string): Promise<void> {
  const { window: page } = till;
  await expect
    .poll(
      async () => {
        await page.evaluate((number) => window.scantill.checkOrder({ orderNo: number }), orderNo);
        return (await orderIs(page, orderNo)).refundedMinor;
      },
      { timeout: 30_000 },
    )
    .toBe(500);
  expect(await orderIs(page, orderNo)).toMatchObject({
    state: 'paid',
    refunds: [{ refundNo, state: 'done', amountMinor: 500 }],
  });
  await till.close();
  const audit = auditOrComplain({
    ledgerPath: join(folder.path, 'practice', 'ledger.sqlite3'),
    booksPath: join(folder.path, 'practice', 'platform.sqlite3'),
    told: [],
    toldRefunds: [],
  });
  expect(audit).toEqual({ orders: 1, refunds: 1, findings: [] });
}

for (const { gateway, method } of [
  { gateway: 'ScanForPay', method: 1 },
  { gateway: 'Alipay', method: 3 },
] as const) {
  test(`a refund at ${gateway} whose app was killed before the answer is done once, under its own number`, async () => {
    const order = await paidSale(method);
    await planMishap(await phoneUrl(till), 'refund', 'stall', { carriedOut: true });
    await askForRefund(order);
    await platformHasRefunded(order.orderNo);
    const [asked] = (await orderIs(till.window, order.orderNo)).refunds;
    expect(asked).toMatchObject({ state: 'requested', amountMinor: 500 });
    await till.kill();

    till = await openTill({ userDataDir: folder.path });
    await expectOneRefund(order.orderNo, asked!.refundNo);
  });

  test(`a refund at ${gateway} whose answer was lost is not known, and then done once, under its own number`, async () => {
    const order = await paidSale(method);
    // Not a broken connection: one that was kept open is tried again at once, and nobody would notice.
    await planMishap(await phoneUrl(till), 'refund', 'http_500', { carriedOut: true });
    await askForRefund(order);
    const list = till.window.getByTestId(testIds.refundList);
    await expect(list.locator('[data-refund-state="unknown"]')).toContainText('Not known yet');
    const [asked] = (await orderIs(till.window, order.orderNo)).refunds;
    await expectOneRefund(order.orderNo, asked!.refundNo);
  });
}
