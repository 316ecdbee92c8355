import path from 'node:path';
import { expect, it } from 'vitest';
import { messages } from '../../../../renderer/i18n/messages.ts';
import { messageValuesDocument } from '../../../support/message-values-document.ts';

const file = path.resolve(import.meta.dirname, '../../../../renderer/i18n/message-values.ts');

it('what each message needs is typed as en.json has it', async () => {
  await expect(await messageValuesDocument(messages.en, 'npm run words', file)).toMatchFileSnapshot(file);
});

it.each([
  ['{name} paid', "'a.b': { readonly name: Shown };"],
  [
    '{count, plural, one {# order of {name}} other {{count} orders}}',
    "'a.b': { readonly count: number; readonly name: Shown };",
  ],
  ['{count} and {count, number}', "'a.b': { readonly count: number };"],
  ['<key>Enter</key> for {sum}', "'a.b': { readonly key: Mark; readonly sum: Shown };"],
  ['{wallet, select, alipay {A {name}} other {B}}', "'a.b': { readonly name: Shown; readonly wallet: string };"],
])('«%s» needs %s', async (message, members) => {
  expect(await messageValuesDocument({ 'a.b': message, 'a.c': 'nothing' }, 'x', file)).toContain(`\n  ${members}\n}`);
});
