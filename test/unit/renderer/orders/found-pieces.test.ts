import { describe, expect, it } from 'vitest';
import { foundPieces } from '../../../../renderer/orders/found-pieces.ts';

describe('marking what was searched for', () => {
  it('marks every place, in any case', () => {
    expect(foundPieces('Tea and tea', 'TEA')).toEqual([
      { text: 'Tea', isFound: true },
      { text: ' and ', isFound: false },
      { text: 'tea', isFound: true },
    ]);
  });

  it('marks nothing for an empty search or where it is not found', () => {
    expect(foundPieces('Tea', '  ')).toEqual([{ text: 'Tea', isFound: false }]);
    expect(foundPieces('Tea', 'pot')).toEqual([{ text: 'Tea', isFound: false }]);
  });

  it('never loses or adds a character', () => {
    for (const [text, search] of [
      ['ほうじ茶 ほか2点', '茶'],
      ['İstanbul i', 'i'],
      ['', 'x'],
    ] as const) {
      expect(
        foundPieces(text, search)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }
  });

  it('never marks another text than the one searched for', () => {
    // «İ» becomes two characters in lower case, which moves everything behind it.
    const marked = foundPieces('İstanbul tea', 'tea').filter(({ isFound }) => isFound);
    expect(marked.filter(({ text }) => text !== 'tea')).toEqual([]);
  });
});
