import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { zip } from '../../../../main/practice/common/zip.ts';
import { unzip } from '../../../integration/practice/unzip.ts';

const entries = [
  { name: Buffer.from('a.csv'), content: Buffer.from('123456789') },
  { name: Buffer.from('d2b5cef1.csv', 'latin1'), content: Buffer.alloc(100_000, 'row\r\n') },
  { name: Buffer.from('empty'), content: Buffer.alloc(0) },
];

describe('a ZIP', () => {
  it('holds what was put in, packed', () => {
    const bytes = zip(entries);
    expect(unzip(bytes)).toEqual(entries);
    expect(bytes.length).toBeLessThan(2_000);
  });

  const hasUnzip = spawnSync('unzip', ['-v']).status === 0;
  it.skipIf(!hasUnzip)('is found whole by unzip (skipped where there is none)', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'scantill-zip-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = path.join(folder, 'bill.zip');
    writeFileSync(file, zip(entries));
    expect(spawnSync('unzip', ['-t', file]).status).toBe(0);
  });
});
