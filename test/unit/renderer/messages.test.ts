import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import { callProblemSchema } from '../../../preload/contract/index.ts';
import { displayStates, problemCodes } from '../../../main/domain/order.ts';
import { nextSteps, refusalReasons } from '../../../main/domain/refusal.ts';
import { wordsIn } from '../../../renderer/windows/customer/words.ts';
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

describe.each(['en', 'zh', 'ja'] as const)('the messages in %s', (tag) => {
  const own = messages[tag];

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

describe('the customer’s messages', () => {
  it.each(['en', 'zh', 'ja'] as const)('in %s have nothing but plain places, which their window can fill', (tag) => {
    const fancy = keys.filter(
      (key) =>
        key.startsWith('customer.') &&
        parse(messages[tag][key]).some(({ type }) => type !== TYPE.literal && type !== TYPE.argument),
    );
    expect(fancy).toEqual([]);
  });

  it('are filled in by their window', () => {
    expect(wordsIn('zh')('customer.left', { time: '2:47' })).toBe('剩余 2:47');
    expect(() => wordsIn('en')('customer.left')).toThrow('customer.left needs time');
  });
});

describe('the messages', () => {
  it('are all used', () => {
    const sources = readdirSync(rendererFolder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
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
});

describe('translating', () => {
  it('follows the language', () => {
    language.value = 'zh';
    expect(t('charge.action', { amount: '¥1.00' })).toBe('收款 ¥1.00');
    expect(listed(['微信支付', '', '0143 号'])).toBe('微信支付，0143 号');
    language.value = 'en';
    expect(t('charge.action', { amount: '¥1.00' })).toBe('Charge ¥1.00');
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
