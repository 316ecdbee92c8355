import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesBetween,
  bytesWithPlainSlashes,
  charsetOf,
  decodeReceived,
  decodeText,
  encodeText,
  escapeJsonFor,
  headerCharset,
} from '../../../../main/gateways/charset.ts';

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

describe('what a gateway sends', () => {
  const gbk = Buffer.from('c4ccb2e8', 'hex');
  const utf8 = Buffer.from('奶茶');
  const marked = Buffer.concat([Buffer.from('efbbbf', 'hex'), utf8]);

  it.each([
    ['as it declares', gbk, ['GBK'], 'GBK'],
    ['as UTF-8, declaring nothing', utf8, [null, null], 'utf-8'],
    ['as GB18030, declaring nothing', gbk, [], 'GB18030'],
    ['as GB18030, declaring UTF-8', gbk, ['utf-8'], 'GB18030'],
    ['as what the request was in, declaring nothing', gbk, [null, 'GB2312'], 'GB2312'],
    ['as UTF-8 where its mark says so, whatever it declares', marked, ['GBK'], 'utf-8'],
  ] as const)('is read %s', (_how, bytes, declared, charset) => {
    expect(decodeReceived(bytes, declared)).toMatchObject({ charset, text: '奶茶' });
  });

  it('is read by its label where it could be two things', () => {
    const ambiguous = Buffer.from('d2bb', 'hex');
    expect(decodeReceived(ambiguous, ['GBK'])?.text).toBe('一');
    expect(decodeReceived(ambiguous, [])?.text).toBe('\u04bb');
  });

  it.each(['店\\\\', '交\\/易\\"x'])('is read by its label only where that leaves a document: %s', (words) => {
    const json = `{"msg":"${words}"}`;
    expect(decodeReceived(Buffer.from(json), ['GBK'])).toMatchObject({ charset: 'utf-8', text: json });
  });

  it('is none where it is text in nothing', () => {
    expect(decodeReceived(Buffer.from('c4ccff', 'hex'), ['GBK'])).toBeNull();
  });

  it.each([
    ['text/html;charset=GBK', 'GBK'],
    ['text/html; Charset = "gb18030"', 'GB18030'],
    ["application/json; charset='utf-8'; x=y", 'utf-8'],
    ['text/html;charset=ISO-8859-1', null],
    ['text/html', null],
    [undefined, null],
  ] as const)('declares in %s: %s', (header, charset) => {
    expect(headerCharset(header)).toBe(charset);
  });
});

describe('bytesWithPlainSlashes', () => {
  const everySlash = (hex: string, charset: 'utf-8' | 'GB18030'): string | null => {
    const bytes = Buffer.from(hex, 'hex');
    const text = decodeText(bytes, charset)!;
    const decoded = charset === 'utf-8' ? { charset, text } : { charset, text, bytes };
    const plain = bytesWithPlainSlashes(decoded, { start: 0, end: text.length });
    return plain === null ? null : Buffer.from(plain).toString('hex');
  };

  it('unescapes slashes, and keeps a backslash that is half of a character', () => {
    expect(everySlash('5c2f415c2f', 'utf-8')).toBe('2f412f');
    // 8d5c is one character; what follows it is a plain slash.
    expect(everySlash('8d5c2f5c2f813081305c2f', 'GB18030')).toBe('8d5c2f2f813081302f');
  });

  it('says where there was none', () => {
    expect(everySlash('8d5c2f', 'GB18030')).toBeNull();
    expect(everySlash('2f', 'utf-8')).toBeNull();
  });
});

describe('charsetOf', () => {
  it.each([
    ['UTF-8', 'utf-8'],
    ['utf8', 'utf-8'],
    ['gbk', 'GBK'],
    ['GB2312', 'GB2312'],
    ['gb_2312', 'GB2312'],
    ['gb18030', 'GB18030'],
    ['GB-18030', 'GB18030'],
    ['big5', null],
    ['', null],
  ] as const)('takes %s for %s', (name, charset) => {
    expect(charsetOf(name)).toBe(charset);
  });
});
