/**
 * Tells a barcode scanner from a person at the keyboard. A scanner types a whole code with a few milliseconds between
 * the keys and ends it with Enter or Tab; nobody types so fast for so long. Pure.
 */

/** What is looked at of a `KeyboardEvent`. */
export interface TypedKey {
  /** `Process` while an input method takes the key for itself. */
  readonly key: string;
  readonly code: string;
  readonly isComposing: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
  /** Milliseconds from any fixed point, of the key itself: a busy page makes no pause of it. */
  readonly timeStamp: number;
}

export type KeyReading =
  /** May be the beginning of a code, or a person's key. */
  | { readonly kind: 'first' }
  /** Goes on with what may be a code. */
  | { readonly kind: 'more' }
  | { readonly kind: 'scan'; readonly text: string }
  | { readonly kind: 'other' };

const shortestCode = 6;
const longestPauseMs = 100;
/** Twenty keys a second, for as long as a code lasts. */
const longestMeanPauseMs = 50;

const signsByCode: Readonly<Record<string, string>> = { Minus: '-', Period: '.', Slash: '/', Space: ' ' };

/** The character that a scanner meant, also where an input method has the key; `null` for keys that are none. */
export function characterOf({ key, code, isComposing, shiftKey }: TypedKey): string | null {
  if (!isComposing && key !== 'Process') {
    return key.length === 1 ? key.normalize('NFKC') : null;
  }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  return signsByCode[code] ?? null;
}

export class Scanner {
  #text = '';
  #startedAt = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** Tells the scanner of every key; the answer says what it is part of. */
  take(event: TypedKey): KeyReading {
    if (event.key === 'Shift') return { kind: 'other' };
    const isPause = event.timeStamp - this.#lastAt > longestPauseMs;
    this.#lastAt = event.timeStamp;
    if (isPause || event.ctrlKey || event.altKey || event.metaKey || event.repeat) this.#text = '';
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return { kind: 'other' };
    if (['Enter', 'NumpadEnter', 'Tab'].includes(event.code) || event.key === 'Enter') return this.#end(event);
    const character = characterOf(event);
    if (character === null) {
      this.#text = '';
      return { kind: 'other' };
    }
    if (this.#text === '') this.#startedAt = event.timeStamp;
    this.#text += character;
    return { kind: this.#text.length === 1 ? 'first' : 'more' };
  }

  #end({ timeStamp }: TypedKey): KeyReading {
    const text = this.#text;
    this.#text = '';
    const isFast = timeStamp - this.#startedAt <= text.length * longestMeanPauseMs;
    return text.length >= shortestCode && isFast ? { kind: 'scan', text: text.trim() } : { kind: 'other' };
  }
}
