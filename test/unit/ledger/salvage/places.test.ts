/** Places of deliveries among the events of ledgers that went on in two ways, and of one that has lost its inbox. */
import Database from 'better-sqlite3';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { salvageFurthest } from '../../../../main/ledger/salvage/salvage.ts';
import type { OpenLedger } from '../../../../main/ledger/write/open-ledger.ts';
import type { LaterEvent, Order } from '../../../../main/domain/order.ts';
import {
  draft,
  morning,
  notification,
  open,
  paid,
  purge as purgeOld,
  refundDone,
  refundRequested,
  tellTime,
  temporaryFolder,
} from '../support.ts';

const dayMs = 86_400_000;
const later = (days: number): Date => new Date(morning.getTime() + days * dayMs);

async function sell(
  ledger: OpenLedger,
  days: number,
  text: string,
  events: readonly LaterEvent[] = [paid],
  shown = days,
): Promise<Order> {
  await tellTime(ledger, later(days), later(shown));
  const { order } = await ledger.createOrder(draft(), later(shown));
  const receivedAt = later(shown).toISOString();
  const given = notification({ orderNo: order.orderNo, receivedAt, body: Buffer.from(text) });
  return (await ledger.append(order.orderNo, order.version, events, later(shown), given)).order;
}

async function purge(ledger: OpenLedger, days: number, keptDays: number): Promise<void> {
  await tellTime(ledger, later(days));
  await tellTime(ledger, later(days), later(days), 'shop-scanforpay');
  await purgeOld(ledger, later(days - keptDays), later(days), later(days));
}

function columnIn(file: string, sql: string): readonly unknown[] {
  const database = new Database(file, { readonly: true });
  const values = database.prepare(sql).pluck().all();
  database.close();
  return [...values].sort();
}

function bodiesIn(file: string): readonly unknown[] {
  return columnIn(file, 'SELECT CAST(body AS TEXT) FROM notifications WHERE length(body) > 0');
}

/** As a damaged page would, whatever the file forbids. */
function lose(file: string, sql: string): void {
  const tool = new Database(file);
  for (const name of tool.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
    tool.exec(`DROP TRIGGER ${String(name)}`);
  tool.pragma('foreign_keys = OFF');
  tool.pragma('secure_delete = ON');
  tool.exec(`${sql}; VACUUM`);
  tool.close();
}

function filesNamed<Names extends readonly string[]>(...names: Names): { readonly [Name in keyof Names]: string } {
  const folder = temporaryFolder();
  return names.map((name) => path.join(folder, name)) as never;
}

/** Sold on for a month and purged; and an old copy of it, which somebody has put back and sold with today. */
async function twoWays(isPurged: boolean) {
  const [long, copy, made] = filesNamed('long', 'copy', 'made');
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
  const [before, after, made] = filesNamed('before', 'after', 'made');
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
  lose(after, 'DELETE FROM notifications');
  for (const files of [
    [before, after],
    [after, before],
  ]) {
    const to = `${made}-${files.indexOf(before)}`;
    expect(salvageFurthest({ files, to, at: later(1), keptHead }).kind).toBe('salvaged');
    expect(bodiesIn(to)).toEqual(['unproven']);
  }
});

it('what a redaction of the other way does not know of stays', async () => {
  const [left, copy, made] = filesNamed('left', 'copy', 'made');
  const first = open(left);
  const sold = await sell(first, -400, 'old');
  first.close();
  copyFileSync(left, copy);
  const second = open(left);
  for (let days = -399; days < -370; days += 3) await sell(second, days, 'old');
  await tellTime(second, later(-371));
  await sell(second, -1, 'young');
  await purge(second, -1, 365);
  second.close();
  const third = open(copy);
  await tellTime(third, later(0));
  await third.append(sold.orderNo, sold.version, [refundRequested('R_1', 100), refundDone('R_1')], later(0));
  const { sequence: refundedAt, ...head } = third.headNow();
  third.close();
  const keptHead = { ...head, sequence: refundedAt };
  expect(salvageFurthest({ files: [left, copy], to: made, at: later(0), keptHead }).kind).toBe('salvaged');
  expect(columnIn(made, 'SELECT sequence FROM event_private')).toContain(refundedAt);
});

describe('of what came in a way that was left, after a restore that gave it another number', () => {
  async function restoredOnce() {
    const [left, copy, once, twice] = filesNamed('left', 'copy', 'once', 'twice');
    const first = open(left);
    await tellTime(first, later(-801));
    first.close();
    copyFileSync(left, copy);
    const second = open(left);
    await sell(second, -800, 'left');
    second.close();
    const third = open(copy);
    for (const days of [-799, -798]) await sell(third, days, 'gone on with');
    const keptHead = third.headNow();
    third.close();
    expect(salvageFurthest({ files: [copy, left], to: once, at: later(-797), keptHead }).kind).toBe('salvaged');
    expect(bodiesIn(once)).toEqual(['gone on with', 'gone on with', 'left']);
    return { files: [once, copy, left], once, twice };
  }

  it('another restore takes nothing twice', async () => {
    const { files, twice } = await restoredOnce();
    expect(salvageFurthest({ files, to: twice, at: later(-796), keptHead: null }).kind).toBe('salvaged');
    expect(bodiesIn(twice)).toEqual(['gone on with', 'gone on with', 'left']);
  });

  it('another restore brings nothing back that was purged', async () => {
    const { files, once, twice } = await restoredOnce();
    const ledger = open(once);
    await tellTime(ledger, later(-797));
    await sell(ledger, -3, 'young');
    await purge(ledger, -2, 365);
    const keptHead = ledger.headNow();
    ledger.close();
    expect(bodiesIn(once)).toEqual(['young']);
    expect(salvageFurthest({ files, to: twice, at: later(-1), keptHead }).kind).toBe('salvaged');
    expect(bodiesIn(twice)).toEqual(['young']);
  });
});

