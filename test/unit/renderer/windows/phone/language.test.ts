import { afterEach, describe, expect, it } from 'vitest';
import { messages, type MessageKey } from '../../../../../renderer/i18n/messages.ts';
import { language, t, type KeyAlone } from '../../../../../renderer/i18n/translate.ts';
import { chooseLanguage } from '../../../../../renderer/windows/phone/language.ts';

describe('the phone’s language', () => {
  it('is the one asked for', () => {
    expect(chooseLanguage('ja', ['zh-CN', 'en'])).toBe('ja');
    expect(chooseLanguage('zh', [])).toBe('zh');
  });

  it('is the first known one the browser prefers when nothing usable was asked', () => {
    expect(chooseLanguage(null, ['fr-FR', 'zh-Hans-CN', 'en'])).toBe('zh');
    expect(chooseLanguage('fr', ['ja-JP'])).toBe('ja');
    expect(chooseLanguage(null, ['fr'])).toBe('en');
  });
});

describe('the phone’s words', () => {
  afterEach(() => {
    language.value = 'en';
  });

  /** Every text with its key; what is put in is a marker that must come out again. */
  function textsIn(tag: typeof language.value): readonly (readonly [key: string, text: string])[] {
    language.value = tag;
    const values = { shop: '123', sum: '123', seconds: 123, httpStatus: 123, count: 123 };
    const keys = (Object.keys(messages.en) as MessageKey[]).filter((key) => key.startsWith('phone.'));
    return keys.map((key) => [key, t(key as KeyAlone, ...([values] as unknown as []))]);
  }

  it.each(['zh', 'ja'] as const)('are all there in %s, and none was left in English', (tag) => {
    const english = new Map(textsIn('en'));
    expect(english.size).toBeGreaterThan(90);
    for (const [key, text] of textsIn(tag)) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toBe(english.get(key));
      expect(text.includes('123'), key).toBe(english.get(key)?.includes('123'));
    }
  });
});
