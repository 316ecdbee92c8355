/** A code that ran out on the counter and was paid all the same, in the real app. */
import { expect, test } from '@playwright/test';
import { join } from 'node:path';
import type { OrderView } from '../../preload/contract/index.ts';
import type { Totals } from '../../main/domain/totals.ts';
import { openReadOnly } from '../../main/ledger/read/reader-queries.ts';
import { totalsColumns } from '../../main/ledger/format/totals.ts';
import { decisionTestId, testIds } from '../../renderer/ui/test-ids.ts';
import { tradeAt } from '../support/practice-phone.ts';
import { byHand } from '../support/fingers.ts';
import { sharedTill } from '../support/shared-till.ts';
import {
  customerPays,
  newestOrder,
  openInOrders,
  orderIs,
  phoneUrl,
  seeVerdict,
  setClockOff,
  startNewSale,
} from '../support/till-window.ts';

const till = sharedTill();

/** A sale whose code's five minutes were over before the customer paid. ScanForPay has no way to stop that. */
async function saleThatIsPaidLate(digits: string): Promise<OrderView> {
  const { window: page } = till;
  await startNewSale(page);
  await setClockOff(till, -6);
  await page.keyboard.press('F1');
  await page.keyboard.type(digits, byHand);
  await page.keyboard.press('Enter');
  // The window goes by the right time and never shows the code.
  await expect(page.getByTestId(testIds.verdict)).toContainText('The code has run out');
  await setClockOff(till, 0);
  await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-state', 'expired', { timeout: 15_000 });
  const order = await newestOrder(page);
  if (order === null) throw new Error('the ledger has no order');
  await customerPays(till, order.orderNo);
  await seeVerdict(page, 'paid_late');
  return order;
}

/** What the ledger adds up to; the till must be closed. */
function totalsOfLedger(): Totals {
  const database = openReadOnly(join(till.folder, 'practice', 'ledger.sqlite3'));
  try {
    return database.prepare(`SELECT ${totalsColumns} FROM day_totals`).get() as Totals;
  } finally {
    database.close();
  }
}

let accepted: OrderView;
let returned: OrderView;

test('a late payment is told in its own words, and accepting it makes it a paid sale', async () => {
  const { window: page } = till;
  accepted = await saleThatIsPaidLate('4200');
  const verdict = page.getByTestId(testIds.verdict);
  await expect(verdict).toContainText('Paid, but late');
  await expect(verdict).toContainText('Somebody must decide.');
  await expect(page.getByTestId(testIds.spokenState)).toContainText('Paid late');

  await verdict.getByRole('button', { name: 'Accept or refund' }).click();
  await page.getByTestId(decisionTestId('accept_late')).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('42.00');
  await dialog.getByRole('textbox').fill('had the tea with her');
  await dialog.getByRole('button', { name: 'Accept it' }).click();
  await expect.poll(async () => (await orderIs(page, accepted.orderNo)).state).toBe('paid');
  await expect(page.getByTestId(testIds.orderDetail).locator('.state-chip')).toHaveAttribute('data-state', 'paid');
  await expect(page.getByTestId(decisionTestId('accept_late'))).toHaveCount(0);
});

test('a late payment that is not wanted goes back, once', async () => {
  const { window: page } = till;
  returned = await saleThatIsPaidLate('3100');
  await openInOrders(page, returned);
  await page.getByTestId(testIds.refund).click();
  const dialog = page.getByTestId(testIds.refundDialog);
  await dialog.getByRole('textbox').last().fill('paid in cash meanwhile');
  await dialog.getByRole('button').first().click();
  await expect
    .poll(
      async () => {
        await page.evaluate((orderNo) => window.scantill.checkOrder({ orderNo }), returned.orderNo);
        return (await orderIs(page, returned.orderNo)).state;
      },
      { timeout: 30_000 },
    )
    .toBe('refunded');
  expect(await orderIs(page, returned.orderNo)).toMatchObject({ refunds: [{ state: 'done', amountMinor: 3100 }] });
  const { status, timeline } = await tradeAt(await phoneUrl(till), returned.orderNo);
  expect(status).toBe('refunded');
  expect(timeline.filter(({ kind }) => kind === 'refunded')).toHaveLength(1);
});

test('both outcomes are the same after a restart, and the ledger counts them', async () => {
  await till.close();
  expect(totalsOfLedger()).toMatchObject({
    paidCount: 2,
    paidMinor: 7300,
    openCount: 0,
    closedCount: 0,
    refundedMinor: 3100,
  });
  await till.reopen();
  const { window: page } = till;
  for (const [order, display] of [
    [accepted, 'paid'],
    [returned, 'refunded'],
  ] as const) {
    expect(await orderIs(page, order.orderNo)).toMatchObject({ display, attention: null });
    await openInOrders(page, order);
    await expect(page.getByTestId(testIds.orderDetail).locator('.state-chip')).toHaveAttribute('data-state', display);
  }
});
