import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import { callProblemSchema } from '../../../preload/contract/index.ts';
import { displayStates, problemCodes } from '../../../main/domain/order.ts';
import { nextSteps, refusalReasons } from '../../../main/domain/refusal.ts';
import { messages, type MessageKey } from '../../../renderer/i18n/messages.ts';
import { language, listed, rich, t, timeText } from '../../../renderer/i18n/translate.ts';
import { stepFaults } from '../../../renderer/accounts/self-test.ts';

const rendererFolder = path.resolve(import.meta.dirname, '../../../renderer');
const keys = Object.keys(messages.en) as MessageKey[];

/** Names of arguments and marks in a message, e.g. `amount`, `<key>`. */
function placeholders(elements: readonly MessageFormatElement[]): string[] {
  const names = elements.flatMap((element) => {
    if ('options' in element) {
      return [element.value, ...Object.values(element.options).flatMap(({ value }) => placeholders(value))];
    }
    if ('children' in element) return [`<${element.value}>`, ...placeholders(element.children)];
    return 'value' in element && element.type !== TYPE.literal ? [element.value] : [];
  });
  return [...new Set(names)].sort();
}

/** A button's own word, and what it is called where several have the same. */
const calledBy = [
  ['hold.recall', 'hold.recallOf'],
  ['hold.discard', 'hold.discardOf'],
] as const;

describe.each(['en', 'zh', 'ja'] as const)('the messages in %s', (tag) => {
  const own = messages[tag];

  it.each(calledBy)('call what says %s so that it is found by that word too', (shown, called) => {
    expect(own[called]).toContain(own[shown]);
  });

  it('are the same ones as in English', () => {
    expect(Object.keys(own)).toEqual(keys);
  });

  it('all say something', () => {
    expect(keys.filter((key) => own[key].trim() === '')).toEqual([]);
  });

  it('use the same placeholders as in English', () => {
    const differing = keys.filter(
      (key) => placeholders(parse(own[key])).join() !== placeholders(parse(messages.en[key])).join(),
    );
    expect(differing).toEqual([]);
  });

  it('have a sentence for every problem, reason, next step, refusal and state', () => {
    const wanted = [
      ...problemCodes.map((code) => `problem.${code}`),
      ...callProblemSchema.shape.code.options.map((code) => `refusal.${code}`),
      ...displayStates.map((state) => `state.${state}`),
      ...refusalReasons.map((reason) => `reason.${reason}`),
      ...nextSteps.map((nextStep) => `nextStep.${nextStep}`),
      ...stepFaults.map((fault) => `fault.${fault}`),
    ];
    expect(wanted.filter((key) => !(key in own))).toEqual([]);
  });

  it('are not left in English', () => {
    if (tag === 'en') return;
    const sameOnPurpose = /^(name\.|account\.scanforpay$)/;
    expect(keys.filter((key) => own[key] === messages.en[key] && !sameOnPurpose.test(key))).toEqual([]);
  });
});

describe('the messages', () => {
  it('are all used', () => {
    const sources = readdirSync(rendererFolder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && path.basename(name) !== 'message-values.ts')
      .map((name) => readFileSync(path.join(rendererFolder, name), 'utf8'))
      .join('\n');
    // Keys that are put together: `state.${order.display}` stands for all that begin with `state.`.
    const prefixes = [...sources.matchAll(/`([a-zA-Z.]+\.)\$\{[^}]+\}([a-zA-Z.]*)`/g)].map(
      ([, start = '', end = '']) => [start, end] as const,
    );
    const unused = keys.filter(
      (key) =>
        !sources.includes(`'${key}'`) && !prefixes.some(([start, end]) => key.startsWith(start) && key.endsWith(end)),
    );
    expect(unused).toEqual([]);
  });

  // A page carries only its own: another's would be missing when it is said.
  it.each([
    ['windows/customer/', /^customer\./u],
    ['windows/phone/', /^(?:phone|name\.wallet)\./u],
    ['', /^(?!customer\.|phone\.)/u],
  ])('are said by their own page: those in «%s» begin with %s', (folder, own) => {
    const ofPages = /^windows\/(?:customer|phone)\//u;
    const said = readdirSync(rendererFolder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.split(path.sep).join('/'))
      .filter((name) => /\.tsx?$/.test(name) && (folder === '' ? !ofPages.test(name) : name.startsWith(folder)))
      .filter((name) => !name.startsWith('i18n/message-values'))
      .map((name) => readFileSync(path.join(rendererFolder, name), 'utf8'))
      .flatMap((source) => [...source.matchAll(/['`]([a-zA-Z]+\.[\w.]*)(?:\$\{|['`])/gu)].map(([, key = '']) => key))
      .filter((key) => keys.some((known) => known === key || (key.endsWith('.') && known.startsWith(key))));
    expect(said.length).toBeGreaterThan(5);
    expect(said.filter((key) => !own.test(key))).toEqual([]);
  });
});

describe('translating', () => {
  it('follows the language', () => {
    language.value = 'zh';
    expect(t('charge.action', { amount: '¥1.00' })).toBe('收款 ¥1.00');
    expect(listed(['微信支付', '', '0143 号'])).toBe('微信支付，0143 号');
    language.value = 'en';
    expect(t('charge.action', { amount: '¥1.00' })).toBe('Charge ¥1.00');
  });

  it('says so where a value is missing, to the compiler and when it is said', () => {
    language.value = 'zh';
    expect(t('customer.left', { time: '2:47' })).toBe('剩余 2:47');
    language.value = 'en';
    // @ts-expect-error: the time is missing
    expect(() => t('customer.left')).toThrow();
    // @ts-expect-error: it is named otherwise
    expect(() => t('customer.left', { seconds: '2:47' })).toThrow();
    // @ts-expect-error: what is counted is a number
    expect(() => t('orders.count', { total: 'two' })).toBeDefined();
    // @ts-expect-error: nothing is put into it
    expect(t('customer.paid', { time: '2:47' })).toBe('Paid');
    // @ts-expect-error: its marks would be lost
    expect(() => t('charge.actionHint', { key: () => null })).toBeDefined();
  });

  it('counts in each language’s way', () => {
    expect([t('orders.count', { total: 1 }), t('orders.count', { total: 2 })]).toEqual(['1 order', '2 orders']);
  });

  it('draws marked parts', () => {
    const drawn: unknown[] = [];
    rich('charge.actionHint', {
      key: (content) => {
        drawn.push(content);
        return null;
      },
    });
    expect(drawn).toEqual([['Enter']]);
  });

  it('writes times with 24 hours', () => {
    expect(timeText('2026-11-22T23:05:09', 'clockSeconds')).toBe('23:05:09');
    expect(timeText('2026-11-22T00:05:09', 'clock')).toBe('00:05');
  });
});
