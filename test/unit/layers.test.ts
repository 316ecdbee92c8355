import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { layersRule } from '../../scripts/lib/layers-rule.mjs';

const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const eslint = new ESLint({
  cwd: repoRoot,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.ts', '**/*.tsx'],
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
  ['main/domain/x.ts', "import '../ports.ts';", 'main/domain may not import main/ports.ts.'],
  ['main/domain/x.ts', "import 'zod';", 'main/domain may not import zod.'],
  ['main/payments/x.ts', "import 'electron';", 'main/payments may not import electron.'],
  ['main/payments/x.ts', "import '../ledger/open.ts';", 'main/payments may not import main/ledger/open.ts.'],
  [
    'main/payments/x.ts',
    "export * from '../gateways/alipay/index.ts';",
    'main/payments may not import main/gateways/alipay/index.ts.',
  ],
  ['main/gateways/alipay/x.ts', "import 'better-sqlite3';", 'main/gateways may not import better-sqlite3.'],
  ['main/gateways/alipay/x.ts', "import '../../ledger/open.ts';", 'main/gateways may not import main/ledger/open.ts.'],
  ['main/ledger/x.ts', "import 'electron';", 'main/ledger may not import electron.'],
  ['main/ledger/x.ts', "import 'keytar';", 'main/ledger may not import keytar.'],
  ['main/notify/x.ts', "import 'electron/main';", 'main may not import electron/main.'],
  ['main/practice/x.ts', "void import('electron');", 'main/practice may not import electron.'],
  [
    'main/practice/x.ts',
    "import '../gateways/alipay/signing.ts';",
    'main/practice may not import main/gateways/alipay/signing.ts.',
  ],
  ['main/practice/phone/x.ts', "import 'node:fs';", 'main/practice/phone may not import node:fs.'],
  ['main/ipc/x.ts', "import 'keytar';", 'main/ipc may not import keytar.'],
  ['preload/x.ts', "import '../main/ledger/open.ts';", 'preload may not import main/ledger/open.ts.'],
  ['renderer/cashier/x.tsx', "import '../../main/domain/order.ts';", 'renderer may not import main/domain/order.ts.'],
  ['renderer/cashier/x.tsx', "import 'electron';", 'renderer may not import electron.'],
  ['renderer/cashier/x.tsx', "import 'node:path';", 'renderer may not import node:path.'],
  ['renderer/cashier/x.tsx', "import '../../preload/contract/index.ts';", 'renderer may not import preload/contract.ts.'],
])('%s may not say %s', async (file, code, problem) => {
  expect(await problemsOf(file, code)).toEqual([problem]);
});

test.each([
  ['main/domain/x.ts', "import './order.ts'; import '../../main/domain/money.ts';"],
  ['main/payments/x.ts', "import '../ports.ts'; import '../domain/order.ts';"],
  ['main/gateways/alipay/x.ts', "import 'node:crypto'; import '../../ports.ts'; import '../shared.ts';"],
  ['main/ledger/x.ts', "import 'better-sqlite3';"],
  ['main/keychain/x.ts', "import 'keytar';"],
  ['main/shell/x.ts', "import 'electron'; import '../ledger/open.ts';"],
  ['renderer/cashier/x.tsx', "import '../../main/domain/money.ts'; import 'preact';"],
])('%s may say %s', async (file, code) => {
  expect(await problemsOf(file, code)).toEqual([]);
});

test('the project lints with this rule, and keeps the network out of pure code', async () => {
  const config = (await new ESLint({ cwd: repoRoot }).calculateConfigForFile('main/domain/order.ts')) as ConfigForFile;
  expect(config.rules['scantill/layers']).toEqual([2]);
  expect(config.rules['no-restricted-globals']).toContainEqual(expect.objectContaining({ name: 'fetch' }));
});
