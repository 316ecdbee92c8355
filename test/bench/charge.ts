/**
 * Enter → QR painted, with the practice platform and everything on, against the least that a durable charge can cost:
 * one loopback round trip, one durable commit and one QR matrix.
 */
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'qrcode';
import { passFirstRun } from '../support/first-run.ts';
import { startElectron } from './electron-process.ts';
import { rowOf, type BenchRow } from './report.ts';

const warmUps = 3;
const runs = 25;

export async function benchCharge(repoRoot: string): Promise<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'scantill-bench-'));
  passFirstRun(join(folder, 'data'));
  const electron = await startElectron([repoRoot], {
    SCANTILL_USER_DATA: join(folder, 'data'),
    SCANTILL_LANGUAGE: 'en',
  });
  const floor = await openFloor(folder);
  try {
    const page = await electron.page('app://scantill/cashier/');
    const ours: number[] = [];
    const reference: number[] = [];
    for (let run = 0; run < warmUps + runs; run += 1) {
      const oursMs = await chargeOnce(page);
      const referenceMs = await floor.once();
      if (run < warmUps) continue;
      ours.push(oursMs);
      reference.push(referenceMs);
    }
    return rowOf('charge', 'Enter to QR painted / round trip + durable commit + QR matrix', ours, reference);
  } finally {
    await floor.close();
    await electron.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function chargeOnce(page: Page): Promise<number> {
  await page.getByTestId('amount').waitFor();
  // Unevenly, as a person: what a machine types is looked up first.
  for (const [index, digit] of Array.from('1234').entries())
    await page.keyboard.press(digit, { delay: 60 + 50 * index });
  await page.evaluate(() => {
    performance.clearMarks('scantill:qr-painted');
    performance.clearMarks('bench:enter');
    addEventListener('keydown', (event) => event.key === 'Enter' && performance.mark('bench:enter'), {
      capture: true,
      once: true,
    });
  });
  await page.keyboard.press('Enter');
  const handle = await page.waitForFunction(() => {
    const enter = performance.getEntriesByName('bench:enter')[0];
    const painted = performance.getEntriesByName('scantill:qr-painted')[0];
    return enter === undefined || painted === undefined ? null : painted.startTime - enter.startTime;
  });
  await page.getByTestId('new-sale').click();
  return (await handle.jsonValue()) ?? Number.NaN;
}

/** The reference: an HTTP echo, a ledger-like table and the QR library, each used once per call. */
async function openFloor(folder: string): Promise<{ once(): Promise<number>; close(): Promise<void> }> {
  const server = createServer((incoming, reply) => {
    incoming.resume().on('end', () => reply.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const database = new Database(join(folder, 'reference.sqlite3'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE events (sequence INTEGER PRIMARY KEY, payload TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO events (payload) VALUES (?)');
  return {
    once: async () => {
      const startedAt = performance.now();
      await new Promise<void>((resolve, reject) => {
        const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent }, (reply) => {
          reply.resume().on('end', resolve);
        });
        outgoing.on('error', reject).end('{}');
      });
      insert.run('{"type":"order.created"}');
      create('https://qr.alipay.com/bax01968y4zlr8n4usrb40b7', { errorCorrectionLevel: 'M' });
      return performance.now() - startedAt;
    },
    close: async () => {
      database.close();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
