/**
 * What grows with a ledger: checking one of 100,000 orders whole, against SQLite's own check of the same file, and
 * recording a sale in it, against recording one in a new ledger.
 */
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger, type OpenLedger } from '../../main/ledger/write/open-ledger.ts';
import { verifyLedgerFile } from '../../main/ledger/verify/verify-file.ts';
import { fillLedger } from '../support/busy-shop.ts';
import { draftOf } from '../support/orders.ts';
import { rowOf, type BenchRow } from './report.ts';

const orderCount = 100_000;
const checks = 3;
const sales = 100;
/** After the last of the busy shop's days. */
const soldAt = new Date('2030-01-01T03:00:00.000Z');

export async function benchLedger(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'scantill-bench-ledger-'));
  try {
    const path = join(folder, 'large.sqlite3');
    await fillLedger(path, orderCount);
    return [checking(path), await selling(path, join(folder, 'new.sqlite3'))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checking(path: string): BenchRow {
  const ours: number[] = [];
  const reference: number[] = [];
  for (let run = 0; run < checks; run += 1) {
    ours.push(timeMs(() => assertSound(path)));
    reference.push(timeMs(() => checkBySqlite(path)));
  }
  return rowOf('ledger verify', `${orderCount} orders / SQLite's integrity_check`, ours, reference);
}

function assertSound(path: string): void {
  const verdict = verifyLedgerFile(path);
  if (verdict.kind !== 'sound' || verdict.orders !== orderCount) throw new Error(JSON.stringify(verdict));
}

function checkBySqlite(path: string): void {
  const database = new Database(path, { readonly: true });
  try {
    if (database.pragma('integrity_check', { simple: true }) !== 'ok') throw new Error('not ok');
  } finally {
    database.close();
  }
}

async function selling(largePath: string, newPath: string): Promise<BenchRow> {
  const [large, small] = [opened(largePath), opened(newPath)];
  const times: { readonly large: number[]; readonly small: number[] } = { large: [], small: [] };
  try {
    for (let sale = 0; sale < sales; sale += 1) {
      times.large.push(await saleMs(large, sale));
      times.small.push(await saleMs(small, sale));
    }
  } finally {
    large.close();
    small.close();
  }
  return rowOf('ledger sale', `with ${orderCount} orders / in a new ledger`, times.large, times.small);
}

function opened(path: string): OpenLedger {
  const opening = openLedger(path);
  if (opening.kind !== 'open') throw new Error(`${opening.reason}: ${opening.detail}`);
  return opening.ledger;
}

async function saleMs(ledger: OpenLedger, sale: number): Promise<number> {
  const startedAt = performance.now();
  await ledger.createOrder(draftOf({ requestKey: `bench-${sale}` }), soldAt);
  return performance.now() - startedAt;
}

function timeMs(action: () => void): number {
  const startedAt = performance.now();
  action();
  return performance.now() - startedAt;
}
