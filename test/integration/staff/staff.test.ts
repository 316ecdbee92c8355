import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Handlers, OrderView } from '../../../preload/contract/index.ts';
import { cashierHandlers } from '../../../main/till/cashier-handlers.ts';
import type { TillHost } from '../../../main/till/till-host.ts';
import { actOnPhone } from '../../support/practice-phone.ts';
import { noDesktop, openHost } from '../../support/till-parts.ts';
import { tracesOf } from '../../support/secret-traces.ts';
import { bundle } from '../ledger/bundle.ts';

const manager = { id: randomUUID(), name: 'Chen Wei', role: 'manager' } as const;
const cashier = { id: randomUUID(), name: 'Mei Lin', role: 'cashier' } as const;
const managersPin = '864213';
const settled = { timeout: 20_000, interval: 50 } as const;

let folder: string;
let host: TillHost;
let till: Handlers<'cashier'>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scantill-staff-'));
  host = await openHost({
    folder,
    readerWorkerPath: await bundle('main/ledger/read/reader-worker.ts', join(folder, 'reader.cjs')),
    practicePlatform: true,
    onFault: (where, fault) => {
      throw new Error(where, { cause: fault });
    },
  });
  till = cashierHandlers(host, noDesktop, (where, fault) => {
    throw new Error(where, { cause: fault });
  });
  await host.till.ready;
});

afterAll(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

function sale(): Parameters<typeof till.createOrder>[0] {
  return {
    requestKey: randomUUID(),
    accountId: 'practice-alipay',
    wallet: 'alipay',
    amountMinor: 2000,
    currency: 'CNY',
    customerCode: null,
    heldOrderNo: null,
    lines: [],
    discountMinor: 0,
    note: '',
  };
}

async function paidOrder(): Promise<OrderView> {
  const created = await till.createOrder(sale());
  if (!created.ok) throw new Error(created.problem.code);
  const { orderNo } = created.value;
  const url = host.till.accounts.phoneUrl ?? '';
  await actOnPhone(url, 'scan', orderNo);
  await actOnPhone(url, 'pay', orderNo);
  return vi.waitFor(async () => {
    const order = await till.checkOrder({ orderNo });
    if (!order.ok || order.value.state !== 'paid') throw new Error('not paid yet');
    return order.value;
  }, settled);
}

it('takes the operator’s name from its own list, and lets refunds pass only with a manager’s PIN', async () => {
  expect(await till.saveOperator({ ...manager, pin: managersPin })).toMatchObject({ ok: true });
  expect(await till.saveOperator({ ...cashier, approval: { pin: managersPin } })).toMatchObject({ ok: true });
  const approvals = { ...host.state().approvals, refund: true };
  expect(await till.setApprovals({ approvals })).toMatchObject({ problem: { code: 'approval_needed' } });
  expect(await till.setApprovals({ approvals, approval: { pin: managersPin } })).toEqual({ ok: true, value: null });

  expect(await till.createOrder(sale())).toMatchObject({ problem: { code: 'operator_needed' } });
  expect(await till.chooseOperator({ operatorId: cashier.id, pin: null })).toEqual({ ok: true, value: null });

  const order = await paidOrder();
  expect(order.operatorName).toBe('Mei Lin');
  const request = { orderNo: order.orderNo, requestKey: randomUUID(), amountMinor: 500, reason: 'cold soup' };
  expect(await till.requestRefund(request)).toEqual({
    ok: false,
    problem: { code: 'approval_needed', detail: 'refund' },
  });
  for (let time = 0; time < 3; time += 1) {
    expect(await till.requestRefund({ ...request, approval: { pin: '000000' } })).toMatchObject({
      problem: { code: 'pin_wrong' },
    });
  }
  expect(await till.requestRefund({ ...request, approval: { pin: managersPin } })).toMatchObject({
    problem: { code: 'pin_wait' },
  });
  const untouched = await till.getOrder({ orderNo: order.orderNo });
  expect(untouched.ok && untouched.value.order.refunds).toEqual([]);

  // An hour of waiting would be no test; the count of wrong ones is all that stands in the way.
  await host.settings.update((settings) => ({ ...settings, pinFailures: { count: 0, lastAt: null } }));
  expect(await till.requestRefund({ ...request, approval: { pin: managersPin } })).toMatchObject({
    ok: true,
    value: { refundedMinor: 500 },
  });
  const refunded = await till.getOrder({ orderNo: order.orderNo });
  const asked = refunded.ok ? refunded.value.timeline.find(({ type }) => type === 'refund.requested') : undefined;
  expect(asked).toMatchObject({ operatorName: 'Mei Lin', approvedBy: 'Chen Wei', reason: 'cold soup' });
});

it('has written all of it into the chain, without a PIN, and the chain is sound', async () => {
  await till.changeSettings({ tillName: 'Harbour 2' });
  const audit = await till.listAudit({ limit: 50 });
  if (!audit.ok) throw new Error(audit.problem.code);
  expect(
    audit.value.map(({ type, purpose, subject }) => `${type} ${purpose ?? subject ?? ''}`.trim()).reverse(),
  ).toEqual([
    'settings.changed operator',
    'settings.changed recovery_code',
    'operator.approved staff',
    'settings.changed operator',
    'operator.approved staff',
    'settings.changed approvals',
    'operator.signed_in',
    'operator.pin_failed refund',
    'operator.pin_failed refund',
    'operator.pin_failed refund',
    'operator.approved refund',
    'settings.changed settings',
  ]);
  expect(audit.value[0]).toMatchObject({
    operatorName: 'Mei Lin',
    changes: [{ field: 'tillName', from: 'Till 1', to: 'Harbour 2' }],
  });
  const counter = await host.till.counter();
  if (!counter.ok) throw new Error(counter.problem.code);
  expect(await counter.value.reader.verifyChain()).toMatchObject({ kind: 'sound' });
  expect(tracesOf(managersPin, readFileSync(join(folder, 'settings.json'), 'utf8'))).toEqual([]);
});

it('takes an account out of use without letting go of its orders', async () => {
  expect(await till.retireAccount({ accountId: 'practice-alipay', isRetired: true })).toMatchObject({
    problem: { code: 'not_possible_now' },
  });
  await host.settings.update((settings) => ({ ...settings, retiredAccountIds: ['practice-alipay'] }));
  expect(host.state().methods.map(({ accountId }) => accountId)).not.toContain('practice-alipay');
  expect(host.till.accounts.find('practice-alipay')).not.toBeNull();
});
