import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { appStateSchema } from '../../preload/contract/app.ts';
import { cashierGroups, contract } from '../../preload/contract/index.ts';

const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const read = (file: string): string => readFileSync(path.join(repoRoot, file), 'utf8');

const groups = Object.keys(cashierGroups).sort();

it('has each call of the cashier’s window in one group', () => {
  const calls = Object.values(cashierGroups).flatMap((group) => Object.keys(group));
  expect(calls.sort()).toEqual(Object.keys(contract.cashier.calls).sort());
});

it('has one file of handlers for each group, and no other', () => {
  const files = readdirSync(path.join(repoRoot, 'main'), { recursive: true, encoding: 'utf8' });
  const handlers = files.filter((file) => file.endsWith('-calls.ts')).map((file) => path.basename(file, '-calls.ts'));
  expect(handlers.sort()).toEqual(groups);
});

it.each(groups)(
  'has the schemas of %s in a file of that name, and what a mocked main answers to them in another',
  (group) => {
    expect(read(`preload/contract/${group}.ts`)).toContain(`export const ${group}Calls = `);
    expect(read(`test/support/mocked-main/answers/${group}.ts`)).toContain(`GroupHandlers<'${group}'>`);
  },
);

it('parses what leaves for the customer, and nothing else', () => {
  expect(contract.customer.leaving).toBe('parsed');
  expect(contract.cashier.leaving).toBe('typed');
});

it('the state that the window has from its start on does not grow: a feature has calls and events of its own', () => {
  expect(Object.keys(appStateSchema.shape).length).toBeLessThanOrEqual(37);
});
