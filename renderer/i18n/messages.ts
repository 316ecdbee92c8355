/** The words of each language. A key that a language lacks does not compile. */
import type { Language } from '../../main/domain/screen-choice.ts';
import en from './en.json';
import ja from './ja.json';
import zh from './zh.json';

export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;

export const messages: Readonly<Record<Language, Messages>> = { en, zh, ja };

/** The language for a locale tag such as `zh-CN`; English where there is no other. */
export function languageFor(locale: string): Language {
  const [base] = locale.toLowerCase().split('-', 1);
  return base === 'zh' || base === 'ja' ? base : 'en';
}

/** For `<html lang>`: without it Chinese text gets Japanese glyphs. */
export const languageTag: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans', ja: 'ja' };

/** Each language in its own words, for choosing it. */
export const languageName: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文', ja: '日本語' };
