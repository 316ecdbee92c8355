// An ESLint rule that proves the architecture: which folder may import which, and who may know Electron, SQLite and keytar.
import path from 'node:path';
import { repoRoot } from './paths.mjs';

/** @import { Rule } from 'eslint' */
/** @typedef {{ allows: (module: string) => boolean }} Modules */
/**
 * @typedef {object} Layer
 * @property {string} folder
 * @property {readonly string[]} folders
 * @property {Modules} modules
 * @property {readonly string[]} [typesOnlyFrom]
 * @property {readonly string[]} [toWindow]
 * @property {boolean} [includesSubfolders]
 */
/**
 * A node that may name a module, with what the TypeScript parser adds.
 * @typedef {object} Import
 * @property {string} type
 * @property {{ type: string, value?: unknown } | null | undefined} [source]
 * @property {string} [importKind]
 * @property {string} [exportKind]
 * @property {readonly { type: string, importKind?: string }[]} [specifiers]
 */

const pure = ['main/domain'];
const guarded = ['electron', 'better-sqlite3', 'keytar'];
const nodeModule = /^node:/;
/** @type {(...names: string[]) => Modules} */
const anyModuleBut = (...names) => ({ allows: (module) => !names.includes(module) });
/** @type {(...patterns: (string | RegExp)[]) => Modules} */
const only = (...patterns) => ({
  allows: (module) =>
    patterns.some((pattern) => (pattern instanceof RegExp ? pattern.test(module) : pattern === module)),
});
/** @type {(...names: string[]) => Modules} */
const pageModulesBut = (...names) => ({
  allows: (module) => ![...guarded, 'zod', ...names].includes(module) && !nodeModule.test(module),
});
const pageModules = pageModulesBut();
/** @param {string[]} names */
const without = (...names) => guarded.filter((name) => !names.includes(name));

const edge = [...pure, 'main/common', 'main/ports'];
const inMain = [...edge, 'preload/contract'];
const gateways = ['main/gateways', 'main/gateways/alipay', 'main/gateways/scanforpay'];
const practice = ['main/practice', 'main/practice/common', 'main/practice/alipay', 'main/practice/scanforpay'];
const features = ['main/accounts', 'main/catalogue', 'main/customer', 'main/settings', 'main/staff'];
const ledger = ['file', 'format', 'migrations', 'verify', 'read', 'write', 'salvage', 'backup'].map(
  (room) => `main/ledger/${room}`,
);
/** What a feature says to the window, beside its use cases: these may know the contract's types. */
const toWindow = /-(calls|view)\.ts$/;
const practiceModules = only(nodeModule, 'zod', 'better-sqlite3');
const outsideElectron = anyModuleBut(...guarded);
const withElectron = anyModuleBut(...without('electron'));

/**
 * A room of the ledger, with the rooms that it may use.
 * @param {string} room
 * @param {string[]} rooms
 * @returns {Layer}
 */
function ledgerRoom(room, ...rooms) {
  const folders = [...edge, ...rooms.map((other) => `main/ledger/${other}`)];
  return { folder: `main/ledger/${room}`, folders, modules: only(nodeModule, 'zod', 'better-sqlite3') };
}

/**
 * A folder of the pages. Types of the contract cost nothing; a value would pull the validation library into the window.
 * @param {string} folder
 * @param {{ on?: string[], typesFrom?: string[], modules?: Modules }} [options]
 * @returns {Layer}
 */
function page(folder, { on = [], typesFrom = ['preload/contract'], modules = pageModules } = {}) {
  const folders = [...pure, ...on.map((other) => `renderer/${other}`)];
  return { folder: `renderer/${folder}`, folders, typesOnlyFrom: typesFrom, modules };
}

/**
 * What the cashier does on a screen. It knows only those other features that it names.
 * @param {string} name
 * @param {string[]} features
 */
function feature(name, ...features) {
  return page(name, { on: ['i18n', 'ui', 'app', ...features] });
}

const cashierFeatures = [
  'accounts',
  'catalogue',
  'charge',
  'first-run',
  'ledger',
  'order',
  'orders',
  'scanner',
  'settings',
  'staff',
];

