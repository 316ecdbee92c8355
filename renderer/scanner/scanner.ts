/**
 * Tells a barcode scanner from a person at the keyboard, by what is typed and how: a burst that no fingers make, or the
 * digits of a barcode with their check digit, or keys as even as only a machine's. No single time limit does it: scanners
 * by radio are as slow as fingers. The times are those of the keys themselves, so a busy page changes nothing. Pure.
 */
import { isBarcodeNumber, withoutIdentifier } from '../../main/domain/barcode-number.ts';
import { walletOfCustomerCode } from '../../main/domain/customer-code.ts';
import { isPin } from '../../main/domain/pin.ts';

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

/**
 * Where the keys go: `amount` where digits become the sum, `pin` where a PIN is typed, `field` in any other field, `none`
 * elsewhere.
 */
export type KeyPlace = 'amount' | 'pin' | 'field' | 'none';

export interface ReadCode {
  /** As the keyboard's layout has it. */
  readonly text: string;
  /** As the keys' places have it on the keyboard that scanners play: another layout makes other characters of them. */
  readonly byPlace: string;
  /** The key with which it begins, as `key` told of it. */
  readonly firstKey: number;
}

export type KeyReading =
  /** May be part of a code; numbered, so that what it did can be undone. */
  | { readonly kind: 'key'; readonly number: number; readonly goesOn: boolean }
  | ({ readonly kind: 'scan' } & ReadCode)
  /** Typed by a machine or a steady hand: a code if there are such goods, and otherwise what its keys say. */
  | ({ readonly kind: 'maybe' } & ReadCode)
  /** One more of the keys with which scanners end a code. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'other' };

interface Press {
  readonly number: number;
  readonly character: string;
  readonly place: string;
  readonly at: number;
}

/** Between a person's own amount and what comes next lies more than this; within a code, even at a halt, less. */
const longestHaltMs = 1_000;
/** A longer pause parts what a person typed from what a slow scanner did. */
const longestOwnPauseMs = 250;
const longestPauseMs = 100;
/** Twenty keys a second, for as long as a code lasts. */
const longestMeanPauseMs = 50;
/** Of a short code every key has to come as from a machine. */
const machinePauseMs = 35;
const surelyLong = 6;
const shortestCode = 2;
const longestRun = 80;
/** Scanners end a code with any mix of Enter, line feed and Tab, and some of them late. */
const endingMs = 500;
/** Tab only leads on: one that does not come right after another ending is a person's. */
export const tabEndingMs = 150;

/** After so long without a key the digits of a barcode are all there; those of any other code after the longest halt. */
export const unendedMs = 400;
export const unendedAtLastMs = longestHaltMs;

const shortCode = /^[\dA-Z][\dA-Z-]*$/i;
const modifiers: readonly string[] = ['Shift', 'CapsLock', 'AltGraph', 'Control', 'Alt', 'NumLock'];

/** What the keys say where scanners are at home, without and with Shift. */
const signsByCode: Readonly<Record<string, string>> = {
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  Space: '  ',
  NumpadAdd: '++',
  NumpadSubtract: '--',
  NumpadMultiply: '**',
  NumpadDivide: '//',
  NumpadDecimal: '..',
};
const shiftedDigits = ')!@#$%^&*(';

/** The character of a key's place; `null` for keys that have none. */
function characterOfPlace({ code, shiftKey }: TypedKey): string | null {
  const pad = /^Numpad(\d)$/.exec(code)?.[1];
  if (pad !== undefined) return pad;
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return shiftKey ? (shiftedDigits[Number(digit)] ?? digit) : digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  return signsByCode[code]?.[shiftKey ? 1 : 0] ?? null;
}

/** The character that a scanner meant, also where an input method has the key; `null` for keys that are none. */
function characterOf(event: TypedKey): string | null {
  const { key, isComposing } = event;
  if (isComposing || key === 'Process' || key === 'Dead') return characterOfPlace(event);
  return key.length === 1 ? key.normalize('NFKC') : null;
}

function isEnd({ key, code, ctrlKey }: TypedKey): boolean {
  // A line feed, and a carriage return, as the keys that have made them since teleprinters.
  if (ctrlKey) return ['KeyJ', 'KeyM'].includes(code);
  return ['Enter', 'Tab'].includes(key) || ['Enter', 'NumpadEnter', 'Tab'].includes(code);
}

export class Scanner {
  #run: Press[] = [];
  #lastNumber = 0;
  #endedAt = Number.NEGATIVE_INFINITY;
  #lastEndingAt = Number.NEGATIVE_INFINITY;

