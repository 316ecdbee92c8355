import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { floorsDocument, foldersOf } from '../support/floors-document.ts';

const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

describe('docs/architecture.md', () => {
  it('names every room that there is, and no other', () => {
    const text = readFileSync(path.join(repoRoot, 'docs', 'architecture.md'), 'utf8');
    const named = [...text.matchAll(/^\| `([a-z0-9/-]+)` \|/gm)].map(([, room]) => room);
    expect(named.sort()).toEqual([...foldersOf(repoRoot).keys()].sort());
  });
});

describe('docs/floors.md', () => {
  it('is what the imports say', async () => {
    const document = floorsDocument(repoRoot, 'npm run floors');
    await expect(document).toMatchFileSnapshot('../../docs/floors.md');
  });
});
