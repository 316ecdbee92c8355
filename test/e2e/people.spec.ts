import { expect, test } from '@playwright/test';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { scanBarcode } from '../support/barcode-scanner.ts';
import { sharedTill } from '../support/shared-till.ts';
import { charge, customerPays, orderIs, seeVerdict } from '../support/till-window.ts';

/** As long as a short barcode, and typed here as fast as one is scanned. */
const managersPin = '86421357';
const alipayCode = '281234567890123456';
const till = sharedTill();

test.beforeAll(async () => {
  await till.window.evaluate(async (pin) => {
    const chen = { id: crypto.randomUUID(), name: 'Chen Wei', role: 'manager' } as const;
    const ken = { id: crypto.randomUUID(), name: 'Ken', role: 'cashier' } as const;
    await window.scantill.saveOperator({ ...chen, pin });
    await window.scantill.saveOperator({ ...ken, approval: { pin } });
    const { approvals } = await window.scantill.getAppState(undefined);
    await window.scantill.setApprovals({ approvals: { ...approvals, refund: true }, approval: { pin } });
  }, managersPin);
});

test('the till asks who is there, and the name stands on the sale', async () => {
  const { window: page } = till;
  const dialog = page.getByTestId(testIds.operatorDialog);
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Ken' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId(testIds.operator)).toContainText('Ken');
  await expect(page.getByTestId(testIds.amount)).toBeFocused();
  const order = await charge(page, '2000', 3);
  expect(order.operatorName).toBe('Ken');
  await customerPays(till, order.orderNo);
  await seeVerdict(page, 'paid');
});

test('a refund waits for the manager’s PIN: a wrong one is said, the right one lets it pass', async () => {
  const { window: page } = till;
  await page.keyboard.press('Alt+2');
  await page.getByTestId(testIds.orderRow).first().click();
  const orderNo = (await till.state()).lastSale?.orderNo ?? '';
  await page.getByTestId(testIds.refund).click();
  const refund = page.getByTestId(testIds.refundDialog);
  await refund.getByRole('textbox').last().fill('cold soup');
  await refund.getByRole('button').first().click();

  const approval = page.getByTestId(testIds.approval);
  await expect(approval).toBeVisible();
  // A customer who is quick with the phone guesses at no PIN, and spoils none that is being typed.
  await page.keyboard.type('86', { delay: 120 });
  await scanBarcode(till.app, alipayCode);
  await expect(approval.getByLabel('A manager’s PIN')).toHaveValue('86');
  await expect(approval.getByRole('alert')).toBeHidden();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('0000');
  await page.keyboard.press('Enter');
  await expect(approval.getByRole('alert')).toBeVisible();
  expect((await orderIs(page, orderNo)).refunds).toEqual([]);
  await page.keyboard.type(managersPin);
  await page.keyboard.press('Enter');
  await expect(approval).toBeHidden();
  await expect.poll(async () => (await orderIs(page, orderNo)).state).toBe('refunded');
  await expect(page.getByTestId(testIds.orderDetail).getByText('allowed by Chen Wei')).toBeVisible();
});

test('someone takes over by PIN alone, by keys only', async () => {
  const { window: page } = till;
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('F7');
  await page.getByTestId(testIds.operatorDialog).waitFor();
  await page.keyboard.type(managersPin);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.operator)).toContainText('Chen Wei');
});

test('a forgotten manager’s PIN is set anew with the recovery code, and the next code is shown once', async () => {
  const { window: page } = till;
  const code = await page.evaluate(async (pin) => {
    const made = await window.scantill.renewRecoveryCode({ approval: { pin } });
    return made.ok ? made.value.recoveryCode : '';
  }, managersPin);
  await page.keyboard.press('F7');
  await page.getByTestId(testIds.forgottenPin).click();
  const recovery = page.getByTestId(testIds.recovery);
  await recovery.getByLabel('Recovery code').fill('0000-0000-0000-0000');
  await recovery.getByLabel('New PIN of Chen Wei').fill('97531');
  await page.keyboard.press('Enter');
  await expect(recovery.getByRole('alert')).toHaveText('That recovery code is not right.');
  await recovery.getByLabel('Recovery code').fill(code);
  await page.keyboard.press('Enter');
  const shown = page.getByTestId(testIds.recoveryCode);
  await expect(shown).not.toContainText(code);
  await shown.getByRole('button').click();
  await expect(shown).toBeHidden();
  await expect(page.getByTestId(testIds.operatorDialog).getByLabel('Your PIN')).toBeFocused();
  await page.keyboard.type('97531', { delay: 70 });
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.operatorDialog)).toBeHidden();
  await expect(page.getByTestId(testIds.operator)).toContainText('Chen Wei');
});

test('what was done is listed, newest first', async () => {
  const { window: page } = till;
  await page.keyboard.press('Alt+4');
  await page.getByTestId('settings-audit').click();
  await expect(page.locator('.audit-entry').first()).toContainText('Took over the till');
  await expect(page.locator('.audit-entry').filter({ hasText: 'Allowed: Refunds' })).toContainText(
    'allowed by Chen Wei',
  );
  await expect(page.locator('.audit-entry').filter({ hasText: 'Wrong PIN: Refunds' })).toHaveCount(1);
  await expect(page.locator('.audit-entry').filter({ hasText: 'Chen Wei: PIN set anew' })).toHaveCount(1);
});
