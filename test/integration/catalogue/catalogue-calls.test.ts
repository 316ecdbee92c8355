/** The catalogue as the window calls it: who may change it, what is recorded of that, and that it stops no sale. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Handlers } from '../../../preload/contract/index.ts';
import type { Goods } from '../../../main/domain/goods.ts';
import { cashierHandlers, type Desktop } from '../../../main/till/cashier-handlers.ts';
import type { TillHost } from '../../../main/till/till-host.ts';
import { noDesktop, openHost } from '../../support/till-parts.ts';
import { bundle } from '../ledger/bundle.ts';

const pin = '864213';
const approval = { pin };
const tea: Goods = { code: '4006381333931', name: 'Tea', unit: '', priceMinor: 4_800, currency: 'CNY' };

let folder: string;
let host: TillHost;
let till: Handlers<'cashier'>;
let file: Awaited<ReturnType<Desktop['chooseCsvFile']>>;
let written: string | null = null;
const faults: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scantill-catalogue-'));
  host = await openHost({
    folder,
    readerWorkerPath: await bundle('main/ledger/read/reader-worker.ts', join(folder, 'reader.cjs')),
    practicePlatform: false,
    onFault: (where) => faults.push(where),
  });
  const desktop: Desktop = {
    ...noDesktop,
    chooseCsvFile: () => Promise.resolve(file),
    saveTextFile: (_name, text) => {
      written = text;
      return Promise.resolve(true);
    },
  };
  till = cashierHandlers(host, desktop, (where) => faults.push(where));
  await host.till.ready;
  const manager = { id: randomUUID(), name: 'Chen Wei', role: 'manager', pin } as const;
  await till.saveOperator({ ...manager, approval: undefined });
  await till.setApprovals({
    approvals: { refund: true, cancel: true, decide: true, settings: true, export: true },
    approval,
  });
});

afterAll(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

function chosen(text: string): void {
  file = { kind: 'read', bytes: Buffer.from(text), fileName: 'goods.csv' };
}

async function preview() {
  const result = await till.previewCatalogue({ approval });
  if (!result.ok || result.value === null) throw new Error(JSON.stringify(result));
  return result.value;
}

it('is changed and given out only with a manager’s PIN, where that is asked for, and looked into without', async () => {
  const needed = { ok: false, problem: { code: 'approval_needed' } };
  expect(await till.previewCatalogue({ approval: undefined })).toMatchObject(needed);
  expect(await till.saveGoods({ goods: tea, approval: undefined })).toMatchObject(needed);
  expect(await till.removeGoods({ code: tea.code, approval: undefined })).toMatchObject(needed);
  expect(await till.exportCatalogue({ approval: undefined })).toMatchObject(needed);
  expect(await till.findGoods({ code: tea.code })).toEqual({ ok: true, value: null });
});

it('changes by an import only once it has been looked at, and only by the file that was', async () => {
  chosen('code,name,price\n4006381333931,Tea,48\nPOT,Pot,120\nCUP,Cup,x\n');
  const first = await preview();
  expect(first).toMatchObject({ fileName: 'goods.csv', newCount: 2, changedCount: 0, unchangedCount: 0 });
  expect(first.refused).toEqual([{ line: 4, reason: 'price_invalid', detail: '', text: 'CUP Cup x' }]);
  expect(await till.listGoods({ search: '', limit: 10 })).toMatchObject({ value: { total: 0 } });
  const second = await preview();
  const stale = { ok: false, problem: { code: 'not_possible_now' } };
  expect(await till.importCatalogue({ importId: first.importId })).toMatchObject(stale);
  expect(await till.importCatalogue({ importId: second.importId })).toMatchObject({ ok: true });
  expect(await till.importCatalogue({ importId: second.importId })).toMatchObject(stale);
  expect(await till.findGoods({ code: tea.code })).toEqual({ ok: true, value: tea });
});

it('has every change in the list of changes, with who allowed it', async () => {
  await till.saveGoods({ goods: { ...tea, priceMinor: 5_000 }, approval });
  await till.removeGoods({ code: 'POT', approval });
  const audit = await till.listAudit({ limit: 20 });
  if (!audit.ok) throw new Error(audit.problem.code);
  const changes = audit.value.filter(({ subject }) => subject === 'catalogue');
  expect(changes).toMatchObject([
    { name: 'POT', changes: [{ from: '120.00 CNY', to: null }], approvedBy: 'Chen Wei' },
    { name: tea.code, changes: [{ from: '48.00 CNY', to: '50.00 CNY' }] },
    { name: 'goods.csv', changes: [{ field: 'goods', from: '0', to: '2' }] },
  ]);
});

it('reads the file once more as a person says, without asking for it again, and takes nothing over before that', async () => {
  const goods = Buffer.concat([
    Buffer.from('code,name,price,amount\nPAN,'),
    Buffer.from('b2e8', 'hex'),
    Buffer.from(',12,7\n'),
  ]);
  file = { kind: 'read', bytes: goods, fileName: 'goods.csv' };
  const first = await preview();
  expect(first.questions).toEqual(['charset']);
  const asking = { ok: false, problem: { code: 'not_possible_now' } };
  expect(await till.importCatalogue({ importId: first.importId })).toMatchObject(asking);
  file = null;
  const choice = { charset: 'gb18030', currency: null, columns: { ...first.columns, price: 3 } } as const;
  const second = await till.rereadCatalogue({ importId: first.importId, choice });
  if (!second.ok) throw new Error(second.problem.code);
  expect(second.value).toMatchObject({ questions: [], sample: [{ code: 'PAN', name: '茶', priceMinor: 700 }] });
  expect(await till.rereadCatalogue({ importId: first.importId, choice })).toMatchObject(asking);
  // A choice with which it cannot be read leaves it as it was.
  const unreadable = { ...choice, charset: 'utf-16be' } as const;
  const refusal = await till.rereadCatalogue({ importId: second.value.importId, choice: unreadable });
  expect(refusal).toMatchObject({ problem: { code: 'csv_unreadable' } });
  expect(await till.importCatalogue({ importId: second.value.importId })).toMatchObject({ ok: true });
  expect(await till.findGoods({ code: 'pan' })).toMatchObject({ value: { priceMinor: 700 } });
  await till.removeGoods({ code: 'PAN', approval });
});

it('takes no goods that could not be sold', async () => {
  const refusal = async (change: Partial<Goods>) => {
    const result = await till.saveGoods({ goods: { ...tea, ...change }, approval });
    return result.ok ? null : result.problem.code;
  };
  expect(await refusal({ priceMinor: 2_147_483_648 })).toBe('amount_over_limit');
  expect(await refusal({ name: 'Tea 🍵' })).toBe('note_unsupported_character');
  expect(await refusal({ name: 'x'.repeat(100), unit: 'g' })).toBe('note_too_long');
  expect(await refusal({ code: '281234567890123456' })).toBe('goods_code_unusable');
});

it('says of an export that its file could not be written, not that the catalogue could not be read', async () => {
  const desktop: Desktop = { ...noDesktop, saveTextFile: () => Promise.reject(new Error('EBUSY')) };
  const calls = cashierHandlers(host, desktop, () => undefined);
  expect(await calls.exportCatalogue({ approval })).toMatchObject({ problem: { code: 'file_not_written' } });
});

it.each([
  ['file_unreadable', { kind: 'unreadable', detail: 'EACCES' }],
  ['csv_too_large', { kind: 'too_large' }],
  ['csv_unreadable', { kind: 'read', bytes: Uint8Array.from([0x61, 0xff, 0xff, 0xff]), fileName: 'x' }],
  ['csv_quotation_open', { kind: 'read', bytes: Buffer.from('a,"b'), fileName: 'x' }],
  ['csv_columns_missing', { kind: 'read', bytes: Buffer.from('code,name\nA,Tea'), fileName: 'x' }],
] as const)('refuses a whole file with its reason: %s', async (code, given) => {
  file = given;
  expect(await till.previewCatalogue({ approval })).toMatchObject({ ok: false, problem: { code } });
});

it('writes what it holds', async () => {
  expect(await till.exportCatalogue({ approval })).toEqual({ ok: true, value: true });
  expect(written).toBe('\uFEFFcode,name,price,unit,currency\r\n4006381333931,Tea,50.00,,CNY\r\n');
});

it('whose file cannot be understood says so, leaves the file alone and stops no sale', async () => {
  const otherFolder = join(folder, 'other');
  mkdirSync(otherFolder);
  const path = join(otherFolder, 'catalogue.json');
  writeFileSync(path, '{"version":2}');
  const other = await openHost({
    folder: otherFolder,
    readerWorkerPath: join(folder, 'reader.cjs'),
    practicePlatform: false,
    onFault: (where) => faults.push(where),
  });
  const calls = cashierHandlers(other, noDesktop, (where) => faults.push(where));
  expect(await calls.findGoods({ code: tea.code })).toMatchObject({ problem: { code: 'catalogue_unreadable' } });
  expect(faults).toContain('the catalogue');
  expect(readFileSync(path, 'utf8')).toBe('{"version":2}');
  await other.stop();
});
