/** `npm run tour`: one sale per gateway in the real app, with a picture of each step in out/tour/ and a short log. */
import { expect, test, type Page } from '@playwright/test';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { charge, openTill, orderIs, seeVerdict, temporaryFolder } from '../support/till-window.ts';

const pictures = join(process.cwd(), 'out', 'tour');

test('one sale per gateway', async () => {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const log: string[] = [];
  let number = 0;
  const say = (line: string): void => {
    log.push(line);
    console.log(line);
  };
  const picture = async (page: Page, name: string): Promise<void> => {
    number += 1;
    const file = `${String(number).padStart(2, '0')}-${name}.png`;
    await page.screenshot({ path: join(pictures, file) });
    say(`  ${file}`);
  };

  const folder = temporaryFolder();
  const till = await openTill({ userDataDir: folder.path });
  const { window: page, app } = till;
  try {
    say('The cashier’s window, ready for an amount.');
    await picture(page, 'charge');
    for (const { name, label, method, digits } of [
      { name: 'scanforpay', label: 'ScanForPay, WeChat Pay', method: 2, digits: '14130' },
      { name: 'alipay', label: 'Alipay', method: 3, digits: '3800' },
    ]) {
      say(`A sale through ${label}.`);
      const order = await charge(page, digits, method);
      await picture(page, `${name}-code`);
      const opened = app.waitForEvent('window');
      await page.keyboard.press('F9');
      const phone = await opened;
      const pay = phone.getByRole('button', { name: /\d\.\d\d/u }).first();
      await expect(pay).toBeFocused();
      await picture(phone, `${name}-phone`);
      await phone.keyboard.press('Enter');
      await seeVerdict(page, 'paid');
      // The jade has risen when the amount stands still.
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      await picture(page, `${name}-paid`);
      const paid = await orderIs(page, order.orderNo);
      say(`  ${paid.orderNo}: ${paid.state}, learned by ${paid.learnedBy}, gateway number ${paid.gatewayOrderNo}`);
      await phone.close();
      await page.keyboard.press('Enter');
    }
    say('Both are in the history.');
    await page.keyboard.press('Alt+2');
    await expect(page.getByTestId(testIds.orderRow)).toHaveCount(2);
    await page.getByTestId(testIds.orderRow).first().click();
    await expect(page.getByTestId(testIds.orderDetail)).toBeVisible();
    await picture(page, 'history');
  } finally {
    await till.close();
    folder.remove();
    writeFileSync(join(pictures, 'tour.log'), `${log.join('\n')}\n`);
  }
});
