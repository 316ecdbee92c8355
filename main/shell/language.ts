import type { Language } from '../domain/screen-choice.ts';

/** The app's language for a locale tag such as `zh-CN`, `ja` or `en-GB`; English where it has no other. */
export function languageFor(locale: string): Language {
  const base = locale.toLowerCase().split(/[-_.]/u, 1)[0];
  return base === 'zh' || base === 'ja' ? base : 'en';
}
