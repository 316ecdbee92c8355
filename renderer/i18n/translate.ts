/** Words, dates and lists in the language that the settings name. Components that call these follow a change. */
import { createIntl, createIntlCache, type IntlShape } from '@formatjs/intl';
import { computed, signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import type { Language } from '../../main/domain/screen-choice.ts';
import { isolated } from './isolated.ts';
import { languageTag, messages, type MessageKey } from './messages.ts';

export const language = signal<Language>('en');

const cache = createIntlCache();
const intl = computed<IntlShape<ComponentChild>>(() =>
  createIntl<ComponentChild>(
    {
      locale: languageTag[language.value],
      messages: messages[language.value],
      onError: (error) => {
        throw error;
      },
    },
    cache,
  ),
);

type Values = Readonly<Record<string, string | number>>;

/** Names and notes among them stand each on its own, whatever their direction. */
function isolatedValues<Value>(values: Readonly<Record<string, Value>>): Record<string, Value | string> {
  const apart = Object.entries(values).map(
    ([name, value]) => [name, typeof value === 'string' ? isolated(value) : value] as const,
  );
  return Object.fromEntries(apart);
}

/** One message as plain text. */
export function t(key: MessageKey, values: Values = {}): string {
  return intl.value.formatMessage({ id: key }, isolatedValues(values));
}

type Element = (content: ComponentChild) => ComponentChild;

/** A message with marked parts, e.g. `<key>Enter</key>`; each mark is drawn by the function of its name. */
export function rich(key: MessageKey, values: Readonly<Record<string, string | number | Element>>): ComponentChild {
  const drawn = Object.fromEntries(
    Object.entries(isolatedValues(values)).map(([name, value]) => [
      name,
      typeof value === 'function' ? (parts: ComponentChild[]) => value(parts) : value,
    ]),
  );
  return intl.value.formatMessage({ id: key }, drawn) as ComponentChild;
}

/** `48.3 MB` */
export function sizeText(bytes: number): string {
  const unit = { style: 'unit', unit: 'megabyte', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  return intl.value.formatNumber(bytes / 1_000_000, unit);
}

/** Joins what is there, each part on its own; empty parts are left out. */
export function listed(parts: readonly string[]): string {
  return parts
    .map(isolated)
    .filter((part) => part !== '')
    .join(t('list.separator'));
}

const formats = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  clockSeconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  moment: {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type FormatName = keyof typeof formats;

/** Made when first needed: each takes a millisecond or more. */
const formatterOf = computed(() => {
  // Day before month, as on the counter's receipts; «en» alone would mean the American order.
  const tag = language.value === 'en' ? 'en-GB' : languageTag[language.value];
  const made = new Map<FormatName, Intl.DateTimeFormat>();
  return (name: FormatName): Intl.DateTimeFormat => {
    const formatter = made.get(name) ?? new Intl.DateTimeFormat(tag, formats[name]);
    made.set(name, formatter);
    return formatter;
  };
});

/** A UTC ISO time (or a `YYYY-MM-DD` day at noon) in the computer's zone. */
export function timeText(time: string, format: FormatName): string {
  return formatterOf.value(format).format(new Date(time));
}
