import * as fileSystem from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ledgerFolderOf, setLedgerAside } from '../../../../main/ledger/file/ledger-folder.ts';
import { raiseRunFlag } from '../../../../main/ledger/file/run-flag.ts';

vi.mock('node:fs', { spy: true });

const at = new Date('2026-11-29T04:00:00.000Z');

function ledgerPath(): string {
  const folder = fileSystem.mkdtempSync(path.join(tmpdir(), 'scantill-flag-'));
  onTestFinished(() => fileSystem.rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'ledger.sqlite3');
}

function failOnce(step: 'openSync' | 'rmSync' | 'renameSync', code: string): void {
  vi.mocked(fileSystem[step]).mockImplementationOnce(() => {
    throw Object.assign(new Error(code), { code });
  });
}

it('is put up and taken down though another program is in the way for a moment', () => {
  const ledger = ledgerPath();
  failOnce('openSync', 'EACCES');
  const flag = raiseRunFlag(ledger, at);
  expect(flag.wasUp).toBe(false);
  failOnce('rmSync', 'EBUSY');
  flag.lower();
  expect(fileSystem.existsSync(`${ledger}.open`)).toBe(false);
});

it('a ledger is set aside though another program is in the way for a moment', () => {
  const ledger = ledgerPath();
  fileSystem.writeFileSync(ledger, 'damaged');
  failOnce('renameSync', 'EPERM');
  const aside = setLedgerAside(ledgerFolderOf(ledger), at);
  expect(fileSystem.readFileSync(aside, 'utf8')).toBe('damaged');
});
