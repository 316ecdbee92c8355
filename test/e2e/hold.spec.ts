/** A sale put aside, another taken meanwhile, the app started again, and the first one charged after all. */
import { expect, test } from '@playwright/test';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { byHand } from '../support/fingers.ts';
import { sharedTill } from '../support/shared-till.ts';
import { charge, customerPays, newestOrder, orderIs, seeVerdict, startNewSale } from '../support/till-window.ts';

const till = sharedTill();
let heldNo: string;

test('lines, discount and note are put aside by one key, and the counter is free for the next customer', async () => {
  const { window: page } = till;
  await page.keyboard.type('4800+2*2500+', byHand);
  await page.getByRole('textbox', { name: 'Name of item 1' }).fill('Longjing tea 50 g');
  await page.keyboard.press('Enter');
  await page.keyboard.press('%');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('10%');
  await page.keyboard.press('Enter');
  await page.getByTestId(testIds.note).fill('Window table');
  await page.keyboard.press('F4');
  await expect(page.getByTestId(testIds.heldSales)).toContainText('1');
  await expect(page.getByTestId(testIds.line)).toHaveCount(0);
  await expect(page.getByTestId(testIds.note)).toHaveValue('');

  const held = await newestOrder(page);
  expect(held).toMatchObject({
    state: 'held',
    display: 'held',
    amountMinor: 10_890,
    note: 'Window table',
    qrText: null,
  });
  heldNo = held?.orderNo ?? '';

  const other = await charge(page, '2600', 3);
  await customerPays(till, other.orderNo);
  await seeVerdict(page, 'paid');
  expect(other.orderNo).not.toBe(heldNo);
});

test('after the app was killed it is recalled as it was, charged under its number, and paid', async () => {
  await till.kill();
  await till.reopen();
  const { window: page } = till;
  await expect(page.getByTestId(testIds.heldSales)).toContainText('1');
  expect((await till.state()).heldOrders).toMatchObject([{ orderNo: heldNo }]);

  await page.keyboard.press('F6');
  await expect(page.getByTestId(testIds.heldDialog)).toContainText('Longjing tea 50 g');
  // The first of the list has the focus.
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.line)).toHaveCount(2);
  await expect(page.getByTestId(testIds.note)).toHaveValue('Window table');
  await expect(page.getByTestId(testIds.charge)).toContainText('108.90');
  await expect(page.getByTestId(testIds.heldSales)).toBeHidden();

  await page.getByTestId(testIds.amount).focus();
  await page.keyboard.press('Enter');
  await page.getByTestId(testIds.qr).waitFor();
  await customerPays(till, heldNo);
  await seeVerdict(page, 'paid');
  expect(await orderIs(page, heldNo)).toMatchObject({
    state: 'paid',
    amountMinor: 10_890,
    discountMinor: 1_210,
    lines: [
      { name: 'Longjing tea 50 g', quantity: 2, priceMinor: 4_800 },
      { name: '', quantity: 1, priceMinor: 2_500 },
    ],
  });
  await startNewSale(page);
  // The sale that was charged last, though its number is older.
  await expect(page.getByTestId(testIds.lastSale)).toContainText('108.90');
});

test('recalled over an amount that is typed, neither is lost', async () => {
  const { window: page } = till;
  await startNewSale(page);
  await page.keyboard.type('1500', byHand);
  await page.keyboard.press('F4');
  await expect(page.getByTestId(testIds.heldSales)).toContainText('1');
  await page.keyboard.type('700', byHand);
  await page.keyboard.press('F6');
  await page.getByTestId(testIds.recall).click();
  await expect(page.getByTestId(testIds.amount)).toHaveValue('15.00');
  await expect(page.getByTestId(testIds.toast)).toContainText('on hold now');
  await expect(page.getByTestId(testIds.heldSales)).toContainText('1');
  const amounts = async () => (await till.state()).heldOrders.map(({ amountMinor }) => amountMinor);
  expect(await amounts()).toEqual([700, 1_500]);

  // Emptied, the form is the next customer's, and the held sale is held on.
  await page.getByTestId(testIds.amount).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId(testIds.heldSales)).toContainText('2');
  expect(await amounts()).toEqual([700, 1_500]);
});

test('changed after it was recalled, it goes on as another order', async () => {
  const { window: page } = till;
  await page.keyboard.press('F6');
  await page.getByTestId(testIds.recall).first().click();
  await expect(page.getByTestId(testIds.amount)).toHaveValue('15.00');
  await page.getByTestId(testIds.note).fill('To go');
  await page.getByTestId(testIds.amount).focus();
  await page.keyboard.press('Enter');
  await page.getByTestId(testIds.qr).waitFor();
  expect(await newestOrder(page)).toMatchObject({ state: 'awaiting', amountMinor: 1_500, note: 'To go' });
  expect((await till.state()).heldOrders).toMatchObject([{ amountMinor: 700 }]);
});

test('dropped only after a question, and kept in the history in words of its own', async () => {
  const { window: page } = till;
  await startNewSale(page);
  await page.keyboard.press('F6');
  await page.getByTestId(testIds.discard).click();
  const question = page.getByRole('dialog', { name: 'Discard the sale of ¥7.00?' });
  await question.waitFor();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await page.getByTestId(testIds.discard).click();
  await question.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByTestId(testIds.heldDialog)).toBeHidden();
  await expect(page.getByTestId(testIds.heldSales)).toBeHidden();

  await page.keyboard.press('Alt+2');
  await page.getByRole('button', { name: 'Discarded', exact: true }).click();
  await expect(page.getByTestId(testIds.orderRow)).toHaveCount(2);
  await page.getByTestId(testIds.orderSearch).fill('7.00');
  await expect(page.getByTestId(testIds.orderRow)).toHaveCount(1);
  await page.getByTestId(testIds.orderRow).click();
  const detail = page.getByTestId(testIds.orderDetail);
  await expect(detail).toContainText('Discarded; nothing was sent');
  await expect(detail.getByTestId(testIds.recall)).toBeHidden();
});
