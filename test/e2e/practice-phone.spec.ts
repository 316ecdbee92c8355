/** Everything that can go wrong at the practice phone, and what the till then says: what the phone's page promises. */
import { expect, test } from '@playwright/test';
import type { OrderView } from '../../preload/contract/index.ts';
import { expectedEnd } from '../../renderer/windows/phone/expected-end.ts';
import type { ScenarioName } from '../../main/practice/common/phone-view.ts';
import { testIds } from '../../renderer/ui/test-ids.ts';
import { actOnPhone, chooseScenario, tradeAt } from '../support/practice-phone.ts';
import {
  charge,
  customerPays,
  openTill,
  orderIs,
  phoneUrl,
  setClockOff,
  startNewSale,
  temporaryFolder,
  type Till,
} from '../support/till-window.ts';

const folder = temporaryFolder();
const gateways = [
  { gateway: 'ScanForPay', method: 1 },
  { gateway: 'Alipay', method: 3 },
] as const;
let till: Till;
let phone: string;

test.beforeAll(async () => {
  till = await openTill({ userDataDir: folder.path });
  phone = await phoneUrl(till);
});

test.afterAll(async () => {
  await till.close();
  folder.remove();
});

test.beforeEach(async () => {
  await chooseScenario(phone, 'normal');
  await startNewSale(till.window);
});

/** The till shows, and says to a screen reader, how it should end by the words on the phone's page. */
async function endsAsPromised({ orderNo }: OrderView): Promise<void> {
  const { verdict } = expectedEnd(await tradeAt(phone, orderNo), 'normal');
  const words = { paid: 'Paid', declined: 'Declined', expired: 'Expired', refunded: 'Refunded' } as const;
  const screen = till.window.getByTestId(testIds.verdict);
  await expect(screen).toHaveAttribute('data-state', verdict, { timeout: 20_000 });
  await expect(screen).toHaveAttribute('data-order-no', orderNo);
  await expect(till.window.getByTestId(testIds.spokenState)).toContainText(words[verdict]);
}

async function verdictsOfMessages({ orderNo }: OrderView): Promise<readonly string[]> {
  const deliveries = await till.window.evaluate(() => window.scantill.listNotifications({ limit: 50 }));
  if (!deliveries.ok) throw new Error(deliveries.problem.code);
  return deliveries.value.filter((one) => one.orderNo === orderNo).map(({ verdict }) => verdict);
}

async function paidUnder(scenario: ScenarioName, method: number, digits: string): Promise<OrderView> {
  const order = await charge(till.window, digits, method);
  await chooseScenario(phone, scenario);
  await customerPays(till, order.orderNo);
  return order;
}

for (const { gateway, method } of gateways) {
  test(`declined at ${gateway}`, async () => {
    const order = await charge(till.window, '1100', method);
    await actOnPhone(phone, 'scan', order.orderNo);
    await actOnPhone(phone, 'decline', order.orderNo);
    await endsAsPromised(order);
    expect((await orderIs(till.window, order.orderNo)).paidAt).toBeNull();
  });

  test(`scanned and left to expire at ${gateway}`, async () => {
    const order = await charge(till.window, '1200', method);
    await actOnPhone(phone, 'scan', order.orderNo);
    await actOnPhone(phone, 'expire', order.orderNo);
    await endsAsPromised(order);
  });

  test(`left to expire by nobody who scans at ${gateway}`, async () => {
    const order = await charge(till.window, '1300', method);
    await actOnPhone(phone, 'expire', order.orderNo);
    // Where the gateway says nothing of a code that was never scanned, the till's own time must be over.
    await setClockOff(till, 6);
    await endsAsPromised(order);
    await setClockOff(till, 0);
  });

  test(`paid and told twice at ${gateway}`, async () => {
    const order = await paidUnder('told_twice', method, '1400');
    await endsAsPromised(order);
    await expect.poll(() => verdictsOfMessages(order)).toEqual(['repeated', 'applied']);
    expect(await orderIs(till.window, order.orderNo)).toMatchObject({ state: 'paid', attention: null });
  });

  test(`paid and told of by a forger first at ${gateway}`, async () => {
    const order = await paidUnder('forged', method, '1500');
    await endsAsPromised(order);
    await expect.poll(async () => (await orderIs(till.window, order.orderNo)).attention?.code).toBe('signature_wrong');
  });

  test(`paid, and a message with another sum at ${gateway}`, async () => {
    const order = await paidUnder('wrong_amount', method, '1600');
    await endsAsPromised(order);
    expect(await orderIs(till.window, order.orderNo)).toMatchObject({
      amountMinor: 1600,
      attention: { code: 'amount_differs' },
    });
  });

  test(`paid, and told long after at ${gateway}`, async () => {
    const order = await paidUnder('told_late', method, '1700');
    await endsAsPromised(order);
    expect(await orderIs(till.window, order.orderNo)).toMatchObject({ learnedBy: 'query', attention: null });
    expect(await verdictsOfMessages(order)).toEqual([]);
    await setClockOff(till, 10);
    // Its next message takes the late one along.
    await startNewSale(till.window);
    const next = await paidUnder('normal', method, '1800');
    await expect.poll(() => verdictsOfMessages(order)).toEqual(['repeated']);
    await endsAsPromised(next);
    await setClockOff(till, 0);
    expect(await orderIs(till.window, order.orderNo)).toMatchObject({ state: 'paid', attention: null });
  });

  test(`everything slow at ${gateway}`, async () => {
    await chooseScenario(phone, 'slow');
    const order = await charge(till.window, '1900', method);
    await customerPays(till, order.orderNo);
    await endsAsPromised(order);
  });
}

test('paid while the service is down: not known, and paid when it is back', async () => {
  // Three checks without an answer, of ten seconds each.
  test.slow();
  const order = await paidUnder('service_down', 1, '2100');
  const screen = till.window.getByTestId(testIds.verdict);
  await expect(screen).toHaveAttribute('data-state', 'unknown', { timeout: 60_000 });
  await expect(till.window.getByTestId(testIds.spokenState)).toContainText('Not known');
  await chooseScenario(phone, 'normal');
  await endsAsPromised(order);
});
