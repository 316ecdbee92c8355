import { expect, test } from '@playwright/test';
import { charge, customerPays, openTill, orderIs, seeVerdict, temporaryFolder } from '../support/till-window.ts';

test('the packed app takes a sale through each gateway', async () => {
  const folder = temporaryFolder();
  const till = await openTill({ userDataDir: folder.path });
  try {
    const { window: page } = till;
    for (const method of [1, 3]) {
      const order = await charge(page, '14130', method);
      await customerPays(till, order.orderNo);
      await seeVerdict(page, 'paid');
      expect(await orderIs(page, order.orderNo)).toMatchObject({ state: 'paid', amountMinor: 14_130 });
      await page.keyboard.press('Enter');
    }
    expect(await till.state()).toMatchObject({ keychain: 'available', listener: { status: 'listening' } });
  } finally {
    await till.close();
    folder.remove();
  }
});