  /** Tells the scanner of every key; the answer says what it is part of. */
  take(event: TypedKey, place: KeyPlace): KeyReading {
    if (modifiers.includes(event.key)) return { kind: 'other' };
    if (isEnd(event) && !event.repeat && !event.altKey && !event.metaKey) return this.#end(event, place);
    // Some scanners' line feed is an arrow; held down, any ending is still one.
    if (this.#hasJustEnded(event) && (event.key === 'ArrowDown' || isEnd(event))) return { kind: 'ended' };
    const isCommand = event.ctrlKey !== event.altKey || event.metaKey || event.repeat;
    const character = isCommand ? null : characterOf(event);
    if (character === null) {
      this.reset();
      return { kind: 'other' };
    }
    const last = this.#run.at(-1);
    if (last !== undefined && event.timeStamp - last.at > longestHaltMs) this.reset();
    const goesOn = last !== undefined && event.timeStamp - last.at <= longestPauseMs;
    this.#lastNumber += 1;
    this.#run.push({
      number: this.#lastNumber,
      character,
      place: characterOfPlace(event) ?? character,
      at: event.timeStamp,
    });
    if (this.#run.length > longestRun) this.#run.shift();
    return { kind: 'key', number: this.#lastNumber, goesOn };
  }

  /**
   * A burst of digits after which nothing comes any more: some scanners end a code with no key at all.
   *
   * @param quietMs for how long nothing has come.
   */
  takeUnended(quietMs: number): ReadCode | null {
    const run = this.#run;
    const burst = burstOf(run, 0);
    if (burst === null || run.length - burst < surelyLong || meanOf(gapsOf(run.slice(burst))) > machinePauseMs) {
      return null;
    }
    const code = this.#codeFrom(burst);
    if (!/^\d+$/.test(code.text) || quietMs < (isNumber(code.text) ? unendedMs : longestHaltMs)) return null;
    this.#endedAt = run.at(-1)?.at ?? this.#endedAt;
    this.reset();
    return code;
  }

  /** What was typed so far has done its work, and is part of nothing that follows. */
  reset(): void {
    this.#run = [];
  }

  #hasJustEnded({ key, timeStamp }: TypedKey): boolean {
    if (this.#run.length > 0 || timeStamp - this.#endedAt > endingMs) return false;
    return key !== 'Tab' || timeStamp - this.#lastEndingAt <= tabEndingMs;
  }

  #end(event: TypedKey, place: KeyPlace): KeyReading {
    const hasJustEnded = this.#hasJustEnded(event);
    this.#lastEndingAt = event.timeStamp;
    if (hasJustEnded) return { kind: 'ended' };
    const read = this.#read(event.timeStamp, place === 'pin' ? 'field' : place);
    // Some fingers are as quick as a scanner. A short barcode there is a wrong PIN.
    const isTypedPin = place === 'pin' && read.kind === 'scan' && isPin(read.text);
    const reading: KeyReading = isTypedPin ? { kind: 'other' } : read;
    this.reset();
    if (reading.kind === 'scan') this.#endedAt = event.timeStamp;
    return reading;
  }