/** The pages' logic: it imports the ground floor, types and one another, and so knows no signal, element, word or call. */
export const logicFiles = [
  'accounts/account-draft',
  'accounts/self-test',
  'app/key-guard',
  'app/known-orders',
  'app/order-text',
  'app/time-span',
  'charge/amount-entry',
  'charge/line-changes',
  'charge/request-key',
  'i18n/isolated',
  'order/order-face',
  'order/sale-steps',
  'orders/found-pieces',
  'scanner/scanner',
  'ui/countdown',
  'ui/money-text',
  'windows/phone/expected-end',
].map((name) => `renderer/${name}.ts`);

// Every folder that there is, with what its files may import: `folders` of the project, beside itself; `modules` from
// outside; `typesOnlyFrom`, and `toWindow` for files that speak to the window, give types alone. A file that lies in none
// of them is a fault.
/** @type {readonly Layer[]} */
export const layers = [
  // The ground floor imports nothing, and everyone may import it.
  { folder: 'main/domain', folders: [], modules: only() },
  { folder: 'main/ports', folders: pure, modules: only() },
  { folder: 'main/payments', folders: [...pure, 'main/ports'], modules: only(), toWindow: ['preload/contract'] },
  { folder: 'main/common', folders: ['main/ports'], modules: only(nodeModule) },

  { folder: 'main/gateways', folders: edge, modules: only(nodeModule, 'zod') },
  { folder: 'main/gateways/alipay', folders: [...edge, 'main/gateways'], modules: only(nodeModule, 'zod') },
  { folder: 'main/gateways/scanforpay', folders: [...edge, 'main/gateways'], modules: only(nodeModule, 'zod') },

  ledgerRoom('file'),
  ledgerRoom('format'),
  ledgerRoom('migrations', 'file'),
  ledgerRoom('verify', 'file', 'format', 'migrations'),
  ledgerRoom('read', 'file', 'format', 'migrations', 'verify'),
  ledgerRoom('write', 'file', 'format', 'migrations'),
  ledgerRoom('salvage', 'file', 'format', 'migrations', 'verify', 'write'),
  ledgerRoom('backup', 'file', 'format', 'migrations', 'read', 'salvage', 'verify'),
  { folder: 'main/ledger/care', folders: [...inMain, ...ledger, 'main/settings'], modules: only(nodeModule) },

  { folder: 'main/keychain', folders: edge, modules: only(nodeModule, 'keytar') },
  { folder: 'main/notify', folders: edge, modules: only(nodeModule) },

  // The practice platform plays the gateways: it may know nothing of the code that talks to them.
  { folder: 'main/practice/common', folders: [...pure, 'main/ports'], modules: practiceModules },
  { folder: 'main/practice/alipay', folders: [...pure, 'main/practice/common'], modules: practiceModules },
  { folder: 'main/practice/scanforpay', folders: [...pure, 'main/practice/common'], modules: practiceModules },
  {
    folder: 'main/practice',
    folders: [...pure, 'main/ports', 'main/practice/common', 'main/practice/alipay', 'main/practice/scanforpay'],
    modules: practiceModules,
    toWindow: ['preload/contract'],
  },

  { folder: 'main/settings', folders: inMain, modules: outsideElectron },
  { folder: 'main/catalogue', folders: inMain, modules: outsideElectron },
  { folder: 'main/staff', folders: [...inMain, 'main/settings'], modules: outsideElectron },
  { folder: 'main/customer', folders: [...inMain, 'main/settings'], modules: only(nodeModule) },
  {
    folder: 'main/accounts',
    folders: [...inMain, ...gateways, ...practice, 'main/keychain', 'main/settings'],
    modules: outsideElectron,
  },
  {
    folder: 'main/till',
    folders: [
      ...[...inMain, ...features, ...ledger],
      ...['main/ledger/care', 'main/keychain', 'main/notify', 'main/payments', 'main/practice'],
    ],
    modules: outsideElectron,
  },
  { folder: 'main/cli', folders: [...inMain, ...gateways, ...ledger, 'main/settings'], modules: outsideElectron },

  // Mechanism only: what is served and sent belongs to the features.
  { folder: 'main/ipc', folders: ['preload/contract'], modules: withElectron },
  { folder: 'main/shell', folders: [...inMain, 'main/ipc'], modules: withElectron },
  // Wiring: it may know of everything.
  { folder: 'main', folders: ['main', 'preload'], modules: withElectron, includesSubfolders: true },

  { folder: 'preload/contract', folders: pure, modules: only('zod') },
  { folder: 'preload', folders: ['preload/contract'], modules: only('electron') },

  page('i18n', { typesFrom: [] }),
  // Parts without state, calls and words of their own: every window may have them.
  page('ui', { modules: pageModulesBut('@preact/signals') }),
  page('app', { on: ['i18n', 'ui'] }),
  feature('scanner'),
  feature('charge', 'scanner'),
  feature('order', 'charge'),
  feature('orders', 'charge', 'order'),
  feature('accounts'),
  feature('catalogue'),
  feature('ledger'),
  feature('staff'),
  feature('settings', 'accounts', 'catalogue', 'ledger', 'staff'),
  feature('first-run', 'accounts', 'ledger'),
  page('windows'),
  page('windows/cashier', { on: ['i18n', 'ui', 'app', ...cashierFeatures] }),
  page('windows/customer', { on: ['i18n', 'ui'] }),
  page('windows/phone', { on: ['i18n', 'ui'], typesFrom: ['main/practice/common'] }),
];

