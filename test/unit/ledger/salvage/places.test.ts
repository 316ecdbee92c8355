/** Places of deliveries among the events of ledgers that went on in two ways, and of one that has lost its inbox. */
import Database from 'better-sqlite3';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { salvageFurthest } from '../../../../main/ledger/salvage/salvage.ts';
import type { OpenLedger } from '../../../../main/ledger/write/open-ledger.ts';
import { draft, morning, notification, open, paid, purge as purgeOld, tellTime, temporaryFolder } from '../support.ts';

const dayMs = 86_400_000;
const later = (days: number): Date => new Date(morning.getTime() + days * dayMs);

async function sell(ledger: OpenLedger, days: number, text: string): Promise<void> {
  await tellTime(ledger, later(days));
  const { order } = await ledger.createOrder(draft(), later(days));
  const receivedAt = later(days).toISOString();
  const given = notification({ orderNo: order.orderNo, receivedAt, body: Buffer.from(text) });
  await ledger.append(order.orderNo, order.version, [paid], later(days), given);
}

async function purge(ledger: OpenLedger, days: number, keptDays: number): Promise<void> {
  await tellTime(ledger, later(days));
  await tellTime(ledger, later(days), later(days), 'shop-scanforpay');
  await purgeOld(ledger, later(days - keptDays), later(days), later(days));
}

function bodiesIn(file: string): readonly unknown[] {
  const database = new Database(file, { readonly: true });
  const bodies = database.prepare('SELECT CAST(body AS TEXT) FROM notifications WHERE length(body) > 0').pluck().all();
  database.close();
  return [...bodies].sort();
}

/** Sold on for a month and purged; and an old copy of it, which somebody has put back and sold with today. */
async function twoWays(isPurged: boolean) {
  const folder = temporaryFolder();
  const [long, copy, made] = ['long', 'copy', 'made'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  const first = open(long);
  await sell(first, -400, 'old');
  first.close();
  copyFileSync(long, copy);
  const second = open(long);
  for (let days = -399; days < -370; days += 3) await sell(second, days, `old ${days}`);
  await tellTime(second, later(-371));
  await sell(second, -1, 'yesterday');
  if (isPurged) await purge(second, -1, 365);
  const longHead = second.headNow();
  second.close();
  const third = open(copy);
  for (const text of ['today 1', 'today 2', 'today 3']) await sell(third, 0, text);
  const copyHead = third.headNow();
  third.close();
  return { files: [long, copy], made, longHead, copyHead };
}

const young = ['today 1', 'today 2', 'today 3', 'yesterday'];

describe('of ledgers that went on in two ways', () => {
  it.each([true, false])(
    'nothing young is emptied, by the salvage or the next purge (purged before: %s)',
    async (isPurged) => {
      const { files, made, longHead } = await twoWays(isPurged);
      expect(salvageFurthest({ files, to: made, at: later(0), keptHead: longHead }).kind).toBe('salvaged');
      expect(bodiesIn(made)).toEqual(expect.arrayContaining(young));
      const ledger = open(made);
      await purge(ledger, 0, 365);
      expect(bodiesIn(made)).toEqual(young);
    },
  );

  it('what came in the other way goes in its time', async () => {
    const { files, made, copyHead } = await twoWays(false);
    expect(salvageFurthest({ files, to: made, at: later(0), keptHead: copyHead }).kind).toBe('salvaged');
    const ledger = open(made);
    await tellTime(ledger, later(1));
    await purge(ledger, 730, 365);
    expect(bodiesIn(made)).toEqual([]);
  });
});

it('what one file knows to be purged stays so, whichever comes first, and nothing more', async () => {
  const folder = temporaryFolder();
  const [before, after, made] = ['before', 'after', 'made'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  const first = open(before);
  await sell(first, -400, 'old');
  await tellTime(first, later(-399));
  await first.recordNotification(notification({ verdict: 'refused', orderNo: null, body: Buffer.from('unproven') }));
  first.close();
  copyFileSync(before, after);
  const second = open(after);
  await purge(second, 0, 365);
  const keptHead = second.headNow();
  second.close();
  expect(bodiesIn(after)).toEqual(['unproven']);
  const tool = new Database(after);
  tool.exec('DROP TRIGGER notifications_never_go; DELETE FROM notifications; VACUUM');
  tool.close();
  for (const files of [
    [before, after],
    [after, before],
  ]) {
    const to = `${made}-${files.indexOf(before)}`;
    expect(salvageFurthest({ files, to, at: later(1), keptHead }).kind).toBe('salvaged');
    expect(bodiesIn(to)).toEqual(['unproven']);
  }
});
