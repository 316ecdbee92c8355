/** A shop's own goods: from a file into the catalogue, from the scanner into the sale, and out into a file again. */
import { expect, test, type Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { scanBarcode } from '../support/barcode-scanner.ts';
import { afterScanMs } from '../support/fingers.ts';
import { customerPays, newestOrder, openTill, seeVerdict, temporaryFolder, type Till } from '../support/till-window.ts';

const tea = '4006381333931';
const strainer = '036000291452';
const unknown = '6901234567892';
const folder = temporaryFolder();
const csv = join(folder.path, 'goods.csv');
let till: Till;

/** What the person picks in the system's dialogues. */
async function answerDialogues(open: string, save = ''): Promise<void> {
  await till.app.evaluate(
    ({ dialog }, [openPath, savePath]) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [openPath] });
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: savePath });
    },
    [open, save] as const,
  );
}

/** What comes right after a code is one of its scanner's endings. */
async function untilEnterIsAPersons(page: Page): Promise<void> {
  await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), afterScanMs);
}

test.beforeAll(async () => {
  till = await openTill({ userDataDir: folder.path });
  await answerDialogues(csv, join(folder.path, 'out.csv'));
});

test.afterAll(async () => {
  await till.close();
  folder.remove();
});

test('a file as Chinese Excel writes it is looked at, then taken over whole', async () => {
  const { window: page } = till;
  // 条码,品名,售价 in GB18030; what follows has no other characters than ASCII.
  const header = Buffer.from('ccf5c2eb2cc6b7c3fb2ccadbbcdb0d0a', 'hex');
  const lines = [`${tea},Longjing tea 50 g,48.00`, `${strainer},Strainer,"12,50"`, '4006381333932,Wrong digit,1'];
  writeFileSync(csv, Buffer.concat([header, Buffer.from(lines.join('\r\n'), 'ascii')]));

  await page.keyboard.press('Alt+4');
  await page.getByTestId('settings-catalogue').click();
  await page.getByTestId(testIds.importCatalogue).click();
  const preview = page.getByTestId(testIds.cataloguePreview);
  await expect(preview).toContainText('2 new, 0 changed, 0 as before');
  await expect(preview).toContainText('Line 4: a digit of the barcode is wrong');
  expect(await page.evaluate(() => window.scantill.listGoods({ search: '', limit: 1 }))).toMatchObject({
    value: { total: 0 },
  });
  await page.getByRole('button', { name: 'Import 2, leave out 1' }).click();
  await expect(page.getByTestId(testIds.goods)).toHaveCount(2);

  await page.getByTestId(testIds.importCatalogue).click();
  await expect(preview).toContainText('0 new, 0 changed, 2 as before');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
});

test('a scanned barcode becomes a line, again a second one of it, and the sale is paid', async () => {
  const { app, window: page } = till;
  await page.keyboard.press('Alt+1');
  await page.getByTestId(testIds.amount).waitFor();
  await scanBarcode(app, tea);
  await expect(page.getByTestId(testIds.line)).toHaveCount(1);
  await scanBarcode(app, tea);
  await scanBarcode(app, strainer);
  await expect(page.getByTestId(testIds.line)).toHaveCount(2);
  await expect(page.getByTestId(testIds.charge)).toContainText('108.50');
  await untilEnterIsAPersons(page);
  await page.keyboard.press('Enter');
  await page.getByTestId(testIds.qr).waitFor();
  const order = await newestOrder(page);
  expect(order).toMatchObject({
    amountMinor: 10_850,
    lines: [
      { name: 'Longjing tea 50 g', quantity: 2, priceMinor: 4_800, goodsId: tea },
      { name: 'Strainer', quantity: 1, priceMinor: 1_250, goodsId: `0${strainer}` },
    ],
  });
  await customerPays(till, order?.orderNo ?? '');
  await seeVerdict(page, 'paid');
  // The screen makes room for the next sale by itself.
  await page.getByTestId(testIds.amount).waitFor();
});

test('goods scanned one right after another are all there', async () => {
  const { app, window: page } = till;
  for (let round = 0; round < 6; round += 1) {
    await scanBarcode(app, tea);
    await scanBarcode(app, strainer);
  }
  await expect(page.getByTestId(testIds.charge)).toContainText('363.00');
  await page.keyboard.press('F4');
  await expect(page.getByTestId(testIds.line)).toHaveCount(0);
});

