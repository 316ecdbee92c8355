/** Words, dates and lists in the language that the settings name. Components that call these follow a change. */
import { createIntl, createIntlCache, type IntlShape } from '@formatjs/intl';
import { computed, signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import type { Language } from '../../main/domain/screen-choice.ts';
import { isolated } from './isolated.ts';
import type { Mark, MessageValues } from './message-values.ts';
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

/** What a message has to be given; where one of several is said, what any of them needs. */
type ValuesOf<Key extends MessageKey> = Together<Key extends keyof MessageValues ? MessageValues[Key] : never>;
type Together<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type Given<Key extends MessageKey> = [Extract<Key, keyof MessageValues>] extends [never] ? [] : [values: ValuesOf<Key>];

/** The messages that need no more than these values. */
export type KeyGiven<Values> = {
  [Key in MessageKey]: Key extends keyof MessageValues ? (Values extends MessageValues[Key] ? Key : never) : Key;
}[MessageKey];
/** The messages that need nothing. */
export type KeyAlone = KeyGiven<unknown>;
/** The messages without marked parts. */
type PlainKey = {
  [Key in MessageKey]: Key extends keyof MessageValues
    ? Mark extends MessageValues[Key][keyof MessageValues[Key]]
      ? never
      : Key
    : Key;
}[MessageKey];

type Values = Readonly<Record<string, string | number | Mark>>;

/** Names and notes among them stand each on its own, whatever their direction. */
function isolatedValues(values: Values = {}): Record<string, Values[string]> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolated(value) : value]),
  );
}

/** One message as plain text. */
export function t<Key extends PlainKey>(key: Key, ...values: Given<Key>): string {
  return intl.value.formatMessage(
    { id: key },
    isolatedValues(values[0] as Values | undefined) as Record<string, string | number>,
  );
}

/** A message with marked parts, e.g. `<key>Enter</key>`; each mark is drawn by the function of its name. */
export function rich<Key extends MessageKey>(key: Key, ...values: Given<Key>): ComponentChild {
  const drawn = Object.fromEntries(
    Object.entries(isolatedValues(values[0] as Values | undefined)).map(([name, value]) => [
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
