import { describe, expect, it } from 'vitest';
import { Scanner, type KeyReading, type TypedKey } from '../../../renderer/logic/scanner.ts';

function codeOf(character: string): string {
  if (/\d/.test(character)) return `Digit${character}`;
  return /[a-z]/i.test(character) ? `Key${character.toUpperCase()}` : 'Minus';
}

function keyOf(character: string, changes: Partial<TypedKey> = {}): TypedKey {
  return {
    key: character,
    code: character.length === 1 ? codeOf(character) : character,
    isComposing: false,
    shiftKey: /[A-Z]/.test(character) && character.length === 1,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    repeat: false,
    timeStamp: 0,
    ...changes,
  };
}

interface TypingOptions {
  readonly end?: 'Enter' | 'Tab';
  readonly scanner?: Scanner;
  readonly from?: number;
  readonly changes?: Partial<TypedKey>;
}

/** Types with so many milliseconds between the keys; the readings, the last one that of the end. */
function typed(
  text: string,
  pauseMs: number,
  { end = 'Enter', scanner = new Scanner(), from = 1_000, changes = {} }: TypingOptions = {},
): readonly KeyReading[] {
  return [...Array.from(text), end].map((character, index) => {
    const timeStamp = from + index * pauseMs;
    return scanner.take(keyOf(character, { ...changes, timeStamp }));
  });
}

function scanIn(readings: readonly KeyReading[]): string | null {
  const last = readings.at(-1);
  return last?.kind === 'scan' ? last.text : null;
}

describe('a barcode scanner', () => {
  it.each([1, 8, 35])('is known by %i ms between its keys', (pauseMs) => {
    expect(scanIn(typed('6901234567892', pauseMs))).toBe('6901234567892');
  });

  it('may end its codes with Tab', () => {
    expect(scanIn(typed('6901234567892', 8, { end: 'Tab' }))).toBe('6901234567892');
  });

  it('may type letters and signs', () => {
    expect(scanIn(typed('Abc-1234', 8))).toBe('Abc-1234');
  });

  it('may stumble once in a code', () => {
    const scanner = new Scanner();
    const times = [0, 8, 16, 96, 104, 112, 120, 128];
    const readings = [...Array.from('1234567'), 'Enter'].map((key, index) =>
      scanner.take(keyOf(key, { timeStamp: times[index] ?? 0 })),
    );
    expect(scanIn(readings)).toBe('1234567');
  });

  it('is read by the keys’ places while an input method takes them', () => {
    const scanner = new Scanner();
    const readings = [...Array.from('690AB2'), 'Enter'].map((character, index) =>
      scanner.take(keyOf(character, { key: 'Process', timeStamp: index * 8 })),
    );
    expect(scanIn(readings)).toBe('690AB2');
  });

  it('is read in full width too', () => {
    expect(scanIn(typed('６９０１２３', 8))).toBe('690123');
  });

  it('begins anew with the next code', () => {
    const scanner = new Scanner();
    typed('6901234567892', 8, { scanner });
    expect(scanIn(typed('123456', 8, { scanner, from: 1_200 }))).toBe('123456');
  });
});

describe('a person at the keyboard', () => {
  it.each([60, 90, 200])('is known by %i ms between the keys', (pauseMs) => {
    expect(scanIn(typed('14130000', pauseMs))).toBeNull();
  });

  it('may type a short amount as fast as they like', () => {
    expect(scanIn(typed('14130', 1))).toBeNull();
  });

  it('may hold a key down', () => {
    expect(scanIn(typed('000000000', 30, { changes: { repeat: true } }))).toBeNull();
  });

  it('may press Enter long after', () => {
    const scanner = new Scanner();
    for (const [index, character] of Array.from('123456789').entries()) {
      scanner.take(keyOf(character, { timeStamp: index }));
    }
    expect(scanner.take(keyOf('Enter', { timeStamp: 500 })).kind).toBe('other');
  });

  it('may use the keys of commands', () => {
    expect(scanIn(typed('aaaaaaa', 5, { changes: { ctrlKey: true } }))).toBeNull();
  });
});

describe('the first key of what may be a code', () => {
  it('is told from those that follow, so that what it did can be undone', () => {
    expect(typed('123', 8).map(({ kind }) => kind)).toEqual(['first', 'more', 'more', 'other']);
  });

  it('comes again after a pause', () => {
    const scanner = new Scanner();
    expect(scanner.take(keyOf('1', { timeStamp: 0 })).kind).toBe('first');
    expect(scanner.take(keyOf('2', { timeStamp: 101 })).kind).toBe('first');
  });
});
