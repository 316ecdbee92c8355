import { expect, test } from '@playwright/test';
import { methodTestId, testIds } from '../../renderer/ui/test-ids.ts';
import { byHand } from '../support/fingers.ts';
import { planRefusal } from '../support/practice-phone.ts';
import {
  customerPays,
  newestOrder,
  openTill,
  orderIs,
  phoneUrl,
  seeVerdict,
  temporaryFolder,
} from '../support/till-window.ts';

const folder = temporaryFolder();

test.afterAll(() => folder.remove());

test('a number that is another sale’s is said to be so, and one key charges the same sale under a new one', async () => {
  const till = await openTill({ userDataDir: folder.path });
  const page = till.window;
  // ScanForPay's answer to a number that it has in its books already.
  await planRefusal(await phoneUrl(till), 'create', '31');
  await page.keyboard.press('F1');
  await expect(page.getByTestId(methodTestId(1))).toBeChecked();
  await page.keyboard.type('1234', byHand);
  await page.keyboard.press('Enter');
  await seeVerdict(page, 'declined');
  await expect(page.getByTestId(testIds.verdict)).toContainText('This number belongs to another sale');
  const before = await newestOrder(page);
  expect(before).toMatchObject({ state: 'refused', canCancel: false, canRetryCreate: false });

  await page.keyboard.press('r');
  await page.getByTestId(testIds.qr).waitFor();
  const again = await newestOrder(page);
  expect(again).toMatchObject({ state: 'awaiting', amountMinor: 1_234 });
  expect(again?.orderNo).not.toBe(before?.orderNo);
  await customerPays(till, again?.orderNo ?? '');
  await seeVerdict(page, 'paid');
  expect(await orderIs(page, before?.orderNo ?? '')).toMatchObject({ state: 'refused', paidAt: null });
  await till.close();
});
