import { describe, expect, it } from 'vitest';
import { Scanner, type KeyPlace, type KeyReading, type TypedKey } from '../../../../renderer/scanner/scanner.ts';

const tea = '6907770001012';
const gum = '07771231';

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
  readonly place?: KeyPlace;
  /** Between the last key and the end; otherwise as between the others. */
  readonly endPauseMs?: number;
}

/** Types with so many milliseconds between the keys, or with these; the readings, the last one that of the end. */
function typed(
  text: string,
  pauses: number | readonly number[],
  {
    end = 'Enter',
    scanner = new Scanner(),
    from = 1_000,
    changes = {},
    place = 'amount',
    endPauseMs,
  }: TypingOptions = {},
): readonly KeyReading[] {
  let timeStamp = from;
  const keys = [...Array.from(text), end];
  return keys.map((character, index) => {
    const usual = typeof pauses === 'number' ? pauses : (pauses[index - 1] ?? 0);
    if (index > 0) timeStamp += index === keys.length - 1 ? (endPauseMs ?? usual) : usual;
    return scanner.take(keyOf(character, { ...changes, timeStamp }), place);
  });
}

function scanIn(readings: readonly KeyReading[]): string | null {
  const last = readings.at(-1);
  return last?.kind === 'scan' ? last.text : null;
}

