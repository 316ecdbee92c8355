/** The ledger over its worst day, in the real app: backed up, damaged by a crash, restored. */
import { expect, test } from '@playwright/test';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { launchApp } from '../support/launch-app.ts';
import {
  charge,
  customerPays,
  openTill,
  orderIs,
  seeVerdict,
  temporaryFolder,
  type Till,
} from '../support/till-window.ts';

const folder = temporaryFolder();
const ledgerPath = join(folder.path, 'practice', 'ledger.sqlite3');
let orderNo: string;

test.afterAll(() => {
  folder.remove();
});

/** What a disk does at its worst: the data is gone, the first pages still look well. */
function damage(): void {
  const handle = openSync(ledgerPath, 'r+');
  for (let at = 8 * 4096; at < statSync(ledgerPath).size; at += 4096)
    writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, at);
  closeSync(handle);
}

async function openLedgerSettings({ window: page }: Pick<Till, 'window'>): Promise<void> {
  await page.keyboard.press('Alt+4');
  await page.getByTestId('settings-ledger').click();
}

test('a backup is made on request, and the whole ledger is checked', async () => {
  const till = await openTill({ userDataDir: folder.path });
  const { window: page } = till;
  ({ orderNo } = await charge(page, '14130', 3));
  await customerPays(till, orderNo);
  await seeVerdict(page, 'paid');
  await openLedgerSettings(till);
  await page.getByTestId(testIds.backUpNow).click();
  await expect(page.getByTestId(testIds.backups).locator('li')).toHaveCount(1);
  await page.getByTestId(testIds.checkLedger).click();
  await expect(page.locator('.ledger-check')).toContainText('The book is sound');
  await till.close();
});

test('after a crash that damaged it selling stops, the backup is shown, and the ledger can be restored', async () => {
  const first = await openTill({ userDataDir: folder.path });
  await first.kill();
  damage();

  const { window: page, close } = await launchApp({ userDataDir: folder.path });
  await page.getByTestId(testIds.ledgerFailed).waitFor();
  await page.getByTestId(testIds.showBackup).click();
  await expect(page.getByTestId(testIds.ledgerBanner)).toContainText('Selling is stopped');
  await expect(page.getByTestId(testIds.orderRow)).toHaveCount(1);

  await page.keyboard.press('Alt+1');
  await page.getByTestId(testIds.restoreLedger).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore the book' }).click();
  await expect(page.getByTestId(testIds.ledgerBanner)).toContainText('The book is back');
  expect((await orderIs(page, orderNo)).state).toBe('paid');
  await charge(page, '2600', 3);
  await close();
});
