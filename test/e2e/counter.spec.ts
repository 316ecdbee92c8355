/** What scanners of all kinds type, and how: it becomes goods or a question, never an amount and never a charge. */
import { expect, test, type Page } from '@playwright/test';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { scanBarcode, type ScannerHabits } from '../support/barcode-scanner.ts';
import { afterScanMs, byHand } from '../support/fingers.ts';
import { sharedTill } from '../support/shared-till.ts';
import { newestOrder, startNewSale } from '../support/till-window.ts';

const tea = '6907770001012';
const oolong = '6907770001029';
const gum = '07771231';
const goods = [
  [tea, 'Tea', 1_800],
  [oolong, 'Oolong', 2_250],
  ['012345000775', 'Soda', 600],
  [gum, 'Gum', 300],
  ['SKU-1001', 'Mug', 4_000],
  ['1234', 'Stamp', 900],
  ['2612345', 'Pears', 500],
] as const;

const till = sharedTill({
  beforeEnd: async ({ window: page }) => {
    // No code in this file may have become an order.
    expect(await newestOrder(page)).toBeNull();
  },
});

test.beforeAll(async () => {
  const saved = await till.window.evaluate(
    async (all) => {
      const results = [];
      for (const [code, name, priceMinor] of all) {
        const one = { code, name, unit: '', priceMinor, currency: 'CNY' } as const;
        results.push((await window.scantill.saveGoods({ goods: one })).ok);
      }
      return results;
    },
    goods.map((one) => [...one] as const),
  );
  expect(saved).toEqual(goods.map(() => true));
});

test.beforeEach(async () => {
  const { window: page } = till;
  await startNewSale(page);
  await personsTurn(page);
  for (let left = await page.getByTestId(testIds.line).count(); left > 0; left -= 1)
    await page.keyboard.press('Delete');
  await expect(page.getByTestId(testIds.line)).toHaveCount(0);
});

/** What comes right after a code is one of its scanner's endings. */
async function personsTurn(page: Page): Promise<void> {
  await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), afterScanMs);
}

async function expectLines(page: Page, ...names: readonly string[]): Promise<void> {
  const shown = (): Promise<readonly string[]> =>
    page.locator('.line-name').evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
  await expect.poll(shown).toEqual(names);
}

async function expectNothingTyped(page: Page): Promise<void> {
  await expect(page.getByTestId(testIds.amount)).toHaveValue(/^(?:0\.00)?$/u);
  await expect(page.getByTestId(testIds.qr)).toBeHidden();
  expect(await newestOrder(page)).toBeNull();
}

const endings: readonly ScannerHabits[] = [
  { end: ['Enter', 'Enter'] },
  { end: ['Tab', 'Enter'] },
  { end: ['Enter', 'Tab', 'Enter'] },
  { end: ['Enter', 'Enter'], endPauseMs: 150 },
  { end: ['Enter', 'Enter', 'Enter'], endPauseMs: 150 },
];

for (const habits of endings) {
  test(`a code ended by ${JSON.stringify(habits)} is goods and nothing more`, async () => {
    const { app, window: page } = till;
    await scanBarcode(app, tea, habits);
    await expectLines(page, 'Tea');
    await personsTurn(page);
    await scanBarcode(app, oolong, habits);
    await expectLines(page, 'Tea', 'Oolong');
    await personsTurn(page);
    await expectNothingTyped(page);
  });
}

for (const [code, name, pauseMs] of [
  [gum, 'Gum', 60],
  [tea, 'Tea', 60],
  ['012345000775', 'Soda', 90],
  [gum, 'Gum', 130],
  ['1234', 'Stamp', 60],
  ['SKU-1001', 'Mug', 70],
] as const) {
  test(`a scanner as slow as ${pauseMs} ms a key reads ${name}, in an empty sale and in one with lines`, async () => {
    const { app, window: page } = till;
    await scanBarcode(app, code, { pauseMs });
    await expectLines(page, name);
    await personsTurn(page);
    await scanBarcode(app, oolong);
    await expectLines(page, name, 'Oolong');
    await personsTurn(page);
    await scanBarcode(app, code, { pauseMs });
    await expect(page.locator('.stepper-count').first()).toHaveText('2');
    await expectNothingTyped(page);
  });
}

test('a scanner that ends its codes with nothing reads goods too', async () => {
  const { app, window: page } = till;
  await scanBarcode(app, tea, { end: null, pauseMs: 0 });
  await expectLines(page, 'Tea');
  await expectNothingTyped(page);
});

for (const before of [1, 5, 12]) {
  test(`a halt before key ${before} of a code does no harm`, async () => {
    const { app, window: page } = till;
    await scanBarcode(app, tea, { halt: { before, ms: 300 } });
    await expectLines(page, 'Tea');
    await expectNothingTyped(page);
  });
}

test('a short code of the catalogue is goods; one that is in none is asked about, in a sale too', async () => {
  const { app, window: page } = till;
  const dialog = page.getByTestId(testIds.goodsDialog);
  await scanBarcode(app, '1234');
  await expectLines(page, 'Stamp');
  for (const code of ['B1234', '12345']) {
    await personsTurn(page);
    await scanBarcode(app, code);
    await expect(dialog).toBeVisible();
    await expect(dialog).toContainText(code, { ignoreCase: true });
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expectLines(page, 'Stamp');
  }
  await page.keyboard.press('Delete');
  await personsTurn(page);
  await scanBarcode(app, '12345');
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText('12345');
  await page.keyboard.press('Escape');
  await expectNothingTyped(page);
});

