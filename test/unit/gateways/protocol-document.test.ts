/** docs/protocol.md against the published tables, the code and the tests. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const repoRoot = path.resolve(import.meta.dirname, '..', '..', '..');
const seeds = path.join(process.env['SCANTILL_SHARED'] ?? path.join(repoRoot, '..', 'shared'), 'seeds');

interface Row {
  /** With its path, e.g. `goods_detail[].price`. */
  readonly field: string;
  readonly set: string;
  readonly validated: string;
  readonly test: string;
}

const text = readFileSync(path.join(repoRoot, 'docs', 'protocol.md'), 'utf8');

function rowsOf(gateway: string): readonly Row[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(gateway)) ?? '';
  return [...section.matchAll(/^\|(.*)\|$/gm)].flatMap(([, line = '']) => {
    const [field = '', , set = '', validated = '', test = ''] = line.split('|').map((cell) => cell.trim());
    const name = /^`(.+)`$/.exec(field)?.[1];
    return name === undefined ? [] : [{ field: name, set, validated, test }];
  });
}

function filesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([\w-]+\.ts)`/g)].map(([, name = '']) => name);
}

const gateways = [
  {
    name: 'ScanForPay',
    folder: 'scanforpay',
    seed: 'scanforpay-transaction-qrcode.txt',
    seedField: /\b(\w+) (?:String|int|varchar) ?(?:\(\d+\))? [YN]\b/g,
    atLeast: 15,
  },
  {
    name: 'Alipay',
    folder: 'alipay',
    seed: 'alipay-trade-precreate.txt',
    seedField: /^\u2514? ?(\w+) \| (?:String|[Nn]umber|Price|GoodsDetail)\b/gm,
    atLeast: 40,
  },
] as const;

describe.each(gateways)('the tables of $name', ({ name, folder, seed, seedField, atLeast }) => {
  const rows = rowsOf(name);

  const where = path.join(seeds, seed);
  it.skipIf(!existsSync(where))(
    'have every field of the published page (skipped: no folder seeds in ../shared)',
    () => {
      const published = [...new Set([...readFileSync(where, 'utf8').matchAll(seedField)].map(([, field]) => field))];
      expect(published.length).toBeGreaterThanOrEqual(atLeast);
      const known = rows.map(({ field }) => field.split('.').at(-1));
      expect(published.filter((field) => !known.includes(field))).toEqual([]);
    },
  );

  it('name files that are there and know the field', () => {
    const faults = rows.flatMap(({ field, set, validated }) => {
      const setIn = filesIn(set);
      const files = [...setIn, ...filesIn(validated)];
      const missing = files.filter((file) => !existsSync(path.join(repoRoot, 'main', 'gateways', folder, file)));
      if (missing.length > 0) return [`${field}: no file ${missing.join(', ')}`];
      const word = new RegExp(`\\b${field.split('.').at(-1)?.replace('[]', '') ?? ''}\\b`);
      const isKnown = (setIn.length > 0 ? setIn : files).some((file) =>
        word.test(readFileSync(path.join(repoRoot, 'main', 'gateways', folder, file), 'utf8')),
      );
      return isKnown ? [] : [`${field}: not in ${files.join(', ') || 'any file'}`];
    });
    expect(rows.length).toBeGreaterThan(atLeast);
    expect(faults).toEqual([]);
  });

  it('name tests that are there', () => {
    const faults = rows.flatMap(({ field, test }) => {
      const [, file = '', title = ''] = /^([\w-]+): (.+)$/.exec(test) ?? [];
      const testFile = path.join(repoRoot, 'test', 'unit', 'gateways', folder, `${file}.test.ts`);
      if (!existsSync(testFile)) return [`${field}: no test file ${file}`];
      const titles = readFileSync(testFile, 'utf8').replaceAll('\\u2019', '\u2019');
      return titles.includes(`'${title}'`) ? [] : [`${field}: no test «${title}» in ${file}`];
    });
    expect(faults).toEqual([]);
  });
});
