/** Makes the types of what each message needs: renderer/i18n/message-values.ts is made of en.json. */
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { format, resolveConfig } from 'prettier';

/** The type of every value and mark in a message, by its name. */
function typesIn(elements: readonly MessageFormatElement[]): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  const take = (name: string, type: string): void => {
    // Where a message says a number's figure and also counts with it, it is a number.
    if (types.get(name) !== 'number') types.set(name, type);
  };
  for (const element of elements) {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        break;
      case TYPE.argument:
        take(element.value, 'Shown');
        break;
      case TYPE.number:
      case TYPE.plural:
        take(element.value, 'number');
        break;
      case TYPE.select:
        take(element.value, 'string');
        break;
      case TYPE.tag:
        take(element.value, 'Mark');
        break;
      case TYPE.date:
      case TYPE.time:
        throw new Error(`${element.value}: times are put in as text, by timeText`);
    }
    const parts = 'options' in element ? Object.values(element.options).map(({ value }) => value) : [];
    for (const part of 'children' in element ? [element.children] : parts)
      typesIn(part).forEach((type, name) => take(name, type));
  }
  return types;
}

/** @param file where it will stand: its format follows. */
export async function messageValuesDocument(
  messages: Readonly<Record<string, string>>,
  command: string,
  file: string,
): Promise<string> {
  const lines = Object.entries(messages).flatMap(([key, message]) => {
    const types = [...typesIn(parse(message))].sort(([left], [right]) => left.localeCompare(right, 'en'));
    if (types.length === 0) return [];
    return [`'${key}': { ${types.map(([name, type]) => `readonly ${name}: ${type}`).join('; ')} };`];
  });
  const text = [
    `/** What each message has to be given, made of en.json by \`${command}\`. */`,
    `import type { ComponentChild } from 'preact';`,
    '',
    '/** Put in as it is. */',
    'type Shown = string | number;',
    '/** Draws the part of a message that is marked with its name. */',
    'export type Mark = (content: ComponentChild) => ComponentChild;',
    '',
    'export interface MessageValues {',
    ...lines,
    '}',
  ].join('\n');
  return format(text, { ...(await resolveConfig(file)), parser: 'typescript' });
}
