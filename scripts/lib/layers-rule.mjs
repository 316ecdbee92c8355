// An ESLint rule that proves the architecture: which folder may import which, and who may know Electron, SQLite and keytar.
import path from 'node:path';
import { repoRoot } from './paths.mjs';

const pure = ['main/domain'];
const guarded = ['electron', 'better-sqlite3', 'keytar'];
const nodeModule = /^node:/;
const anyModuleBut = (...names) => ({ allows: (module) => !names.includes(module) });
const only = (...patterns) => ({
  allows: (module) =>
    patterns.some((pattern) => (pattern instanceof RegExp ? pattern.test(module) : pattern === module)),
});
const pageModules = { allows: (module) => !guarded.includes(module) && !nodeModule.test(module) && module !== 'zod' };
const without = (...names) => guarded.filter((name) => !names.includes(name));

// The first entry whose folder holds the file counts. `folders` is what it may import of the project, beside itself;
// `modules` is what it may import from outside.
export const layers = [
  { folder: 'main/domain', folders: [], modules: only() },
  { folder: 'main/payments', folders: [...pure, 'main/ports'], modules: only() },
  { folder: 'main/ports', folders: pure, modules: only() },
  { folder: 'main/gateways', folders: [...pure, 'main/ports'], modules: only(nodeModule, 'zod') },
  { folder: 'main/files', folders: [], modules: only() },
  {
    folder: 'main/ledger',
    folders: [...pure, 'main/files', 'main/ports'],
    modules: only(nodeModule, 'zod', 'better-sqlite3'),
  },
  { folder: 'main/keychain', folders: [...pure, 'main/ports'], modules: only(nodeModule, 'keytar') },
  // The practice platform plays the gateways: it may know nothing of the code that talks to them.
  {
    folder: 'main/practice/phone',
    folders: ['renderer', ...pure],
    typesOnlyFrom: ['main/practice'],
    modules: pageModules,
  },
  { folder: 'main/practice', folders: [...pure, 'main/ports'], modules: only(nodeModule, 'zod', 'better-sqlite3') },
  { folder: 'main/index', folders: ['main', 'preload'], modules: anyModuleBut(...without('electron')) },
  { folder: 'main/connect-till', folders: ['main', 'preload'], modules: anyModuleBut(...without('electron')) },
  { folder: 'main/ipc', folders: ['main', 'preload'], modules: anyModuleBut(...without('electron')) },
  { folder: 'main/shell', folders: ['main', 'preload'], modules: anyModuleBut(...without('electron')) },
  { folder: 'main', folders: ['main', 'preload'], modules: anyModuleBut(...guarded) },
  { folder: 'preload', folders: ['preload', 'main/domain'], modules: only('electron', 'zod') },
  {
    folder: 'renderer',
    folders: ['renderer', ...pure],
    // Types cost nothing; a value would pull the validation library into the window.
    typesOnlyFrom: ['preload/contract'],
    modules: pageModules,
  },
];

function isInside(file, folder) {
  return file === folder || file.startsWith(`${folder}/`) || file.startsWith(`${folder}.`);
}

function fault(layer, file, specifier, isTypeOnly) {
  if (!specifier.startsWith('.')) {
    const module = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0];
    return layer.modules.allows(nodeModule.test(specifier) ? specifier : module) ? undefined : specifier;
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  const allowed = [layer.folder, ...layer.folders, ...(isTypeOnly ? (layer.typesOnlyFrom ?? []) : [])];
  return allowed.some((folder) => isInside(target, folder)) ? undefined : target;
}

const isTypeOnly = (node) =>
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  (node.specifiers?.length > 0 && node.specifiers.every((specifier) => specifier.importKind === 'type'));

export const layersRule = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{folder}} may not import {{target}}.' } },
  create(context) {
    const file = path.relative(repoRoot, context.filename).split(path.sep).join('/');
    const layer = layers.find(({ folder }) => isInside(file, folder));
    if (!layer) return {};
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const target = fault(layer, file, node.source.value, isTypeOnly(node));
      if (target) context.report({ node, messageId: 'forbidden', data: { folder: layer.folder, target } });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
