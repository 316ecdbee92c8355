/** The customer's words. They hold plain `{name}` places only, so that this window needs no message formatter. */
import type { Language } from '../../../main/domain/screen-choice.ts';
import { isolated } from '../../i18n/isolated.ts';
import { messages, type MessageKey } from '../../i18n/messages.ts';

export type CustomerKey = Extract<MessageKey, `customer.${string}`>;
export type Words = (key: CustomerKey, values?: Readonly<Record<string, string>>) => string;

export function wordsIn(language: Language): Words {
  return (key, values = {}) =>
    messages[language][key].replace(/\{(\w+)\}/gu, (_place, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`${key} needs ${name}`);
      return isolated(value);
    });
}
