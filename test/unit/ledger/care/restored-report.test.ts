import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { MissingOrder } from '../../../../preload/contract/index.ts';
import type { RestoreReport } from '../../../../main/ledger/backup/maintenance-jobs.ts';
import type { LostOrder } from '../../../../main/ledger/salvage/salvage.ts';
import type { QueryOutcome } from '../../../../main/ports/index.ts';
import { RestoredReport } from '../../../../main/ledger/care/restored-report.ts';
import { factsOf, orderOf } from '../../../support/orders.ts';
import { ScriptedGateway } from '../../../support/scripted-gateway.ts';
import { temporaryFolder } from '../support.ts';

const unknown = { code: 'timeout', gatewayCode: null, gatewayMessage: null } as const;

function lost(orderNo: string, change: Partial<LostOrder> = {}): LostOrder {
  return { orderNo, isKnown: false, listed: orderOf({ orderNo, buyerHint: null }), ...change };
}

function restoredWith(...orders: readonly LostOrder[]): RestoreReport {
  const head = { sequence: 9, hash: '0'.repeat(64) };
  return {
    events: 9,
    orders: 3,
    head,
    lastEventAt: '2026-11-22T06:00:00.000Z',
    ordersLost: orders.length,
    lost: orders,
  };
}

function reportIn(folder: string, restored: RestoreReport | null, answers: Record<string, QueryOutcome> = {}) {
  const gateway = new ScriptedGateway();
  gateway.onQuery = ({ orderNo }) =>
    Promise.resolve(answers[orderNo] ?? { kind: 'unknown', problem: unknown, evidence: null });
  const check = vi.fn(() => Promise.resolve());
  const report = new RestoredReport({
    folder,
    restored,
    gatewayFor: (accountId) => (accountId === orderOf().accountId ? gateway : null),
    check,
    onChanged: () => undefined,
    onFault: (where, fault) => {
      throw new Error(where, { cause: fault });
    },
  });
  const says = (): Record<string, MissingOrder['gatewaySays']> =>
    Object.fromEntries((report.current?.missing ?? []).map(({ orderNo, gatewaySays }) => [orderNo, gatewaySays]));
  return { report, gateway, check, says };
}

describe('what a restored ledger lacks', () => {
  it('is listed by number, sum and state, and the gateway is asked about each that it knows', async () => {
    const orders = ['paid', 'waiting', 'none', 'other_sum', 'silent'].map((orderNo) => lost(orderNo));
    const { report, check, says } = reportIn(
      temporaryFolder(),
      restoredWith(
        ...orders,
        lost('in_ledger', { isKnown: true }),
        lost('unread', { listed: null }),
        lost('gone_account', { listed: orderOf({ orderNo: 'gone_account', accountId: 'gone' }) }),
      ),
      {
        paid: { kind: 'facts', facts: factsOf({ orderNo: 'paid' }), evidence: null },
        waiting: { kind: 'facts', facts: factsOf({ orderNo: 'waiting', status: 'waiting' }), evidence: null },
        none: { kind: 'not_found', evidence: null },
        other_sum: { kind: 'facts', facts: factsOf({ orderNo: 'other_sum', amountMinor: 1 }), evidence: null },
      },
    );
    expect(report.current?.missing[0]).toMatchObject({
      orderNo: 'paid',
      isInLedger: false,
      listed: { amountMinor: orderOf().amountMinor, currency: orderOf().currency, display: 'waiting' },
      gatewaySays: 'asking',
    });
    await report.ask();
    expect(says()).toEqual({
      paid: 'paid',
      waiting: 'waiting',
      none: 'not_found',
      other_sum: 'differs',
      silent: 'no_answer',
      in_ledger: 'in_ledger',
      unread: 'not_asked',
      gone_account: 'not_asked',
    });
    expect(check.mock.calls).toEqual([['in_ledger']]);
  });

  it('is asked about again where there was no answer, and only there', async () => {
    const answers: Record<string, QueryOutcome> = { one: { kind: 'not_found', evidence: null } };
    const { report, gateway, says } = reportIn(temporaryFolder(), restoredWith(lost('one'), lost('two')), answers);
    await report.ask();
    answers['two'] = { kind: 'facts', facts: factsOf({ orderNo: 'two' }), evidence: null };
    gateway.asked.length = 0;
    await report.ask();
    expect(says()).toEqual({ one: 'not_found', two: 'paid' });
    expect(gateway.asked).toHaveLength(1);
  });

  it('is there after a restart until somebody has read it, and says nothing of persons', async () => {
    const folder = temporaryFolder();
    const listed = orderOf({ orderNo: 'one', buyerHint: '159****5620' });
    const { report } = reportIn(folder, restoredWith(lost('one', { listed })));
    await report.ask();
    expect(readFileSync(path.join(folder, 'restored.json'), 'utf8')).not.toContain('159****5620');
    const again = reportIn(folder, null);
    expect(again.says()).toEqual({ one: 'no_answer' });
    again.report.dismiss();
    expect(again.report.current).toBeNull();
    expect(existsSync(path.join(folder, 'restored.json'))).toBe(false);
    expect(reportIn(folder, null).report.current).toBeNull();
  });

  it('is nothing where nothing was restored', async () => {
    const folder = temporaryFolder();
    const { report } = reportIn(folder, null);
    await report.ask();
    expect(report.current).toBeNull();
    expect(existsSync(path.join(folder, 'restored.json'))).toBe(false);
  });
});
