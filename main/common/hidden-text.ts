import { inspect } from 'node:util';
import type { SecretText } from '../ports/index.ts';

const shown = '[secret]';

/** A key's text. Printing, logging, JSON and template strings show `[secret]`; a structured clone carries nothing. */
export class HiddenText implements SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
