import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderRiskOf } from '../../../../main/ledger/file/folder-risk.ts';
import {
  backupNameOf,
  isLedgerMissing,
  ledgerFolderOf,
  listBackups,
  listDamaged,
  setLedgerAside,
  tidyLedgerFolder,
} from '../../../../main/ledger/file/ledger-folder.ts';
import { raiseRunFlag } from '../../../../main/ledger/file/run-flag.ts';
import { morning, temporaryFolder } from '../support.ts';

function filled(): ReturnType<typeof ledgerFolderOf> {
  const folder = ledgerFolderOf(path.join(temporaryFolder(), 'ledger.sqlite3'));
  for (const part of ['', '-wal', '-shm']) writeFileSync(folder.ledgerPath + part, `content${part}`);
  return folder;
}

function writeBackup({ backupFolder }: ReturnType<typeof ledgerFolderOf>, at: Date): void {
  mkdirSync(backupFolder, { recursive: true });
  writeFileSync(path.join(backupFolder, backupNameOf(at)), 'copy');
}

describe('setting a ledger aside', () => {
  it('moves it whole, byte for byte, with what belongs to it', () => {
    const folder = filled();
    const setAside = setLedgerAside(folder, morning);
    expect(path.dirname(setAside)).toMatch(/damaged-20261122T023000000Z$/);
    expect(readFileSync(setAside, 'utf8')).toBe('content');
    expect(readFileSync(`${setAside}-wal`, 'utf8')).toBe('content-wal');
    expect(existsSync(folder.ledgerPath)).toBe(false);
    expect(listDamaged(folder)).toEqual([setAside]);
  });

  it('is ended at the next start when a power cut came between the files', () => {
    const folder = filled();
    const target = path.join(path.dirname(folder.ledgerPath), 'damaged-20261122T023000000Z');
    mkdirSync(target);
    renameSync(folder.ledgerPath, path.join(target, 'ledger.sqlite3'));
    tidyLedgerFolder(folder);
    expect(readdirSync(target).sort()).toEqual(['ledger.sqlite3', 'ledger.sqlite3-shm', 'ledger.sqlite3-wal']);
  });

  it('of one label as another, in any order of the labels, is each in a folder of its own', () => {
    const folder = filled();
    const setAside = [setLedgerAside(folder, morning)];
    for (const at of [morning, morning, new Date('2015-01-01T00:00:20.000Z'), new Date('2031-01-01T00:00:00.000Z')]) {
      for (const part of ['', '-wal']) writeFileSync(folder.ledgerPath + part, `number ${setAside.length}${part}`);
      setAside.push(setLedgerAside(folder, at));
    }
    expect([...listDamaged(folder)].sort()).toEqual([...setAside].sort());
    expect(new Set(setAside).size).toBe(5);
    expect(setAside.map((file) => readFileSync(`${file}-wal`, 'utf8'))).toEqual([
      'content-wal',
      ...[1, 2, 3, 4].map((number) => `number ${number}-wal`),
    ]);
  });

  it.each([0, 1, 2])('is ended at the next start, whichever of its files had been moved: %d', (moved) => {
    const folder = filled();
    // Others from before and, by their labels, from after.
    for (const at of ['2015-01-01T00:00:20.000Z', '2031-01-01T00:00:00.000Z']) {
      setLedgerAside(folder, new Date(at));
      writeFileSync(folder.ledgerPath, 'content');
    }
    for (const part of ['-wal', '-shm']) writeFileSync(folder.ledgerPath + part, `content${part}`);
    const where = path.dirname(folder.ledgerPath);
    const unfinished = path.join(where, 'setting-aside-20261122T023000000Z');
    mkdirSync(unfinished);
    for (const part of ['', '-wal', '-shm'].slice(0, moved)) {
      renameSync(folder.ledgerPath + part, path.join(unfinished, `ledger.sqlite3${part}`));
    }
    tidyLedgerFolder(folder);
    expect(existsSync(unfinished)).toBe(false);
    if (moved === 0) {
      expect(readFileSync(folder.ledgerPath, 'utf8')).toBe('content');
      expect(listDamaged(folder)).toHaveLength(2);
      return;
    }
    expect(readdirSync(path.join(where, 'damaged-20261122T023000000Z')).sort()).toEqual([
      'ledger.sqlite3',
      'ledger.sqlite3-shm',
      'ledger.sqlite3-wal',
    ]);
    expect(listDamaged(folder)).toHaveLength(3);
  });

  it('gives no log that is left over to a ledger that it may not belong to', () => {
    const folder = filled();
    for (const part of ['-wal', '-shm']) rmSync(folder.ledgerPath + part);
    setLedgerAside(folder, morning);
    writeFileSync(folder.ledgerPath, 'another');
    setLedgerAside(folder, morning);
    writeFileSync(`${folder.ledgerPath}-wal`, 'whose?');
    tidyLedgerFolder(folder);
    expect(readFileSync(`${folder.ledgerPath}-wal`, 'utf8')).toBe('whose?');
  });

  it('takes nothing from a ledger that has come since', () => {
    const folder = filled();
    setLedgerAside(folder, morning);
    for (const part of ['', '-wal']) writeFileSync(folder.ledgerPath + part, 'of the new one');
    tidyLedgerFolder(folder);
    expect(readFileSync(`${folder.ledgerPath}-wal`, 'utf8')).toBe('of the new one');
  });
});

