import { describe, expect, it } from 'vitest';
import { chooseLanguage, messagesFor } from '../../../../../renderer/windows/phone/messages.ts';

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
  /** Every text with the place where it stands; functions are called with a marker that must come out again. */
  function textsOf(value: unknown, place: string): readonly (readonly [string, string])[] {
    if (typeof value === 'string') return [[place, value]];
    if (typeof value === 'function') return [[place, (value as (marker: string) => string)('123')]];
    return Object.entries(value as object).flatMap(([name, inner]) => textsOf(inner, `${place}.${name}`));
  }

  it.each(['zh', 'ja'] as const)('are all there in %s, and none was left in English', (language) => {
    const english = new Map(textsOf(messagesFor('en'), ''));
    for (const [place, text] of textsOf(messagesFor(language), '')) {
      expect(text.trim(), place).not.toBe('');
      // A wallet's own name is the same in two of the languages.
      if (!place.startsWith('.wallets.')) expect(text, place).not.toBe(english.get(place));
      expect(text.includes('123'), place).toBe(english.get(place)?.includes('123'));
    }
  });
});
