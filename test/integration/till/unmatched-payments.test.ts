import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Handlers } from '../../../preload/contract/index.ts';
import { cashierHandlers } from '../../../main/till/cashier-handlers.ts';
import type { TillHost } from '../../../main/till/till-host.ts';
import { noDesktop, openHost } from '../../support/till-parts.ts';
import { bundle } from '../ledger/bundle.ts';

let folder: string;
let host: TillHost;
let till: Handlers<'cashier'>;

const onFault = (where: string, fault: unknown): never => {
  throw new Error(where, { cause: fault });
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scantill-unmatched-'));
  const readerWorkerPath = await bundle('main/ledger/read/reader-worker.ts', join(folder, 'reader.cjs'));
  host = await openHost({ folder, readerWorkerPath, practicePlatform: false, onFault });
  till = cashierHandlers(host, noDesktop, onFault);
  await host.till.ready;
});

afterAll(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('is called to attention until a person has looked into it and said what it was', async () => {
  const counter = await host.till.counter();
  if (!counter.ok) throw new Error(counter.problem.code);
  const payment = {
    accountId: 'practice-alipay',
    orderNo: 'T01_20261122_0042_7KQ2',
    status: 'paid',
    amountMinor: 1_234,
    currency: 'CNY',
    wallet: 'alipay',
    gatewayOrderNo: '77',
    paidAt: '2026-11-22T02:30:40.000Z',
    deliveryId: null,
  } as const;
  await counter.value.ledger.recordUnmatched(payment, new Date());
  counter.value.summary.refresh();
  await vi.waitFor(() => expect(host.state().attentionCount).toBe(1));

  const listed = await till.listUnmatched({ limit: 10 });
  const { accountId: _accountId, deliveryId: _deliveryId, ...told } = payment;
  expect(listed).toMatchObject({ value: [{ ...told, gateway: 'alipay', bodyText: '' }] });
  const sequence = listed.ok ? (listed.value[0]?.sequence ?? 0) : 0;
  expect(await till.settleUnmatched({ sequence, reason: ' ' })).toMatchObject({ problem: { code: 'reason_missing' } });
  expect(await till.settleUnmatched({ sequence, reason: 'Given back at the gateway.' })).toMatchObject({ ok: true });
  expect(await till.settleUnmatched({ sequence, reason: 'Again.' })).toMatchObject({
    problem: { code: 'not_possible_now' },
  });
  await vi.waitFor(() => expect(host.state().attentionCount).toBe(0));
  expect(await till.listUnmatched({ limit: 10 })).toEqual({ ok: true, value: [] });
  expect(await till.listAudit({ limit: 1 })).toMatchObject({
    value: [{ type: 'unmatched.settled', orderNo: payment.orderNo, reason: 'Given back at the gateway.' }],
  });
});
