import { expect, test } from '@playwright/test';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { byHand } from '../support/fingers.ts';
import { sharedTill } from '../support/shared-till.ts';
import { newestOrder, startNewSale } from '../support/till-window.ts';

const till = sharedTill({
  beforeEnd: async ({ window: page }) => {
    // Nothing in this file may have become an order.
    expect(await newestOrder(page)).toBeNull();
  },
});

test.beforeEach(async () => {
  await till.window.getByTestId(testIds.note).fill('');
  await till.window.getByTestId(testIds.amount).focus();
  await startNewSale(till.window);
});

test('Enter without an amount sends nothing', async () => {
  await till.window.keyboard.press('Enter');
  await expect(till.window.getByTestId(testIds.qr)).toBeHidden();
});

for (const [name, key, limit] of [
  ['ScanForPay', 1, '21,474,836.47'],
  ['Alipay', 3, '999,999.99'],
] as const) {
  test(`the field takes what ${name} takes in one sale, and says so of a digit beyond it`, async () => {
    const { window: page } = till;
    await page.keyboard.press(`F${key}`);
    await page.keyboard.type(limit.replace(/\D/gu, ''), { delay: 70 });
    await expect(page.getByTestId(testIds.amount)).toHaveValue(limit);
    await expect(page.getByRole('alert')).toBeHidden();
    await page.keyboard.type('0');
    await expect(page.getByTestId(testIds.amount)).toHaveValue(limit);
    await expect(page.getByRole('alert')).toContainText(limit);
  });
}

test('a point typed by hand is taken as one, also a full-width one', async () => {
  const { window: page } = till;
  for (const typed of ['12.5', '12。5']) {
    await page.keyboard.press('Delete');
    await page.keyboard.type(typed, { delay: 70 });
    await expect(page.getByTestId(testIds.amount), typed).toHaveValue('12.50');
  }
});

for (const place of [testIds.amount, testIds.charge]) {
  test(`an amount is pasted whole with the focus in «${place}», and what is none is said`, async () => {
    const { app, window: page } = till;
    const paste = async (text: string): Promise<void> => {
      await app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
      await page.getByTestId(place).focus();
      await page.keyboard.press('ControlOrMeta+V');
    };
    await page.keyboard.type('700', { delay: 70 });
    for (const text of ['¥1,234.50', ' 1234.5 ', '１２３４．５０']) {
      await paste(text);
      await expect(page.getByTestId(testIds.amount), text).toHaveValue('1,234.50');
    }
    await paste('about twelve');
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByTestId(testIds.amount)).toHaveValue('1,234.50');
  });
}

for (const [typed, place] of [
  ['12,5', testIds.amount],
  ['12,5', testIds.charge],
  // Comes from an input method, whole.
  ['12，50', testIds.amount],
] as const) {
  test(`a comma is the point of another keyboard: ${typed} with the focus in «${place}»`, async () => {
    const { window: page } = till;
    await page.getByTestId(place).focus();
    await page.keyboard.type(typed, byHand);
    await expect(page.getByTestId(testIds.amount)).toHaveValue('12.50');
  });
}

for (const text of ['12,50', '１２，５０', '12.50 CNY', 'RMB 12.50', '12,50 元']) {
  test(`«${text}» is pasted as 12.50`, async () => {
    const { app, window: page } = till;
    await app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
    await page.keyboard.press('ControlOrMeta+V');
    await expect(page.getByTestId(testIds.amount)).toHaveValue('12.50');
  });
}

for (const [text, words] of [
  ['12 50', 'parts thousands only'],
  ['12\t50', 'between the digits'],
  ['12元50', 'between the digits'],
  ['HK$12.50', 'another currency'],
] as const) {
  test(`${JSON.stringify(text)} is pasted as nothing, and why is said`, async () => {
    const { app, window: page } = till;
    await app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
    await page.keyboard.press('ControlOrMeta+V');
    await expect(page.getByRole('alert')).toContainText(words);
    await expect(page.getByTestId(testIds.amount)).toHaveValue('0.00');
  });
}

