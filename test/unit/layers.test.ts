import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
import { layers, layersRule, logicFiles } from '../../scripts/lib/layers-rule.mjs';

const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const eslint = new ESLint({
  cwd: repoRoot,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.ts', '**/*.tsx'],
      languageOptions: { parser: tseslint.parser },
      plugins: { scantill: { rules: { layers: layersRule } } },
      rules: { 'scantill/layers': 'error' },
    },
  ],
});

type ConfigForFile = { readonly rules: Readonly<Record<string, readonly [severity: number, ...options: unknown[]]>> };

async function problemsOf(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(repoRoot, file) });
  return result?.messages.map(({ message }) => message) ?? [];
}

test.each([
  ['main/domain/x.ts', "import 'node:fs';", 'main/domain may not import node:fs.'],
  ['main/domain/x.ts', "import '../ports/index.ts';", 'main/domain may not import main/ports/index.ts.'],
  ['main/domain/x.ts', "import 'zod';", 'main/domain may not import zod.'],
  [
    'main/domain/x.ts',
    "import '../../preload/contract/index.ts';",
    'main/domain may not import preload/contract/index.ts.',
  ],
  ['main/payments/x.ts', "import 'electron';", 'main/payments may not import electron.'],
  ['main/payments/x.ts', "import '../ledger/write/x.ts';", 'main/payments may not import main/ledger/write/x.ts.'],
  [
    'main/payments/x.ts',
    "export * from '../gateways/alipay/index.ts';",
    'main/payments may not import main/gateways/alipay/index.ts.',
  ],
  ['main/gateways/alipay/x.ts', "import 'better-sqlite3';", 'main/gateways/alipay may not import better-sqlite3.'],
  [
    'main/gateways/alipay/x.ts',
    "import '../../ledger/write/x.ts';",
    'main/gateways/alipay may not import main/ledger/write/x.ts.',
  ],
  [
    'main/gateways/alipay/x.ts',
    "import '../scanforpay/x.ts';",
    'main/gateways/alipay may not import main/gateways/scanforpay/x.ts.',
  ],
  ['main/ledger/write/x.ts', "import 'electron';", 'main/ledger/write may not import electron.'],
  ['main/ledger/write/x.ts', "import 'keytar';", 'main/ledger/write may not import keytar.'],
  ['main/ledger/verify/x.ts', "import '../write/x.ts';", 'main/ledger/verify may not import main/ledger/write/x.ts.'],
  ['main/notify/x.ts', "import 'electron/main';", 'main/notify may not import electron/main.'],
  ['main/practice/x.ts', "void import('electron');", 'main/practice may not import electron.'],
  [
    'main/practice/alipay/x.ts',
    "import '../../gateways/alipay/signing.ts';",
    'main/practice/alipay may not import main/gateways/alipay/signing.ts.',
  ],
  ['renderer/windows/phone/x.ts', "import 'node:fs';", 'renderer/windows/phone may not import node:fs.'],
  [
    'main/payments/x.ts',
    "import type { SaleInput } from '../../preload/contract/index.ts';",
    'main/payments may not import preload/contract/index.ts.',
  ],
  [
    'main/payments/x-calls.ts',
    "import { contract } from '../../preload/contract/index.ts';",
    'main/payments may not import preload/contract/index.ts.',
  ],
  ['main/ipc/x.ts', "import '../payments/x.ts';", 'main/ipc may not import main/payments/x.ts.'],
  ['main/ledger/care/x.ts', "import '../../till/x.ts';", 'main/ledger/care may not import main/till/x.ts.'],
  ['main/till/x.ts', "import 'electron';", 'main/till may not import electron.'],
  ['main/till/x.ts', "import '../ipc/x.ts';", 'main/till may not import main/ipc/x.ts.'],
  ['main/ipc/x.ts', "import 'keytar';", 'main/ipc may not import keytar.'],
  ['main/shell/x.ts', "import '../till/x.ts';", 'main/shell may not import main/till/x.ts.'],
  ['preload/x.ts', "import '../main/domain/order.ts';", 'preload may not import main/domain/order.ts.'],
  ['preload/contract/x.ts', "import '../../main/till/x.ts';", 'preload/contract may not import main/till/x.ts.'],
  [
    'renderer/windows/cashier/x.tsx',
    "import '../../../main/till/x.ts';",
    'renderer/windows/cashier may not import main/till/x.ts.',
  ],
  ['renderer/windows/cashier/x.tsx', "import 'electron';", 'renderer/windows/cashier may not import electron.'],
  ['renderer/windows/cashier/x.tsx', "import 'node:path';", 'renderer/windows/cashier may not import node:path.'],
  [
    'renderer/windows/cashier/x.tsx',
    "import '../../../preload/contract/index.ts';",
    'renderer/windows/cashier may not import preload/contract/index.ts.',
  ],
  [
    'renderer/charge/request-key.ts',
    "import './sale-form.ts';",
    'renderer/charge/request-key.ts may not import renderer/charge/sale-form.ts.',
  ],
  [
    'renderer/ui/countdown.ts',
    "import '../i18n/translate.ts';",
    'renderer/ui/countdown.ts may not import renderer/i18n/translate.ts.',
  ],
  [
    'renderer/scanner/scanner.ts',
    "import '@preact/signals';",
    'renderer/scanner/scanner.ts may not import @preact/signals.',
  ],
  ['renderer/ui/x.tsx', "import '../app/x.ts';", 'renderer/ui may not import renderer/app/x.ts.'],
  ['renderer/ui/x.tsx', "import '../i18n/translate.ts';", 'renderer/ui may not import renderer/i18n/translate.ts.'],
  ['renderer/ui/x.tsx', "import '@preact/signals';", 'renderer/ui may not import @preact/signals.'],
  ['renderer/app/x.ts', "import '../charge/x.tsx';", 'renderer/app may not import renderer/charge/x.tsx.'],
  ['renderer/charge/x.tsx', "import '../order/x.ts';", 'renderer/charge may not import renderer/order/x.ts.'],
  [
    'renderer/charge/x.tsx',
    "import '../windows/cashier/x.ts';",
    'renderer/charge may not import renderer/windows/cashier/x.ts.',
  ],
  [
    'renderer/windows/customer/x.tsx',
    "import '../../app/x.ts';",
    'renderer/windows/customer may not import renderer/app/x.ts.',
  ],
  [
    'renderer/windows/phone/x.tsx',
    "import '../../../main/practice/common/x.ts';",
    'renderer/windows/phone may not import main/practice/common/x.ts.',
  ],
  ['main/reports/x.ts', '', 'main/reports is no folder that scripts/lib/layers-rule.mjs lists.'],
])('%s may not say %s', async (file, code, problem) => {
  expect(await problemsOf(file, code)).toEqual([problem]);
});

test.each([
  ['main/domain/x.ts', "import './order.ts'; import '../../main/domain/money.ts';"],
  ['main/payments/x.ts', "import '../ports/index.ts'; import '../domain/order.ts';"],
  ['main/payments/x-calls.ts', "import type { SaleInput } from '../../preload/contract/index.ts';"],
  ['main/gateways/alipay/x.ts', "import 'node:crypto'; import '../../ports/index.ts'; import '../shared.ts';"],
  ['main/ledger/write/x.ts', "import 'better-sqlite3'; import '../format/x.ts';"],
  ['main/keychain/x.ts', "import 'keytar';"],
  ['main/connect-till.ts', "import 'electron'; import './ledger/write/x.ts';"],
  ['renderer/windows/cashier/x.tsx', "import '../../../main/domain/money.ts'; import 'preact';"],
  ['renderer/orders/x.tsx', "import '../order/x.ts'; import '../app/x.ts'; import '../ui/x.tsx';"],
  [
    'renderer/order/sale-steps.ts',
    "import '../app/order-text.ts'; import type { X } from '../../preload/contract/index.ts';",
  ],
  ['renderer/windows/phone/x.tsx', "import type { X } from '../../../main/practice/common/x.ts';"],
  ['scripts/x.ts', "import 'electron';"],
])('%s may say %s', async (file, code) => {
  expect(await problemsOf(file, code)).toEqual([]);
});

test('every folder that holds code is listed, and every listed one is there', () => {
  const folders = ['main', 'preload', 'renderer'].flatMap((root) =>
    readdirSync(path.join(repoRoot, root), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map(({ parentPath }) => path.relative(repoRoot, parentPath).split(path.sep).join('/')),
  );
  expect([...new Set(folders)].sort()).toEqual(layers.map(({ folder }) => folder).sort());
});

test('every file that is named as logic is there', () => {
  expect(logicFiles.filter((file) => !existsSync(path.join(repoRoot, file)))).toEqual([]);
});

test('the project lints with this rule, and keeps the network out of pure code', async () => {
  const config = (await new ESLint({ cwd: repoRoot }).calculateConfigForFile('main/domain/order.ts')) as ConfigForFile;
  expect(config.rules['scantill/layers']).toEqual([2]);
  expect(config.rules['no-restricted-globals']).toContainEqual(expect.objectContaining({ name: 'fetch' }));
});