  #read(endAt: number, place: KeyPlace): KeyReading {
    const run = this.#run;
    const pauseMs = endAt - (run.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
    if (pauseMs > longestHaltMs) return { kind: 'other' };
    const burst = burstOf(run, pauseMs);
    if (burst !== null && isCodeOfPlace(this.#codeFrom(burst).text, place)) {
      return { kind: 'scan', ...this.#codeFrom(burst) };
    }
    const starts = startsOf(run);
    const afterPauses = starts.filter((index) => gapBefore(run, index) > longestOwnPauseMs && index > 0).reverse();
    for (const start of [...afterPauses, ...starts]) {
      const code = this.#codeFrom(start);
      if (isNumberTyped(code, gapsOf(run.slice(start)), pauseMs, place)) return { kind: 'scan', ...code };
    }
    if (place !== 'amount') return { kind: 'other' };
    const start = afterPauses[0] ?? 0;
    const code = this.#codeFrom(start);
    const kind = shortKind(code.text, [...gapsOf(run.slice(start)), pauseMs]);
    return kind === null ? { kind: 'other' } : { kind, ...code };
  }

  #codeFrom(start: number): ReadCode {
    const presses = this.#run.slice(start);
    return {
      text: presses
        .map(({ character }) => character)
        .join('')
        .trim(),
      byPlace: presses
        .map(({ place }) => place)
        .join('')
        .trim(),
      firstKey: presses[0]?.number ?? 0,
    };
  }
}

/** A short text in a field may be somebody's word; a code there has a digit. */
function isCodeOfPlace(text: string, place: KeyPlace): boolean {
  if (text.length >= surelyLong) return true;
  return shortCode.test(text) && (place !== 'field' || /\d/.test(text));
}

/**
 * Where the burst at the end of the run begins; `null` where its end is none. A halt within a burst does not end it: what
 * came before is as much a machine's.
 */
function burstOf(run: readonly Press[], pauseMs: number): number | null {
  let start = segmentStart(run, run.length);
  let isMachine = isBurst(run.slice(start), pauseMs);
  while (start > 0) {
    const before = segmentStart(run, start);
    const halves = run.slice(before, start);
    const joined = run.slice(before);
    const isWhole = isComplete(joined) && !isComplete(run.slice(start));
    const isMachines = halves.length >= 3 && meanOf(gapsOf(halves)) <= machinePauseMs;
    if (!(isMachines && !isComplete(run.slice(start))) && !(isMachine && isWhole)) break;
    start = before;
    isMachine = true;
  }
  return isMachine ? start : null;
}

/** Whether the digits are a barcode or a payment code as they stand. */
function isComplete(presses: readonly Press[]): boolean {
  return [presses.map(({ character }) => character), presses.map(({ place }) => place)]
    .map((characters) => characters.join(''))
    .some(isNumber);
}

function isNumber(text: string): boolean {
  return isBarcodeNumber(text) || walletOfCustomerCode(withoutIdentifier(text)) !== null;
}

/** The keys up to `end` that came without a pause, and at one pace: a person's digits before a burst are slower. */
function segmentStart(run: readonly Press[], end: number): number {
  let start = end - 1;
  while (start > 0) {
    const gap = gapBefore(run, start);
    const pace = medianOf(gapsOf(run.slice(start, end)).slice(0, surelyLong));
    const isPersons = gap > longestMeanPauseMs && gapBefore(run, start - 1) > longestMeanPauseMs && start > 1;
    const isSlower = isPersons && pace !== null && gap > 4 * pace && end - start > 3;
    if (gap > longestPauseMs || isSlower) break;
    start -= 1;
  }
  return Math.max(start, 0);
}

function isBurst(presses: readonly Press[], pauseMs: number): boolean {
  const gaps = gapsOf(presses);
  if (presses.length >= surelyLong) return meanOf(gaps) <= longestMeanPauseMs;
  if (presses.length > 3) return (medianOf(gaps) ?? Infinity) <= machinePauseMs;
  if (presses.length < shortestCode) return false;
  return Math.max(...gaps) <= machinePauseMs && pauseMs <= machinePauseMs;
}

/** Where a code that was typed slowly may begin: at the first key, or after a pause longer than those that follow. */
function startsOf(run: readonly Press[]): readonly number[] {
  return run.flatMap((_press, index) => {
    if (index === 0) return [0];
    const pace = medianOf(gapsOf(run.slice(index)));
    return pace !== null && gapBefore(run, index) > 1.8 * pace ? [index] : [];
  });
}

/** Eight digits can be an amount too: then the hand decides. Longer ones cannot, wherever amounts are typed. */
function isNumberTyped(
  { text, byPlace }: ReadCode,
  gaps: readonly number[],
  pauseMs: number,
  place: KeyPlace,
): boolean {
  const number = [text, byPlace].find(isNumber);
  if (number === undefined) return false;
  if (place === 'field') return isEven([...gaps, pauseMs], 0.2, 12);
  return number.length > 10 || number.startsWith('0') || isEven(gaps, 0.35, 25);
}

/** What keys without a check digit say where amounts are typed. */
function shortKind(text: string, gaps: readonly number[]): 'scan' | 'maybe' | null {
  const isSteady = isEven(gaps, 0.2, 12);
  if (text.length < shortestCode || !shortCode.test(text)) return null;
  if (/^\d+$/.test(text)) return isSteady ? 'maybe' : null;
  // No person types a letter where the amount goes, except to name a code.
  return isSteady ? 'scan' : 'maybe';
}

/** Whether the pauses are as alike as a machine's: of four and more, one in four may be out of line. */
function isEven(gaps: readonly number[], share: number, leastMs: number): boolean {
  const middle = medianOf(gaps);
  if (middle === null) return false;
  const alike = gaps.filter((gap) => Math.abs(gap - middle) <= Math.max(share * middle, leastMs));
  return alike.length >= gaps.length - Math.floor(gaps.length / 4);
}

function gapBefore(run: readonly Press[], index: number): number {
  const [before, after] = [run[index - 1], run[index]];
  return before === undefined || after === undefined ? Infinity : after.at - before.at;
}

function gapsOf(presses: readonly Press[]): readonly number[] {
  return presses.slice(1).map((press, index) => press.at - (presses[index]?.at ?? 0));
}

function meanOf(numbers: readonly number[]): number {
  return numbers.length === 0 ? Infinity : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

function medianOf(numbers: readonly number[]): number | null {
  return numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? null;
}