/**
 * @param {string} target
 * @param {string} folder
 * @param {boolean} [includesSubfolders]
 */
function isAllowed(target, folder, includesSubfolders) {
  const targetFolder = path.posix.dirname(target);
  return targetFolder === folder || (includesSubfolders === true && targetFolder.startsWith(`${folder}/`));
}

/**
 * What an import may not reach, if so.
 * @param {Layer} layer
 * @param {string} file
 * @param {string} specifier
 * @param {boolean} isTypeOnly
 */
function fault(layer, file, specifier, isTypeOnly) {
  if (!specifier.startsWith('.')) {
    const parts = specifier.split('/');
    const module = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    const modules = logicFiles.includes(file) ? only() : layer.modules;
    return modules.allows(nodeModule.test(specifier) ? specifier : module) ? undefined : specifier;
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  if (logicFiles.includes(file) && !isTypeOnly) {
    return logicFiles.includes(target) || isAllowed(target, 'main/domain') ? undefined : target;
  }
  const typesOnlyFrom = [...(layer.typesOnlyFrom ?? []), ...(toWindow.test(file) ? (layer.toWindow ?? []) : [])];
  const allowed = [layer.folder, ...layer.folders, ...(isTypeOnly ? typesOnlyFrom : [])];
  return allowed.some((folder) => isAllowed(target, folder, layer.includesSubfolders)) ? undefined : target;
}

/** @param {Import} node */
const isTypeOnly = (node) =>
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  (node.specifiers !== undefined &&
    node.specifiers.length > 0 &&
    node.specifiers.every((specifier) => specifier.importKind === 'type'));

/** Whose folders have to be listed. */
const listedRoots = /^(main|preload|renderer)\//;

/** @type {Rule.RuleModule} */
export const layersRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      forbidden: '{{who}} may not import {{target}}.',
      unlisted: '{{folder}} is no folder that scripts/lib/layers-rule.mjs lists.',
    },
  },
  create(context) {
    const file = path.relative(repoRoot, context.filename).split(path.sep).join('/');
    if (!listedRoots.test(file)) return {};
    const layer = layers.find(({ folder }) => folder === path.posix.dirname(file));
    if (!layer) {
      return {
        Program: (node) => context.report({ node, messageId: 'unlisted', data: { folder: path.posix.dirname(file) } }),
      };
    }
    /** @param {Import} node */
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const target = fault(layer, file, node.source.value, isTypeOnly(node));
      const who = logicFiles.includes(file) ? file : layer.folder;
      if (target) context.report({ node, messageId: 'forbidden', data: { who, target } });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
