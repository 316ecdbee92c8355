import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charsetNamed, charsets, decodeText, encodeText } from '../../../../main/practice/common/charset.ts';

describe('a charset', () => {
  it('is known by its name in any case, and is GBK without one', () => {
    expect(['utf-8', 'UTF-8', 'GBK', 'gb2312', ''].map(charsetNamed)).toEqual([
      'utf-8',
      'utf-8',
      'gbk',
      'gb2312',
      'gbk',
    ]);
    expect(['utf8', 'gb18030', 'Big5', ' gbk'].map(charsetNamed)).toEqual([null, null, null, null]);
  });

  it('writes the bytes that other programs write', () => {
    // printf '茶€a' | iconv -f utf-8 -t cp936 | xxd -p
    expect(encodeText('茶€a', 'gbk').toString('hex')).toBe('b2e88061');
    expect(encodeText('茶', 'gb2312').toString('hex')).toBe('b2e8');
    expect(encodeText('茶', 'utf-8').toString('hex')).toBe('e88cb6');
  });

  it('puts a question mark where it has no sign', () => {
    expect(encodeText('a😀b', 'gbk').toString('latin1')).toBe('a?b');
  });

  it('reads back whatever it can write', () => {
    const hanzi = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code));
    const texts = fc
      .array(fc.oneof(hanzi, fc.string({ maxLength: 3, unit: 'binary-ascii' })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, fc.constantFrom(...charsets), (text, charset) => {
        expect(decodeText(encodeText(text, charset), charset)).toBe(text);
      }),
    );
  });

  it('says so when bytes are no text of it', () => {
    expect(decodeText(Uint8Array.of(0xff), 'gbk')).toBeNull();
    expect(decodeText(Uint8Array.of(0xb2), 'gbk')).toBeNull();
    expect(decodeText(Uint8Array.of(0xb2, 0xe8), 'utf-8')).toBeNull();
  });
});
