/**
 * Any mix of sales, backups, purges, damage and restores under a clock that jumps both ways. What counts is looked up in
 * the files themselves, each on its own: nothing that one of them proves may be lost, or come back once it was purged.
 */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { closeSync, copyFileSync, existsSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { verdictOn } from '../../../main/ledger/backup/good-backups.ts';
import { makeBackup, restoreLedger } from '../../../main/ledger/backup/maintenance-jobs.ts';
import { ledgerFolderOf, listBackups, listDamaged, setLedgerAside } from '../../../main/ledger/file/ledger-folder.ts';
import { headOf, lookInto } from '../../../main/ledger/backup/ledger-head.ts';
import { openLedger, type OpenLedger } from '../../../main/ledger/write/open-ledger.ts';
import { openReadOnly, readerQueries } from '../../../main/ledger/read/reader-queries.ts';
import { salvageLedger } from '../../../main/ledger/salvage/salvage.ts';
import { isOnChain, type KeptHead } from '../../../main/ledger/format/kept-head.ts';
import { draft, notification, paid, purge, tellTime, temporaryFolder } from './support.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const yearMs = 365 * dayMs;
const keepDays = 30;

const damages = ['set aside whole', 'a page', 'its end', 'gone'] as const;

const anyStep = fc.oneof(
  { weight: 5, arbitrary: fc.record({ step: fc.constant('sell'), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('back up') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant('set the clock'),
      byMs: fc
        .constantFrom(1_000, 8 * hourMs, 3 * dayMs, yearMs, 5 * yearMs, 11 * yearMs)
        .chain((ms) => fc.constantFrom(ms, -ms)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('let time pass'), days: fc.integer({ min: 1, max: 25 }) }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('purge') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant('lose and restore'),
      damage: fc.constantFrom(...damages),
      where: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('put an old copy back'),
      where: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('spoil a backup'),
      where: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  },
);
type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;

class Shop {
  readonly folder = ledgerFolderOf(path.join(temporaryFolder(), 'ledger.sqlite3'));
  readonly #elsewhere = temporaryFolder();
  /** What time it really is, as a gateway tells it; and by how much the computer's clock is off. */
  #nowMs = Date.parse('2026-11-22T02:30:00.000Z');
  #aheadMs = 0;
  #ledger: OpenLedger = this.#opened();
  #keptHead: KeptHead | null = null;
  #sold = 0;
  readonly #purged = new Set<string>();

  get #wall(): Date {
    return new Date(this.#nowMs + this.#aheadMs);
  }

  async take(given: Step): Promise<void> {
    switch (given.step) {
      case 'sell':
        for (let count = 0; count < given.count; count += 1) await this.#sell();
        return;
      case 'back up':
        return this.#backUp();
      case 'set the clock':
        // No computer's clock leaves the years in which there are computers.
        this.#aheadMs = Math.max(-12 * yearMs, Math.min(12 * yearMs, this.#aheadMs + given.byMs));
        return;
      case 'let time pass':
        this.#nowMs += given.days * dayMs;
        return;
      case 'purge':
        return this.#purge();
      case 'lose and restore':
        return this.#loseAndRestore(given.damage, given.where);
      case 'put an old copy back':
        this.#putBack(given.where);
        return;
      case 'spoil a backup': {
        const spoiled = this.#anyBackup(given.where);
        if (spoiled !== null) spoilPage(spoiled, given.where);
        return;
      }
    }
  }

  close(): void {
    this.#ledger.close();
  }

  #opened(): OpenLedger {
    const opening = openLedger(this.folder.ledgerPath);
    if (opening.kind !== 'open') throw new Error(opening.detail);
    return opening.ledger;
  }

  async #sell(): Promise<void> {
    this.#sold += 1;
    const { order } = await this.#ledger.createOrder(draft({ note: `sale ${this.#sold}` }), this.#wall);
    const buyerHint = `buyer-${String(this.#sold).padStart(5, '0')}@example.com`;
    await this.#ledger.append(
      order.orderNo,
      order.version,
      [{ ...paid, payload: { ...paid.payload, buyerHint, paidAt: null } }],
      this.#wall,
    );
    const body = Buffer.from(`buyer=inbox-${buyerHint}`);
    await this.#ledger.recordNotification(
      notification({ receivedAt: this.#wall.toISOString(), orderNo: order.orderNo, body }),
    );
    await tellTime(this.#ledger, new Date(this.#nowMs), this.#wall);
    this.#nowMs += 60_000;
  }

  async #backUp(): Promise<void> {
    const before = listBackups(this.folder).map(({ fileName }) => path.join(this.folder.backupFolder, fileName));
    const heads = before.flatMap((file) => lookInto(file, headOf) ?? []);
    const outcome = await makeBackup({ folder: this.folder, at: this.#wall, lastHead: this.#keptHead });
    expect(outcome.kind).not.toBe('failed');
    if (outcome.kind === 'made') this.#keptHead = outcome.head;
    const files = listBackups(this.folder).map(({ fileName }) => path.join(this.folder.backupFolder, fileName));
    const own = lookInto(this.folder.ledgerPath, headOf);
    // There is one of all that there is now, and each that went is a beginning of one that stayed.
    expect(files.map((file) => lookInto(file, headOf)?.hash)).toContain(own?.hash);
    for (const head of heads) {
      expect(files.some((file) => lookInto(file, (database) => isOnChain(database, head)) === true)).toBe(true);
    }
  }

  async #purge(): Promise<void> {
    const before = this.#hintsIn(this.folder.ledgerPath);
    const now = new Date(this.#nowMs);
    for (const accountId of ['shop-alipay', 'shop-scanforpay'])
      await tellTime(this.#ledger, now, this.#wall, accountId);
    await purge(this.#ledger, new Date(this.#nowMs - keepDays * dayMs), this.#wall, now);
    const after = this.#hintsIn(this.folder.ledgerPath);
    for (const hint of before) if (!after.has(hint)) this.#purged.add(hint);
  }

  /** What the tables say of persons. */
  #hintsIn(file: string): ReadonlySet<string> {
    const reader = openReadOnly(file, 'inspecting');
    const texts = reader
      .prepare(
        `SELECT content FROM event_private UNION ALL SELECT buyer_hint FROM orders WHERE buyer_hint IS NOT NULL
         UNION ALL SELECT CAST(body AS TEXT) FROM notifications`,
      )
      .pluck()
      .all() as string[];
    reader.close();
    return new Set(texts.flatMap((text) => /(?:inbox-)?buyer-\d{5}/u.exec(text)?.[0] ?? []));
  }

  #anyBackup(where: number): string | null {
    const backups = listBackups(this.folder);
    const found = backups[Math.floor(where * backups.length)];
    return found === undefined ? null : path.join(this.folder.backupFolder, found.fileName);
  }

  /** By hand, past the app: from there on, there are two ways in which the ledger went on. */
  #putBack(where: number): void {
    const copy = this.#anyBackup(where);
    if (copy === null || verdictOn(copy).kind === 'broken') return;
    this.#ledger.close();
    setLedgerAside(this.folder, this.#wall);
    copyFileSync(copy, this.folder.ledgerPath);
    this.#ledger = this.#opened();
  }

  async #loseAndRestore(damage: (typeof damages)[number], where: number): Promise<void> {
    const file = this.folder.ledgerPath;
    this.#ledger.close();
    if (damage === 'gone') rmSync(file);
    else {
      if (damage === 'a page') spoilPage(file, where);
      if (damage === 'its end')
        truncateSync(file, Math.max(4096, Math.floor((statSync(file).size / 4096) * where) * 4096));
      setLedgerAside(this.folder, this.#wall);
    }
    const backups = listBackups(this.folder).map(({ fileName }) => path.join(this.folder.backupFolder, fileName));
    const files = [...listDamaged(this.folder), ...backups];
    const proven = files.flatMap((one) => this.#provenBy(one));
    const outcome = restoreLedger({ folder: this.folder, at: this.#wall, keptHead: this.#keptHead });
    this.#keptHead = outcome.kind === 'restored' ? outcome.report.head : null;
    this.#ledger = this.#opened();
    const reader = openReadOnly(file);
    const isThere = reader.prepare('SELECT 1 FROM orders WHERE order_no = ?');
    const told = new Set(outcome.kind === 'restored' ? outcome.report.lost.map(({ orderNo }) => orderNo) : []);
    const lost = proven.filter((orderNo) => isThere.get(orderNo) === undefined && !told.has(orderNo));
    expect(lost).toEqual([]);
    if (outcome.kind === 'restored') {
      expect(readerQueries.verifyChain(reader)).toMatchObject({ kind: 'sound' });
    }
    reader.close();
    // Where the file that knew of a purge is gone, the next purge has to do it again; the first of the maintenance does.
    if (damage === 'gone' || damage === 'its end') await this.#purge();
    const back = [...this.#hintsIn(file)].filter((hint) => this.#purged.has(hint));
    expect(back).toEqual([]);
  }

  /** The orders that a file proves with nothing beside it. */
  #provenBy(file: string): readonly string[] {
    const to = path.join(this.#elsewhere, 'alone.sqlite3');
    rmSync(to, { force: true });
    salvageLedger({ from: file, to, backup: null, at: this.#wall });
    if (!existsSync(to)) return [];
    const database = new Database(to, { readonly: true });
    const orders = database.prepare('SELECT order_no FROM orders').pluck().all() as string[];
    database.close();
    return orders;
  }
}

function spoilPage(file: string, where: number): void {
  const pages = statSync(file).size / 4096;
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, Math.floor(where * pages) * 4096);
  closeSync(handle);
}

it(
  'nothing that any file proves is lost, no backup goes that is needed, and nothing purged comes back',
  { timeout: 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 6, maxLength: 24, size: 'max' }), async (steps) => {
        const shop = new Shop();
        try {
          for (const step of steps) await shop.take(step);
        } finally {
          shop.close();
        }
      }),
      { numRuns: 8, seed: 20261129 },
    );
  },
);
