import type { Language } from '../../../main/domain/screen-choice.ts';
import { messages } from '../../i18n/messages.ts';

/** The language asked for, or the first known one that the browser prefers, or English. */
export function chooseLanguage(asked: string | null, preferred: readonly string[]): Language {
  const known = [asked ?? '', ...preferred].map((tag) => tag.toLowerCase().split('-')[0]);
  return known.find((tag): tag is Language => tag !== undefined && Object.hasOwn(messages, tag)) ?? 'en';
}
