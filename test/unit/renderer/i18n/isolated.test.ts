import { afterEach, describe, expect, it } from 'vitest';
import { language, listed, t } from '../../../../renderer/i18n/translate.ts';
import { isolated } from '../../../../renderer/i18n/isolated.ts';
import { goodsText } from '../../../../renderer/app/order-text.ts';

const overridden = 'Tea \u202e05.1';
const hebrew = 'תה ירוק';
const apart = `\u2068${hebrew}\u2069`;
const line = (name: string) => ({ name, quantity: 1, priceMinor: 100, goodsId: null });

afterEach(() => {
  language.value = 'en';
});

describe('a name beside others', () => {
  it.each(['', 'Longjing tea', '茉莉花茶', 'ほうじ茶', 'Crème (50 g) & "tea" 5%'])('is shown as it is: %j', (text) => {
    expect(isolated(text)).toBe(text);
  });

  it('turns nothing round: marks of direction are not shown', () => {
    expect(isolated(overridden)).toBe('Tea 05.1');
    expect(isolated('\u2067a\u2069\u200f\u061cb')).toBe('ab');
    expect(goodsText({ note: overridden, lines: [line('Oolong')] })).toBe('Tea 05.1, Oolong');
  });

  it('is set apart where it is written from right to left', () => {
    expect(goodsText({ note: '', lines: [line(hebrew), line('12 Oolong')] })).toBe(`${apart}, 12 Oolong`);
    expect(listed([hebrew, overridden, ''])).toBe(`${apart}${t('list.separator')}Tea 05.1`);
  });

  it.each(['en', 'zh', 'ja'] as const)('stays so within a message: %s', (tag) => {
    language.value = tag;
    expect(t('catalogue.removeOf', { name: hebrew })).toContain(apart);
    expect(t('catalogue.removeOf', { name: overridden })).not.toMatch(/[\u202a-\u202e]/u);
  });

  it('stays so before the customer', () => {
    expect(t('customer.welcome')).not.toBe('');
    for (const tag of ['en', 'zh', 'ja'] as const) {
      language.value = tag;
      expect(t('customer.left', { time: hebrew })).toContain(apart);
    }
  });
});
