import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesBetween, charsetOf, decodeText, encodeText, escapeJsonFor } from '../../../../main/gateways/charset.ts';

const everyBmpCharacter = Array.from({ length: 0xffff - 0x80 }, (_, index) => index + 0x80)
  .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
  .map((codePoint) => String.fromCodePoint(codePoint));

describe('encodeText', () => {
  it.each([
    ['GBK', '中文', 'd6d0cec4'],
    ['GBK', '當面付', 'ae94c3e6b8b6'],
    ['GBK', 'A\u3000—·', '41a1a1a1aaa1a4'],
    ['GBK', '\ufa0c', 'fe40'],
    ['GB2312', '啊齄', 'b0a1f7fe'],
    ['utf-8', '中😀', 'e4b8adf09f9880'],
  ] as const)('in %s of %s', (charset, text, hex) => {
    expect(encodeText(text, charset)?.toString('hex')).toBe(hex);
  });

  it.each([
    ['GB2312', '當'],
    ['GB2312', '\u2170'],
    ['GBK', '€'],
    ['GBK', '😀'],
    ['GBK', '\ue000'],
    ['GBK', '\ud800'],
    ['utf-8', '\ud800'],
  ] as const)('in %s has nothing for %j', (charset, text) => {
    expect(encodeText(`中${text}`, charset)).toBeNull();
  });

  it.each([
    ['GBK', 21_791],
    ['GB2312', 7445],
  ] as const)('in %s knows each of its %i characters, and they come back', (charset, count) => {
    const known = everyBmpCharacter.filter((character) => encodeText(character, charset) !== null);
    expect(known).toHaveLength(count);
    const text = known.join('');
    expect(decodeText(encodeText(text, charset)!, charset)).toBe(text);
  });
});

describe('escapeJsonFor', () => {
  it('leaves one document that every character set can carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('utf-8', 'GBK', 'GB2312'), (text, charset) => {
        const json = escapeJsonFor(charset, JSON.stringify({ subject: text }));
        const bytes = encodeText(json, charset);
        expect(bytes).not.toBeNull();
        expect(JSON.parse(decodeText(bytes!, charset)!)).toEqual({ subject: text });
      }),
    );
  });

  it('keeps what the character set has', () => {
    expect(escapeJsonFor('GBK', '"當😀"')).toBe('"當\\ud83d\\ude00"');
    expect(escapeJsonFor('GB2312', '"當中"')).toBe('"\\u7576中"');
  });
});

describe('bytesBetween', () => {
  it('finds them in UTF-8', () => {
    const text = 'x矿😀{"a":"泉"}y';
    const range = { start: text.indexOf('{'), end: text.indexOf('}') + 1 };
    expect(Buffer.from(bytesBetween({ charset: 'utf-8', text }, range)).toString()).toBe('{"a":"泉"}');
  });

  it('finds them in GBK, past trail bytes like a backslash and past four-byte characters', () => {
    const outside = Buffer.from('78b55c813081309439fc36', 'hex');
    const inside = Buffer.from('7bb55c813081307d', 'hex');
    const bytes = Buffer.concat([outside, inside, Buffer.from('y')]);
    const text = decodeText(bytes, 'GBK')!;
    const range = { start: text.indexOf('{'), end: text.indexOf('}') + 1 };
    expect(Buffer.from(bytesBetween({ charset: 'GBK', text, bytes }, range)).toString('hex')).toBe(
      inside.toString('hex'),
    );
  });
});

describe('charsetOf', () => {
  it.each([
    ['UTF-8', 'utf-8'],
    ['utf8', 'utf-8'],
    ['gbk', 'GBK'],
    ['GB2312', 'GB2312'],
    ['gb_2312', 'GB2312'],
    ['big5', null],
    ['', null],
  ] as const)('takes %s for %s', (name, charset) => {
    expect(charsetOf(name)).toBe(charset);
  });
});