it('what was kept of an order that was watched stays, whichever comes first', async () => {
  const [backup, from, made] = filesNamed('backup', 'from', 'made');
  const first = open(backup);
  await sell(first, -400, 'watched', [paid, refundRequested('R_1', 100)]);
  await sell(first, -400, 'old');
  await tellTime(first, later(-399));
  const { sequence: head } = first.headNow();
  first.close();
  copyFileSync(backup, from);
  const second = open(from);
  await sell(second, -1, 'young');
  await purge(second, 0, 365);
  second.close();
  lose(from, `DELETE FROM events WHERE sequence = ${head + 1}`);
  for (const files of [
    [backup, from],
    [from, backup],
  ]) {
    const to = `${made}-${files.indexOf(from)}`;
    expect(salvageFurthest({ files, to, at: later(0), keptHead: null }).kind).toBe('salvaged');
    expect(bodiesIn(to)).toEqual(['watched', 'young']);
  }
});

it.each([
  ['right', -5, -2],
  ['days ahead', 30, -2],
  ['years behind', -3_000, -2],
  ['right, and it came days after the purge that is remembered', -1, -4],
])(
  'what is young stays through a purge that is done again, where its events are lost; the clock was %s',
  async (_, shown, purgedOn) => {
    const [from, made] = filesNamed('from', 'made');
    const ledger = open(from);
    for (const days of [-400, -395, -390]) await sell(ledger, days, 'old');
    await tellTime(ledger, later(-380));
    const { sequence: head } = ledger.headNow();
    await tellTime(ledger, later(-6));
    await purge(ledger, purgedOn, 365);
    await sell(ledger, -1, 'young', [paid], shown);
    ledger.close();
    lose(from, `DELETE FROM events WHERE sequence = ${head + 1}`);
    expect(salvageFurthest({ files: [from], to: made, at: later(0), keptHead: null }).kind).toBe('salvaged');
    await purgeOld(open(made), later(purgedOn - 365), later(0), later(purgedOn), { isAgain: true });
    expect(bodiesIn(made)).toEqual(['young']);
  },
);

it('what came right after a restore is not what it took over, and goes again', async () => {
  const [from, made] = filesNamed('from', 'made');
  const first = open(from);
  const { orderNo } = await sell(first, -401, 'old');
  first.close();
  expect(salvageFurthest({ files: [from], to: made, at: later(-400), keptHead: null }).kind).toBe('salvaged');
  const ledger = open(made);
  const receivedAt = later(-400).toISOString();
  await ledger.recordNotification(notification({ orderNo, receivedAt, body: Buffer.from('right after') }));
  await tellTime(ledger, later(-399));
  await ledger.createOrder(draft(), later(-398));
  await purgeOld(ledger, later(-365), later(0), later(0), { isAgain: true });
  expect(bodiesIn(made)).toEqual([]);
});

it('what came right before the first young label goes again with what was old the first time', async () => {
  const [file] = filesNamed('ledger');
  const ledger = open(file);
  const { order } = await ledger.createOrder(draft(), later(-400));
  await ledger.append(order.orderNo, order.version, [paid], later(-400));
  await tellTime(ledger, later(-399));
  await ledger.recordNotification(
    notification({ orderNo: order.orderNo, receivedAt: later(-398).toISOString(), body: Buffer.from('old') }),
  );
  // The gateway’s later words are lost.
  await ledger.createOrder(draft(), later(-1));
  await purgeOld(ledger, later(-365), later(0), later(0), { isAgain: true });
  expect(bodiesIn(file)).toEqual([]);
});

describe('of an order of which a damaged file has lost one reply', () => {
  const unsure = {
    type: 'create.unknown',
    payload: {
      problem: { code: 'timeout', gatewayCode: null, gatewayMessage: null },
      evidence: { httpStatus: 500, replyText: 'mei' },
    },
  } as const;
  const saidIn = (file: string): readonly unknown[] => columnIn(file, 'SELECT sequence FROM event_private');

  async function restored() {
    const [from, made, second] = filesNamed('from', 'made', 'second');
    const ledger = open(from);
    const { orderNo, version } = await sell(ledger, -400, 'old', [unsure]);
    const outcome = await ledger.append(orderNo, version, [paid], later(-400));
    await tellTime(ledger, later(-399));
    await tellTime(ledger, later(-1));
    const refunds = [refundRequested('R_1', 100), refundDone('R_1')];
    await ledger.append(orderNo, outcome.order.version, refunds, later(-1));
    ledger.close();
    const [, lost, ...others] = saidIn(from);
    lose(from, `DELETE FROM event_private WHERE sequence = ${String(lost)}`);
    expect(salvageFurthest({ files: [from], to: made, at: later(0), keptHead: null }).kind).toBe('salvaged');
    const kept = saidIn(made);
    expect(kept).toEqual(expect.arrayContaining(others));
    expect(kept).not.toContain(lost);
    return { made, second, kept };
  }

  it('the others stay as long as the order is young, and go in their time', async () => {
    const { made, kept } = await restored();
    const ledger = open(made);
    await purge(ledger, 0, 365);
    expect(saidIn(made)).toEqual(kept);
    await tellTime(ledger, later(1));
    await purge(ledger, 400, 365);
    expect(saidIn(made)).toEqual([]);
  });

  it('the others come through a second restore', async () => {
    const { made, second, kept } = await restored();
    expect(salvageFurthest({ files: [made], to: second, at: later(0), keptHead: null }).kind).toBe('salvaged');
    expect(saidIn(second)).toEqual(kept);
  });
});
