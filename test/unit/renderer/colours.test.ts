import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const rendererFolder = path.resolve(import.meta.dirname, '../../../renderer');
const tokensFile = path.join('ui', 'tokens.css');

/** Colours that are written down, not taken from the tokens; in components as an attribute's value. */
const inCss = /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|:\s*(?:white|black)\b/giu;
const inComponents = /["'`](?:#[0-9a-f]{3,8}|white|black|rgba?\([^"'`]*)["'`]/giu;

function coloursOf(name: string): readonly string[] {
  const text = readFileSync(path.join(rendererFolder, name), 'utf8');
  return [...text.matchAll(name.endsWith('.css') ? inCss : inComponents)].map(([colour]) => `${name}: ${colour}`);
}

function filesOf(ending: RegExp): readonly string[] {
  return readdirSync(rendererFolder, { recursive: true, encoding: 'utf8' }).filter((name) => ending.test(name));
}

describe('colours', () => {
  it('are written down in one file', () => {
    const files = filesOf(/\.(?:css|tsx?)$/u).filter((name) => name !== tokensFile);
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(coloursOf)).toEqual([]);
  });

  it('are tokens that are there', () => {
    const sheets = filesOf(/\.css$/u).map((name) => readFileSync(path.join(rendererFolder, name), 'utf8'));
    const declared = new Set(
      sheets.flatMap((sheet) => [...sheet.matchAll(/(--[a-z0-9-]+):/gu)].map(([, name]) => name)),
    );
    const components = filesOf(/\.tsx$/u).map((name) => readFileSync(path.join(rendererFolder, name), 'utf8'));
    const setByCode = new Set(
      components.flatMap((text) => [...text.matchAll(/'(--[a-z0-9-]+)'/gu)].map(([, name]) => name)),
    );
    const used = sheets.flatMap((sheet) => [...sheet.matchAll(/var\((--[a-z0-9-]+)/gu)].map(([, name]) => name));
    expect([...new Set(used)].filter((name) => !declared.has(name) && !setByCode.has(name))).toEqual([]);
  });
});

describe('every css file', () => {
  it('is in the page of a window', () => {
    const sheets = filesOf(/\.css$/u);
    const imported = new Set(
      filesOf(/\.(?:css|tsx)$/u).flatMap((name) => {
        const text = readFileSync(path.join(rendererFolder, name), 'utf8');
        const imports = text.matchAll(/(?:@import|import) '(\.[^']+\.css)';/gu);
        return [...imports].map(([, file = '']) => path.join(path.dirname(name), file));
      }),
    );
    expect(sheets.filter((name) => !imported.has(name))).toEqual([]);
  });
});