test('an unknown barcode is said with its digits, and kept with the name and price that are typed', async () => {
  const { app, window: page } = till;
  await scanBarcode(app, unknown);
  const dialog = page.getByTestId(testIds.goodsDialog);
  await expect(dialog).toContainText(unknown);
  await dialog.getByRole('textbox').first().fill('25');
  await dialog.getByText('Keep it in the catalogue').click();
  await dialog.getByRole('button', { name: 'Add to the sale' }).click();
  await expect(dialog.getByRole('alert')).toContainText('needs a name');
  await dialog.getByRole('textbox').last().fill('Tea\u202e pot\u200b');
  await dialog.getByRole('button', { name: 'Add to the sale' }).click();
  await expect(page.getByTestId(testIds.line)).toHaveCount(1);
  await expect(page.getByTestId(testIds.toast)).toContainText('Saved');
  await scanBarcode(app, unknown);
  await expect(page.getByTestId(testIds.charge)).toContainText('50.00');
  await expect(dialog).toBeHidden();
});

test('the catalogue survives a restart, and is written as a file that can be read again', async () => {
  await till.kill();
  till = await openTill({ userDataDir: folder.path });
  await answerDialogues(join(folder.path, 'out.csv'), join(folder.path, 'out.csv'));
  const { window: page } = till;
  await page.keyboard.press('Alt+4');
  await page.getByTestId('settings-catalogue').click();
  await expect(page.getByTestId(testIds.goods)).toHaveCount(3);
  await page.getByTestId(testIds.exportCatalogue).click();
  await expect(page.getByTestId(testIds.toast)).toContainText('written');
  expect(readFileSync(join(folder.path, 'out.csv'), 'utf8')).toBe(
    [
      '\uFEFFcode,name,price,unit,currency',
      `${tea},Longjing tea 50 g,48.00,,CNY`,
      `0${strainer},Strainer,12.50,,CNY`,
      `${unknown},Tea pot,25.00,,CNY`,
      '',
    ].join('\r\n'),
  );
  await page.getByTestId(testIds.importCatalogue).click();
  await expect(page.getByTestId(testIds.cataloguePreview)).toContainText('0 new, 0 changed, 3 as before');
});

test('what a file leaves open is asked, and everything can be said otherwise before it is taken over', async () => {
  const { window: page } = till;
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  // 凍檸茶 in Big5, under headings that are the same in every character set; two columns for one price.
  const names = Buffer.from('ade1c266aff9', 'hex');
  const lines = [
    Buffer.from('SKU,Barcode,Name,Sale price,Regular price\r\nT-1,6907770001012,'),
    names,
    Buffer.from(',,22\r\n'),
  ];
  writeFileSync(csv, Buffer.concat(lines));
  await answerDialogues(csv, join(folder.path, 'out.csv'));
  await page.getByTestId(testIds.importCatalogue).click();
  const preview = page.getByTestId(testIds.cataloguePreview);
  await expect(preview).toContainText('Nothing can be imported before what is marked has been chosen.');
  await page.getByTestId(testIds.csvCharset).selectOption('big5');
  await page.getByTestId(testIds.csvColumn('price')).selectOption('4');
  await expect(page.getByTestId(testIds.csvColumn('code'))).toHaveValue('1');
  await expect(preview).toContainText('1 new, 0 changed, 0 as before');
  await expect(preview.getByTestId(testIds.goods)).toContainText(['凍檸茶6907770001012¥22.00']);
  await page.getByTestId(testIds.csvColumn('code')).selectOption('0');
  await expect(preview.getByTestId(testIds.goods)).toContainText(['凍檸茶T-1¥22.00']);
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByTestId(testIds.goods)).toHaveCount(3);
  await page.getByTestId(testIds.importCatalogue).click();
  await expect(preview).toBeVisible();
});

test('a file that cannot be read changes nothing and says why', async () => {
  const { window: page } = till;
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  writeFileSync(csv, 'code,name\nA,Tea\n');
  await answerDialogues(csv);
  await page.getByTestId(testIds.importCatalogue).click();
  await expect(page.getByTestId(testIds.toast)).toContainText('must name columns');
  await expect(page.getByTestId(testIds.goods)).toHaveCount(3);
});
