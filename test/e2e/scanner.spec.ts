/** A barcode scanner types into whatever has the focus; its code must arrive whole and land nowhere else. */
import { expect, test, type Page } from '@playwright/test';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { scanBarcode } from '../support/barcode-scanner.ts';
import { sharedTill } from '../support/shared-till.ts';
import { newestOrder, startNewSale } from '../support/till-window.ts';

const barcode = '6901234567892';
const till = sharedTill({
  beforeEnd: async ({ window: page }) => {
    // A code is never an amount, and its Enter never a charge.
    expect(await newestOrder(page)).toBeNull();
  },
});

test.beforeEach(async () => {
  const { window: page } = till;
  await page.keyboard.press('Alt+1');
  await page.getByTestId(testIds.note).fill('');
  await page.getByTestId(testIds.amount).focus();
  await startNewSale(page);
});

/** Waits for the question what the unknown barcode is, and leaves it out. */
async function expectScanned(page: Page, text = barcode): Promise<void> {
  const dialog = page.getByTestId(testIds.goodsDialog);
  await expect(dialog).toContainText(text);
  await expect(dialog.getByRole('textbox').first()).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId(testIds.line)).toHaveCount(0);
}

/** Taps, so that no key comes just before the scanner's. */
async function tapAmount(page: Page): Promise<void> {
  for (const digit of ['5', '00']) await page.getByRole('button', { name: digit, exact: true }).click();
}

for (const end of ['Enter', 'Tab'] as const) {
  test(`with the focus in the amount, ended by ${end}`, async () => {
    const { app, window: page } = till;
    await tapAmount(page);
    await scanBarcode(app, barcode, { end });
    await expectScanned(page);
    await expect(page.getByTestId(testIds.amount)).toHaveValue('5.00');
    await expect(page.getByTestId(testIds.amount)).toBeFocused();
  });
}

test('with the focus nowhere', async () => {
  const { app, window: page } = till;
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await scanBarcode(app, barcode);
  await expectScanned(page);
  await expect(page.getByTestId(testIds.amount)).toHaveValue('0.00');
});

test('with the focus in the note, in the middle of what stands there', async () => {
  const { app, window: page } = till;
  const note = page.getByTestId(testIds.note);
  await note.fill('window table');
  await note.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(6, 6));
  await scanBarcode(app, barcode);
  await expectScanned(page);
  await expect(note).toHaveValue('window table');
});

test('with the focus on the Charge button and an amount on the screen', async () => {
  const { app, window: page } = till;
  await tapAmount(page);
  await page.getByTestId(testIds.charge).focus();
  await scanBarcode(app, barcode);
  await expectScanned(page);
  await expect(page.getByTestId(testIds.amount)).toHaveValue('5.00');
});

test('with signs and letters in the code that are keys of the till', async () => {
  const { app, window: page } = till;
  await tapAmount(page);
  await scanBarcode(app, 'np+%*-12.3/pn');
  await expectScanned(page, 'np+%*-12.3/pn');
  await expect(page.getByTestId(testIds.amount)).toHaveValue('5.00');
});

test('with the focus in the search of the history', async () => {
  const { app, window: page } = till;
  await page.keyboard.press('Alt+2');
  const search = page.getByTestId(testIds.orderSearch);
  await search.fill('tea');
  await scanBarcode(app, barcode);
  await expectScanned(page);
  await page.keyboard.press('Alt+2');
  await expect(search).toHaveValue('tea');
  await search.fill('');
});

test('with the focus in a field of the settings', async () => {
  const { app, window: page } = till;
  await page.keyboard.press('Alt+4');
  await page.getByTestId('settings-till').click();
  const field = page.locator('[data-section="till"] input[type="text"]').first();
  const before = await field.inputValue();
  await field.focus();
  await scanBarcode(app, barcode);
  await expectScanned(page);
  await page.keyboard.press('Alt+4');
  await expect(field).toHaveValue(before);
});

test('with a question open, which stays as it is', async () => {
  const { app, window: page } = till;
  await scanBarcode(app, barcode);
  const dialog = page.getByTestId(testIds.goodsDialog);
  const price = dialog.getByRole('textbox').first();
  await price.fill('4.80');
  await scanBarcode(app, '4006381333931');
  await expect(price).toHaveValue('4.80');
  await expect(dialog).toContainText(barcode);
  // The window looks at a code in its next turn: until then the question must not be closed.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('with an input method on, which takes every key for itself', async () => {
  const { window: page } = till;
  const note = page.getByTestId(testIds.note);
  await note.fill('茶');
  await note.evaluate((field: HTMLTextAreaElement, digits) => {
    const press = (code: string): void => {
      field.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Process', bubbles: true, cancelable: true, isComposing: true, code }),
      );
    };
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    for (const digit of digits) {
      press(`Digit${digit}`);
      field.setRangeText(digit, field.value.length, field.value.length, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true, data: digit }));
    }
    press('Enter');
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: digits }));
  }, barcode);
  await expectScanned(page);
  await expect(note).toHaveValue('茶');
});

test('an unknown barcode can be sold once, with the price that is typed', async () => {
  const { app, window: page } = till;
  await scanBarcode(app, barcode);
  const dialog = page.getByTestId(testIds.goodsDialog);
  await dialog.getByRole('textbox').first().fill('4.80');
  await dialog.getByRole('textbox').last().fill('Bamboo strainer');
  await dialog.getByRole('button', { name: 'Add to the sale' }).click();
  await expect(page.getByTestId(testIds.line)).toHaveCount(1);
  await expect(page.getByTestId(testIds.charge)).toContainText('4.80');
  await page.keyboard.press('Delete');
});
