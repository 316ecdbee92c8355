/** Launch → amount field focused and painted, against an empty sandboxed window on the same binary → first paint. */
import { passFirstRun } from '../support/first-run.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryTimeMs, startElectron } from './electron-process.ts';
import { rowOf, type BenchRow } from './report.ts';

const runs = 9;

export async function benchStart(repoRoot: string): Promise<BenchRow> {
  const userData = mkdtempSync(join(tmpdir(), 'scantill-bench-'));
  const emptyData = mkdtempSync(join(tmpdir(), 'scantill-bench-empty-'));
  try {
    const ours: number[] = [];
    const reference: number[] = [];
    // The first of each makes keys, folders and caches; a till is started on a PC where that has happened.
    await launchScantill(repoRoot, userData);
    await launchEmpty(repoRoot, emptyData);
    for (let run = 0; run < runs; run += 1) {
      ours.push(await launchScantill(repoRoot, userData));
      reference.push(await launchEmpty(repoRoot, emptyData));
    }
    return rowOf('start', 'launch to amount field focused / empty window to first paint', ours, reference);
  } finally {
    rmSync(userData, { recursive: true, force: true });
    rmSync(emptyData, { recursive: true, force: true });
  }
}

async function launchScantill(repoRoot: string, userData: string): Promise<number> {
  passFirstRun(userData);
  const electron = await startElectron([repoRoot], { SCANTILL_USER_DATA: userData, SCANTILL_LANGUAGE: 'en' });
  try {
    const page = await electron.page('app://scantill/cashier/');
    return (await entryTimeMs(page, 'scantill:ready')) - electron.launchedAtMs;
  } finally {
    await electron.stop();
  }
}

async function launchEmpty(repoRoot: string, userData: string): Promise<number> {
  const electron = await startElectron(
    [join(repoRoot, 'test', 'bench', 'empty-app'), `--user-data-dir=${userData}`],
    {},
  );
  try {
    return (await entryTimeMs(await electron.page('file:'), 'first-paint')) - electron.launchedAtMs;
  } finally {
    await electron.stop();
  }
}
