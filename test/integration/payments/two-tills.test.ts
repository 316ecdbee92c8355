/** Two tills of one merchant over a real practice platform, with one number forced equal: only chance kept them apart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type * as OrderNumber from '../../../main/ledger/write/make-order-number.ts';
import type { Order } from '../../../main/domain/order.ts';
import { openLedger } from '../../../main/ledger/write/open-ledger.ts';
import { PaymentDesk } from '../../../main/payments/payment-desk.ts';
import type { Ledger } from '../../../main/ports/index.ts';
import { systemClock } from '../../../main/common/system-clock.ts';
import { createGatewayDirectory } from '../../../main/accounts/gateway-directory.ts';
import { openPracticeShop, type PracticeShop } from '../../support/practice-shop.ts';

vi.mock('../../../main/ledger/write/make-order-number.ts', async (original) => ({
  ...(await original<typeof OrderNumber>()),
  makeOrderNo: (prefix: string, day: string, dailyNumber: number) =>
    `${prefix}_${day.replaceAll('-', '')}_${String(dailyNumber).padStart(4, '0')}_7KQ2M3XZ0000`,
}));

interface Till {
  readonly desk: PaymentDesk;
  readonly ledger: Ledger;
}

let shop: PracticeShop | null = null;
afterEach(async () => {
  await shop?.close();
  shop = null;
});

async function firstTill(): Promise<PracticeShop> {
  shop = await openPracticeShop({ listener: false });
  return shop;
}

/** Another computer of the shop: a ledger of its own, the same account. */
function secondTill({ accounts, keys }: PracticeShop): Till {
  const folder = mkdtempSync(join(tmpdir(), 'scantill-second-till-'));
  const opening = openLedger(join(folder, 'ledger.sqlite3'));
  if (opening.kind !== 'open') throw new Error(opening.detail);
  const { ledger } = opening;
  const directory = createGatewayDirectory({
    accountFor: (id) => accounts.find((account) => account.id === id) ?? null,
    keys: () => keys,
    clock: systemClock,
    onReached: () => undefined,
    onClockSkew: () => undefined,
  });
  const desk = new PaymentDesk({
    ledger,
    clock: systemClock,
    gatewayFor: (id) => directory.gatewayFor(id),
    notifyUrlFor: () => null,
    onOrderChanged: () => undefined,
    onNotificationRecorded: () => undefined,
    onFault: (fault) => {
      throw fault;
    },
  });
  onTestFinished(async () => {
    await desk.stop();
    directory.close();
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { desk, ledger };
}

async function read({ ledger }: Till, orderNo: string): Promise<Order> {
  const order = await ledger.readOrder(orderNo);
  if (order === null) throw new Error('no such order');
  return order;
}

const gateways = ['scanforpay', 'alipay'] as const;
const sums = [
  ['the same sum', 14_130],
  ['another sum', 990],
] as const;
const standings = ['not scanned yet', 'scanned', 'paid'] as const;
/** What becomes of the second till's request for a code, and of its order. */
const answers = ['answered', 'lost on the way'] as const;
const ends = ['is asked about', 'expires', 'is cancelled by a person'] as const;

const cases = gateways
  .flatMap((gateway) =>
    sums.flatMap(([sum, amountMinor]) =>
      standings.flatMap((standing) =>
        answers.flatMap((answer) => ends.map((end) => ({ gateway, sum, amountMinor, standing, answer, end }))),
      ),
    ),
  )
  // ScanForPay tells no more of a trade than its number, its sum and when it was paid: here nothing but the number's
  // forty bits keeps the two apart.
  .filter(
    ({ gateway, sum, standing, answer }) =>
      gateway === 'alipay' || sum === 'another sum' || standing === 'paid' || answer === 'answered',
  );

describe('two tills with one number', () => {
  it.each(cases)(
    '$gateway, $sum, the first $standing, the second’s request $answer: it $end',
    async ({ gateway, amountMinor, standing, answer, end }) => {
      const first = await firstTill();
      const second = secondTill(first);
      const { orderNo } = await first.take(first.draft(gateway));
      if (standing !== 'not scanned yet') await first.phone('scan', orderNo);
      if (standing === 'paid') await first.phone('pay', orderNo);

      if (answer === 'lost on the way') {
        first.platform.failNext({ gateway, operation: 'create', fault: 'reset', carriedOut: false });
      }
      const validForMs = end === 'expires' ? 1 : 300_000;
      const sale = await second.desk.createOrder(first.draft(gateway, { amountMinor, validForMs }));
      if (sale.kind !== 'taken') throw new Error(sale.kind);
      expect(sale.order.orderNo).toBe(orderNo);
      expect(sale.order.state).toBe(answer === 'answered' ? 'refused' : 'create_unknown');
      if (end === 'is cancelled by a person') await second.desk.cancel(orderNo);
      else await second.desk.check(orderNo);
      await second.desk.check(orderNo);

      if (standing === 'not scanned yet') await first.phone('scan', orderNo);
      if (standing !== 'paid') await first.phone('pay', orderNo);
      await second.desk.check(orderNo);
      expect(first.platform.readState().trades).toMatchObject([{ status: 'paid', amountMinor: 14_130 }]);
      expect((await first.desk.check(orderNo)).order).toMatchObject({ state: 'paid', refundedMinor: 0 });
      expect(await read(second, orderNo)).toMatchObject({ paidAt: null, refundedMinor: 0 });
    },
  );

  it.each(gateways)('%s: charged again, the second one has a number of its own and is paid', async (gateway) => {
    const first = await firstTill();
    const second = secondTill(first);
    const { orderNo } = await first.take(first.draft(gateway));
    const sale = await second.desk.createOrder(first.draft(gateway));
    expect(sale).toMatchObject({ order: { orderNo, problem: { code: 'order_number_used' } } });
    const again = await second.desk.createOrder(first.draft(gateway));
    if (again.kind !== 'taken') throw new Error(again.kind);
    expect(again.order).toMatchObject({ state: 'awaiting' });
    expect(again.order.orderNo).not.toBe(orderNo);
    await first.phone('scan', again.order.orderNo);
    await first.phone('pay', again.order.orderNo);
    expect((await second.desk.check(again.order.orderNo)).order.state).toBe('paid');
    expect((await first.desk.check(orderNo)).order.state).toBe('awaiting');
  });
});
