import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const outDirectory = path.join(repoRoot, 'out');
export const appDirectory = path.join(outDirectory, 'app');
export const nodeModules = path.join(repoRoot, 'node_modules');

export const isRoot = process.platform !== 'win32' && process.getuid?.() === 0;