/** How the last key is read, with the code that it ends. */
function endOf(readings: readonly KeyReading[]): string {
  const last = readings.at(-1);
  if (last === undefined) throw new Error('nothing was typed');
  return last.kind === 'scan' || last.kind === 'maybe' ? `${last.kind} ${last.text}` : last.kind;
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
      scanner.take(keyOf(key, { timeStamp: times[index] ?? 0 }), 'amount'),
    );
    expect(scanIn(readings)).toBe('1234567');
  });

  it('is read by the keys’ places while an input method takes them', () => {
    const scanner = new Scanner();
    const readings = [...Array.from('690AB2'), 'Enter'].map((character, index) =>
      scanner.take(keyOf(character, { key: 'Process', timeStamp: index * 8 }), 'field'),
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

describe('the end of a code', () => {
  it.each([
    ['a second Enter', ['Enter']],
    ['Tab', ['Tab']],
    ['Enter, Tab and Enter', ['Enter', 'Tab', 'Enter']],
    ['an arrow down', ['ArrowDown']],
  ])('may be followed by %s, which does nothing', (_what, keys) => {
    const scanner = new Scanner();
    typed(tea, 8, { scanner });
    const endedAt = 1_000 + 13 * 8;
    for (const [index, key] of keys.entries()) {
      expect(scanner.take(keyOf(key, { timeStamp: endedAt + (index + 1) * 100 }), 'amount')).toEqual({ kind: 'ended' });
    }
  });

  it('may be followed by a line feed', () => {
    const scanner = new Scanner();
    typed(tea, 8, { scanner });
    const lineFeed = keyOf('j', { code: 'KeyJ', ctrlKey: true, timeStamp: 1_112 });
    expect(scanner.take(lineFeed, 'amount')).toEqual({ kind: 'ended' });
  });

  it('may be a line feed alone', () => {
    const scanner = new Scanner();
    for (const [index, key] of Array.from(tea).entries()) scanner.take(keyOf(key, { timeStamp: index * 8 }), 'amount');
    const lineFeed = keyOf('j', { code: 'KeyJ', ctrlKey: true, timeStamp: 104 });
    expect(scanner.take(lineFeed, 'amount')).toMatchObject({ kind: 'scan', text: tea });
  });

  it('may come late', () => {
    expect(scanIn(typed(tea, 8, { endPauseMs: 400 }))).toBe(tea);
    expect(scanIn(typed('1234', 8, { endPauseMs: 400 }))).toBe('1234');
  });

  it('is over half a second later: then Enter is a person’s', () => {
    const scanner = new Scanner();
    typed(tea, 8, { scanner });
    expect(scanner.take(keyOf('Enter', { timeStamp: 1_104 + 501 }), 'amount').kind).toBe('other');
  });

  it('is not that of the next code', () => {
    const scanner = new Scanner();
    typed(tea, 8, { scanner });
    expect(scanIn(typed(gum, 8, { scanner, from: 1_200 }))).toBe(gum);
  });

  it('may be missing, where digits come as from a machine and then nothing', () => {
    const scanner = new Scanner();
    for (const [index, key] of Array.from(tea).entries()) scanner.take(keyOf(key, { timeStamp: index * 8 }), 'amount');
    expect(scanner.takeUnended(399)).toBeNull();
    expect(scanner.takeUnended(400)).toMatchObject({ text: tea });
    // An ending that comes all the same is one of the code.
    expect(scanner.take(keyOf('Enter', { timeStamp: 500 }), 'amount').kind).toBe('ended');
  });

  it('is waited for longer where the digits are no barcode: a halt may be in the middle of one', () => {
    const scanner = new Scanner();
    for (const [index, key] of Array.from(tea.slice(0, 12)).entries()) {
      scanner.take(keyOf(key, { timeStamp: index * 8 }), 'amount');
    }
    expect(scanner.takeUnended(400)).toBeNull();
    expect(scanner.takeUnended(1_000)).toMatchObject({ text: tea.slice(0, 12) });
  });

  it.each([
    ['a person’s digits', tea, 70],
    ['few digits', '14130', 2],
    ['letters', 'XnpNAPnBpn', 2],
  ])('is not missing after %s', (_what, text, pauseMs) => {
    const scanner = new Scanner();
    for (const [index, key] of Array.from(text).entries()) {
      scanner.take(keyOf(key, { timeStamp: index * pauseMs }), 'amount');
    }
    expect(scanner.takeUnended(1_000)).toBeNull();
  });
});

describe('a halt within a code', () => {
  it.each([1, 6, 12])('before digit %i leaves it whole', (at) => {
    const pauses = Array.from(tea, (_, index) => (index + 1 === at ? 300 : 8));
    expect(scanIn(typed(tea, pauses))).toBe(tea);
  });

  it('right after its first key leaves it whole, as long as no fingers would have stopped there', () => {
    expect(scanIn(typed('n+5%/p*-.', [80, 0, 0, 0, 0, 0, 0, 0, 0]))).toBe('n+5%/p*-.');
  });

  it('leaves a code of letters whole', () => {
    expect(scanIn(typed('SKU-1001', [8, 8, 8, 300, 8, 8, 8, 8]))).toBe('SKU-1001');
  });

  it('is told from what a person has typed before', () => {
    const scanner = new Scanner();
    for (const [index, key] of ['5', '0', '0'].entries()) {
      scanner.take(keyOf(key, { timeStamp: 100 + index * 120 }), 'amount');
    }
    expect(scanIn(typed(tea, 8, { scanner, from: 700 }))).toBe(tea);
    expect(scanIn(typed('SKU-1001', 8, { scanner, from: 2_000 }))).toBe('SKU-1001');
  });

  it('is told from a person’s digits right before, by the pace', () => {
    const scanner = new Scanner();
    for (const [index, key] of Array.from('6907770001013').entries()) {
      scanner.take(keyOf(key, { timeStamp: index * 70 }), 'amount');
    }
    expect(scanIn(typed('134567890123456789', 8, { scanner, from: 910 }))).toBe('134567890123456789');
  });
});

describe('a slow scanner', () => {
  it.each([60, 90, 150, 250])('is known by the check digit at %i ms a key', (pauseMs) => {
    for (const code of [gum, tea, '012345000775', '690777000101205']) {
      expect(endOf(typed(code, pauseMs)), code).toBe(`scan ${code}`);
    }
  });

  it('may waver as radio does', () => {
    expect(endOf(typed(gum, [60, 75, 45, 60, 90, 60, 60, 75]))).toBe(`scan ${gum}`);
  });

  it('is known in the middle of what a person has typed', () => {
    const scanner = new Scanner();
    scanner.take(keyOf('5', { timeStamp: 0 }), 'amount');
    expect(endOf(typed(tea, 60, { scanner, from: 600 }))).toBe(`scan ${tea}`);
  });

  it('is known in another field by how even its keys are', () => {
    expect(endOf(typed(tea, 60, { place: 'field' }))).toBe(`scan ${tea}`);
    expect(endOf(typed(tea, [90, 210, 140, 60, 320, 110, 80, 170, 95, 240, 130, 70, 160], { place: 'field' }))).toBe(
      'other',
    );
  });

  it('may have typed a short code, if there are such goods', () => {
    expect(endOf(typed('1234', 60))).toBe('maybe 1234');
    expect(endOf(typed('1234', 60, { place: 'field' }))).toBe('other');
  });

  it('is known by letters where the amount goes', () => {
    expect(endOf(typed('B1234', 70))).toBe('scan B1234');
    expect(endOf(typed('mug7', [150, 90, 240, 400]))).toBe('maybe mug7');
  });
});

describe('a short code', () => {
  it.each(['1234', 'B1234', '12345', 'A-1', '77'])('is known by a burst that no fingers make: %s', (code) => {
    expect(endOf(typed(code, 8))).toBe(`scan ${code}`);
    expect(endOf(typed(code, 8, { place: 'field' }))).toBe(`scan ${code}`);
  });

  it.each(['4711', '471147114711'])(
    'is the PIN itself where one is typed, and the keys after it are a person’s: %s',
    (pin) => {
      const scanner = new Scanner();
      expect(endOf(typed(pin, 8, { place: 'pin', end: 'Tab', scanner }))).toBe('other');
      expect(scanner.take(keyOf('Tab', { timeStamp: 1_200 }), 'none').kind).toBe('other');
      expect(scanner.take(keyOf('Enter', { timeStamp: 1_250 }), 'none').kind).toBe('other');
    },
  );

  it('is longer than any PIN where a customer’s payment code comes', () => {
    expect(endOf(typed('280012345678901234', 8, { place: 'pin' }))).toBe('scan 280012345678901234');
  });

  it('is no word in a field, and no amount with its signs', () => {
    expect(endOf(typed('tea', 8, { place: 'field' }))).toBe('other');
    expect(endOf(typed('12,5', 8))).toBe('other');
    expect(endOf(typed('12.50', 8))).toBe('other');
  });
});

describe('another keyboard layout', () => {
  it('is seen through by the places of the keys', () => {
    const scanner = new Scanner();
    const azerty = 'à&é"\'(-è_ç';
    const keys = Array.from(tea, (digit, index) =>
      scanner.take(keyOf(azerty[Number(digit)] ?? '', { code: `Digit${digit}`, timeStamp: index * 8 }), 'amount'),
    );
    expect(keys.every(({ kind }) => kind === 'key')).toBe(true);
    expect(scanner.take(keyOf('Enter', { timeStamp: 104 }), 'amount')).toMatchObject({ kind: 'scan', byPlace: tea });
  });

  it('is seen through where a key makes no character by itself', () => {
    const scanner = new Scanner();
    const presses = [
      keyOf(']', { key: 'Dead', code: 'BracketRight' }),
      ...Array.from('E01234567', (one) => keyOf(one)),
    ];
    for (const [index, press] of presses.entries()) scanner.take({ ...press, timeStamp: index * 8 }, 'amount');
    expect(scanner.take(keyOf('Enter', { timeStamp: 90 }), 'amount')).toMatchObject({ text: ']E01234567' });
  });
});

describe('a person at the keyboard', () => {
  it.each([
    ['14130000', [90, 210, 140, 60, 320, 110, 80, 170]],
    ['14130', [120, 90, 200, 80, 300]],
    ['1234', [110, 190, 90, 260]],
    ['07771231'.replace('0', '1'), [120, 190, 90, 310, 140, 70, 220, 160]],
  ] as const)('types the amount %s', (text, pauses) => {
    expect(endOf(typed(text, pauses))).toBe('other');
  });

  it('may be as even as a machine: then the catalogue decides', () => {
    expect(endOf(typed('14130', 70))).toBe('maybe 14130');
  });

  it('may type the digits of a barcode by hand', () => {
    expect(endOf(typed(tea, [200, 310, 150, 420, 260, 180, 330, 240, 290, 170, 380, 220, 600]))).toBe(`scan ${tea}`);
  });

  it('may hold a key down', () => {
    expect(scanIn(typed('000000000', 30, { changes: { repeat: true } }))).toBeNull();
  });

  it('may press Enter long after', () => {
    expect(endOf(typed('1234', [110, 190, 90], { endPauseMs: 2_000 }))).toBe('other');
  });

  it('may use the keys of commands', () => {
    expect(scanIn(typed('aaaaaaa', 5, { changes: { ctrlKey: true } }))).toBeNull();
  });

  it('may have pressed a letter that did its work before', () => {
    const scanner = new Scanner();
    scanner.take(keyOf('n', { timeStamp: 0 }), 'none');
    scanner.reset();
    expect(endOf(typed('1800', [140, 90, 210, 300], { scanner, from: 200 }))).toBe('other');
  });
});

describe('every key of what may be a code', () => {
  it('is numbered, so that what was done since can be undone', () => {
    const scanner = new Scanner();
    typed('500', [120, 90, 200], { scanner });
    const readings = typed(tea, 8, { scanner, from: 5_000 });
    expect(readings[0]).toMatchObject({ kind: 'key', goesOn: false });
    expect(readings[1]).toMatchObject({ kind: 'key', goesOn: true });
    const [first, last] = [readings[0], readings.at(-1)];
    if (first?.kind !== 'key' || last?.kind !== 'scan') throw new Error('no code was read');
    expect(last.firstKey).toBe(first.number);
  });
});