describe('backups', () => {
  it('are listed newest first, and nothing else is taken for one', () => {
    const folder = filled();
    expect(listBackups(folder)).toEqual([]);
    writeBackup(folder, new Date('2026-11-21T10:00:00.000Z'));
    writeBackup(folder, new Date('2026-11-22T09:00:00.123Z'));
    writeFileSync(path.join(folder.backupFolder, 'notes.txt'), '');
    expect(listBackups(folder).map(({ madeAt }) => madeAt)).toEqual([
      '2026-11-22T09:00:00.123Z',
      '2026-11-21T10:00:00.000Z',
    ]);
  });

  it('are listed by how far they reach, whatever dates they carry, and those of no number last', () => {
    const folder = filled();
    mkdirSync(folder.backupFolder);
    const names = [
      backupNameOf(new Date('2026-11-22T09:00:00.000Z'), { sequence: 81, deliveries: 0 }),
      backupNameOf(morning, { sequence: 80, deliveries: 12 }),
      backupNameOf(new Date('2031-01-01T00:00:00.000Z'), { sequence: 80, deliveries: 9 }),
      backupNameOf(new Date('2015-01-01T00:00:00.000Z'), { sequence: 9, deliveries: 0 }),
      backupNameOf(new Date('2030-01-01T00:00:00.000Z')),
    ];
    for (const name of [...names].reverse()) writeFileSync(path.join(folder.backupFolder, name), 'copy');
    expect(listBackups(folder).map(({ fileName }) => fileName)).toEqual(names);
    expect(listBackups(folder)[1]).toMatchObject({
      madeAt: morning.toISOString(),
      reach: { sequence: 80, deliveries: 12 },
    });
  });

  it('that were not finished go at the next start', () => {
    const folder = filled();
    writeBackup(folder, morning);
    writeFileSync(path.join(folder.backupFolder, 'ledger-20261122T100000000Z.sqlite3.partial'), '');
    tidyLedgerFolder(folder);
    expect(readdirSync(folder.backupFolder)).toEqual([backupNameOf(morning)]);
  });
});

describe('a ledger that is not there', () => {
  const emptyFolder = (): ReturnType<typeof ledgerFolderOf> =>
    ledgerFolderOf(path.join(temporaryFolder(), 'ledger.sqlite3'));

  it('is missing only where there has been one', () => {
    expect(isLedgerMissing(emptyFolder(), false)).toBe(false);
    expect(isLedgerMissing(emptyFolder(), true)).toBe(true);
    const withBackup = emptyFolder();
    writeBackup(withBackup, morning);
    expect(isLedgerMissing(withBackup, false)).toBe(true);
    const setAside = filled();
    setLedgerAside(setAside, morning);
    expect(isLedgerMissing(setAside, false)).toBe(true);
  });

  it('is missing as well when only an empty file is left of it', () => {
    const folder = emptyFolder();
    writeFileSync(folder.ledgerPath, '');
    expect(isLedgerMissing(folder, true)).toBe(true);
  });
});

it('finds the flag of a run that did not end, until it is lowered', () => {
  const { ledgerPath } = filled();
  const first = raiseRunFlag(ledgerPath, morning);
  expect(first.wasUp).toBe(false);
  expect(raiseRunFlag(ledgerPath, morning).wasUp).toBe(true);
  first.lower();
  expect(raiseRunFlag(ledgerPath, morning).wasUp).toBe(false);
});

describe('where a ledger should not lie', () => {
  it.each([
    ['/home/mei/Dropbox/Scantill/live', 'Dropbox'],
    ['C:\\Users\\mei\\OneDrive - Tea House\\Scantill\\live', 'OneDrive'],
    ['/Users/mei/Library/Mobile Documents/com~apple~CloudDocs/till', 'iCloud Drive'],
    ['/Users/mei/Library/CloudStorage/GoogleDrive-mei@example.com/My Drive/till', 'Google Drive'],
    ['D:\\坚果云\\till', '坚果云'],
  ])('%s is copied by %s', (folder, service) => {
    expect(folderRiskOf(folder)).toEqual({ kind: 'synchronised', service });
  });

  it('sees no risk in an ordinary folder', () => {
    expect(folderRiskOf(temporaryFolder())).toBeNull();
    expect(folderRiskOf(path.join(temporaryFolder(), '..'))).toBeNull();
  });
});