test('a price that is a short code too is an amount where a person types it', async () => {
  const { window: page } = till;
  for (const [index, digit] of Array.from('1234').entries())
    await page.keyboard.press(digit, { delay: 60 + 70 * index });
  await expect(page.getByTestId(testIds.amount)).toHaveValue('12.34');
  await page.keyboard.press('+');
  await expect(page.getByTestId(testIds.charge)).toContainText('12.34');
});

for (const [code, name] of [
  ['690777000101205', 'Tea'],
  [`]E0${tea}`, 'Tea'],
  ['sku-1001', 'Mug'],
] as const) {
  test(`«${code}» is ${name}`, async () => {
    const { app, window: page } = till;
    await scanBarcode(app, code);
    await expectLines(page, name);
    await expectNothingTyped(page);
  });
}

test('a code is read by the places of its keys where another layout makes other characters of them', async () => {
  const { window: page } = till;
  await page.evaluate((digits) => {
    const azerty = 'à&é"\'(-è_ç';
    const press = (key: string, code: string): void => {
      const init = { key, code, bubbles: true, cancelable: true };
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', init));
    };
    for (const digit of digits) press(azerty[Number(digit)] ?? '', `Digit${digit}`);
    press('Enter', 'Enter');
  }, tea);
  await expectLines(page, 'Tea');
  await expectNothingTyped(page);
});

test('what was scanned while a question comes up waits for its answer', async () => {
  const { app, window: page } = till;
  const dialog = page.getByTestId(testIds.goodsDialog);
  await scanBarcode(app, ['4006381333931', tea], { pauseMs: 0 });
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText('4006381333931');
  await page.keyboard.press('Escape');
  await expectLines(page, 'Tea');
});

test('an amount that is refused is not charged by a customer’s code either', async () => {
  const { app, window: page } = till;
  await page.keyboard.type('6907770001013', byHand);
  await expect(page.getByRole('alert')).toContainText('The most for one sale');
  await scanBarcode(app, '134567890123456789');
  await expect(page.getByTestId(testIds.toast)).toContainText('Put right what the screen shows');
  await expect(page.getByRole('alert')).toContainText('The most for one sale');
  await expectNothingCharged(page);
});

async function expectNothingCharged(page: Page): Promise<void> {
  await page.keyboard.press('Delete');
  await expectNothingTyped(page);
}

test('a scale’s label that has the form of a payment code is asked about, and charges nothing', async () => {
  const { app, window: page } = till;
  const label = '261234501250005000';
  const dialog = page.getByTestId(testIds.doubtDialog);
  await scanBarcode(app, tea);
  await expectLines(page, 'Tea');
  await personsTurn(page);
  await scanBarcode(app, label);
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText('5000');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expectNothingTyped(page);

  // Told of the scale, the till knows its labels, and asks for the price that stands on them.
  const saved = await page.evaluate(() => window.scantill.changeSettings({ scalePrefixes: ['26'] }));
  expect(saved.ok).toBe(true);
  await personsTurn(page);
  await scanBarcode(app, label);
  const price = page.getByTestId(testIds.goodsDialog);
  await expect(price).toContainText('Pears');
  await price.getByRole('textbox').first().fill('6.25');
  await price.getByRole('button', { name: 'Add to the sale' }).click();
  await expectLines(page, 'Tea', 'Pears');
  await expect(page.getByTestId(testIds.charge)).toContainText('24.25');
  await expectNothingTyped(page);
});

// The last of the file: it answers for the catalogue.
test('while a code is looked up nothing is charged or put aside, and what is scanned behind it is not lost', async () => {
  const { app, window: page } = till;
  await page.keyboard.type('500+', byHand);
  await app.evaluate(({ ipcMain }) => {
    ipcMain.removeHandler('cashier.findGoods');
    ipcMain.handle(
      'cashier.findGoods',
      (_event, { code }: { code: string }) =>
        new Promise((resolve) => {
          const value = { code, name: code, unit: '', priceMinor: 100, currency: 'CNY' };
          ipcMain.once('answer', () => resolve({ ok: true, value }));
        }),
    );
  });
  const charge = page.getByTestId(testIds.charge);
  await scanBarcode(app, tea);
  await expect(charge).toContainText('Looking up the item');
  await personsTurn(page);
  await page.keyboard.press('Enter');
  await charge.evaluate((button: HTMLElement) => button.click());
  await page.keyboard.press('F4');
  await expect(page.getByTestId(testIds.toast)).toContainText('Looking up the item');
  await scanBarcode(app, '134567890123456789');
  await expect(page.getByTestId(testIds.toast)).toContainText('still being looked up');
  await page.keyboard.type('3*', byHand);
  await expect(page.locator('.stepper-count')).toHaveText(['1']);
  await page.keyboard.press('Backspace');
  await scanBarcode(app, oolong);
  for (const names of [
    ['', tea],
    ['', tea, oolong],
  ]) {
    // The next look-up begins a moment after the line of the last one: an answer that nobody waits for yet is none.
    await expect.poll(() => app.evaluate(({ ipcMain }) => ipcMain.emit('answer'))).toBe(true);
    await expectLines(page, ...names);
  }
  await expect(charge).toContainText('7.00');
  await expectNothingTyped(page);
});
