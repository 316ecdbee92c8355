/** The guards that `scripts/break-guards.mjs` breaks: one whose text is not there any more would guard nothing. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { guards } from '../../scripts/lib/guards.mjs';

const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const breaks = guards.flatMap(({ guard, file, changes, also = [] }) =>
  [{ file, changes }, ...also].map((one) => ({ ...one, guard })),
);

it.each(breaks)('«$guard»: what is broken stands once in $file', ({ file, changes }) => {
  const text = readFileSync(path.join(repoRoot, file), 'utf8');
  for (const [find] of changes) expect(text.split(find), find).toHaveLength(2);
});
