import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const rendererFolder = path.resolve(import.meta.dirname, '../../../renderer');

/** Names and key caps: the same in every language. */
const sameEverywhere = new Set(['Scantill', 'Enter', 'Esc', '支', '微']);

/** Attributes whose text is shown or read out. */
const spokenAttributes =
  /^(?:title|label|alt|placeholder|hint|text|problem|heading|unavailable|children|aria-label|aria-description|aria-roledescription|aria-valuetext)$/u;

const hasWords = (text: string): boolean => /\p{L}{2}|\p{Script=Han}/u.test(text);

/** Words in a component's source that no message file holds, each with its line. */
function hardCodedWords(source: string): string[] {
  const file = ts.createSourceFile('component.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const take = (node: ts.Node, text: string): void => {
    const words = text.trim();
    if (!hasWords(words) || sameEverywhere.has(words)) return;
    found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${words}`);
  };
  const takeLiterals = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) take(node, node.text);
    else if (ts.isTemplateExpression(node))
      take(node, [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join(' '));
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(takeLiterals);
    else if (ts.isParenthesizedExpression(node)) takeLiterals(node.expression);
    else if (ts.isBinaryExpression(node)) {
      takeLiterals(node.right);
      if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) takeLiterals(node.left);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) take(node, node.text);
    else if (ts.isJsxExpression(node) && node.expression !== undefined && !ts.isJsxAttribute(node.parent)) {
      takeLiterals(node.expression);
    } else if (
      ts.isJsxAttribute(node) &&
      spokenAttributes.test(node.name.getText()) &&
      node.initializer !== undefined
    ) {
      const value = node.initializer;
      if (ts.isStringLiteral(value)) take(value, value.text);
      else if (ts.isJsxExpression(value) && value.expression !== undefined) takeLiterals(value.expression);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe('words on screen', () => {
  it('all come from the message files', () => {
    const components = readdirSync(rendererFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.tsx'),
    );
    expect(components.length).toBeGreaterThan(20);
    const found = components.flatMap((name) =>
      hardCodedWords(readFileSync(path.join(rendererFolder, name), 'utf8')).map((words) => `${name}:${words}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['between tags', '<p>Paid in full</p>'],
    ['between tags in another script', '<p>已付款</p>'],
    ['as an expression', "<p>{'Paid in full'}</p>"],
    ['behind a condition', "<p>{isPaid && 'Paid in full'}</p>"],
    ['as one of two', "<p>{isPaid ? t('state.paid') : 'Not paid'}</p>"],
    ['in a template', '<p>{`Paid ${amount}`}</p>'],
    ['read out', '<button aria-label="Close">×</button>'],
    ['as a hint', "<Field hint={'Not too long'} />"],
  ])('are found %s', (_where, source) => {
    expect(hardCodedWords(`const a = ${source};`)).toHaveLength(1);
  });

  it.each(["<p class='paid'>{t('state.paid')}</p>", '<KeyCap>Enter</KeyCap>', '<span>—</span>', '<p>{name}</p>'])(
    'are not found in %s',
    (source) => {
      expect(hardCodedWords(`const a = ${source};`)).toEqual([]);
    },
  );
});