for (const [keys, standing] of [
  ['123456789', '123,456.78'],
  ['12.345', '12.34'],
  ['12元50', '0.12'],
  ['1 250', '0.01'],
  ['-500', '0.00'],
] as const) {
  test(`what was refused of «${keys}» stays refused, whatever is chosen, until it is corrected`, async () => {
    const { window: page } = till;
    // The account that takes the least in one sale.
    await page.keyboard.press('F3');
    await page.keyboard.type(keys, byHand);
    const alert = page.getByRole('alert');
    await expect(alert).toBeVisible();
    for (const method of [3, 1, 2]) {
      await page.keyboard.press(`F${method}`);
      await page.keyboard.press('5');
      await page.keyboard.press('Enter');
      await expect(alert).toBeVisible();
      await expect(page.getByTestId(testIds.amount)).toHaveValue(standing);
    }
    await page.keyboard.press('F4');
    await expect(page.getByTestId(testIds.toast)).toContainText('Correct the amount');
    await page.keyboard.press('Backspace');
    await expect(alert).toBeHidden();
  });
}

test('a quantity that no line can hold is said, and is not forgotten', async () => {
  const { window: page } = till;
  await page.keyboard.type('300+', byHand);
  await page.keyboard.type('12345*', byHand);
  await expect(page.getByRole('alert')).toContainText('At most 9,999');
  await page.keyboard.press('Delete');
  await page.keyboard.type('1.5*', byHand);
  await expect(page.getByRole('alert')).toContainText('no decimals');
  await page.keyboard.press('Delete');
  await expect(page.getByTestId(testIds.line)).toHaveCount(1);
  await page.keyboard.press('Delete');
  await expect(page.getByTestId(testIds.line)).toHaveCount(0);
  await page.keyboard.type('3*', byHand);
  await expect(page.getByTestId(testIds.toast)).toContainText('Scan or add the item first');
});

test('an emoji in the note is refused in words, and the note is kept', async () => {
  const { window: page } = till;
  await page.keyboard.type('100', byHand);
  await page.getByTestId(testIds.note).fill('tea 🍵');
  await page.getByTestId(testIds.amount).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: /emoji/iu })).toBeVisible();
  await expect(page.getByTestId(testIds.note)).toHaveValue('tea 🍵');
});

test('10,000 characters in the note are refused in words, and none is lost', async () => {
  const { window: page } = till;
  const note = 'x'.repeat(10_000);
  await page.keyboard.type('100', byHand);
  await page.getByTestId(testIds.note).fill(note);
  await page.getByTestId(testIds.amount).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: /10,?000/u })).toContainText('100');
  await expect(page.getByTestId(testIds.note)).toHaveValue(note);
});

const refusedAmounts = [
  [0, 'amount_zero'],
  [-500, 'amount_negative'],
  [12.5, 'amount_not_an_integer'],
  [2_147_483_648, 'amount_over_limit', 'scanforpay'],
  [100_000_000, 'amount_over_limit', 'alipay'],
] as const;

for (const [amountMinor, code, gateway = 'scanforpay'] of refusedAmounts) {
  test(`main refuses ${amountMinor} minor units at ${gateway} whatever the page says: ${code}`, async () => {
    const { methods } = await till.state();
    const { accountId = '' } = methods.find((method) => method.gateway === gateway) ?? {};
    const result = await till.window.evaluate(
      ([amount, account]) =>
        window.scantill.createOrder({
          requestKey: crypto.randomUUID(),
          accountId: account,
          wallet: 'alipay',
          amountMinor: amount,
          currency: 'CNY',
          note: '',
        }),
      [amountMinor, accountId] as const,
    );
    expect(result).toMatchObject({ ok: false, problem: { code } });
  });
}
