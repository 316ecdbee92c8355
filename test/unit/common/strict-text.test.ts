import { describe, expect, it } from 'vitest';
import { takeByteOrderMark, textOfFileBytes } from '../../../main/common/strict-text.ts';

const marks = { 'utf-8': 'efbbbf', gb18030: '84319533', 'utf-16le': 'fffe', 'utf-16be': 'feff' } as const;

describe('a byte-order mark', () => {
  it.each(Object.entries(marks))('of %s is taken off once, and says what follows', (encoding, mark) => {
    const marked = Buffer.from(`${mark}${mark}41`, 'hex');
    const { bytes, ...rest } = takeByteOrderMark(marked);
    expect(rest).toEqual({ encoding });
    expect(Buffer.from(bytes).toString('hex')).toBe(`${mark}41`);
  });

  it.each(['', '41', 'efbb', '84319541', 'ff41'])('is not at the beginning of %s', (hex) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(takeByteOrderMark(bytes)).toEqual({ encoding: null, bytes });
  });
});

describe('the text of a file', () => {
  const text = '密钥 {"name":"奶茶"}\r\n';
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, the high byte first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['what a Chinese editor writes', Buffer.from('c3dcd4bf207b226e616d65223a22c4ccb2e8227d0d0a', 'hex')],
    ['the same with its mark', Buffer.from('84319533c3dcd4bf207b226e616d65223a22c4ccb2e8227d0d0a', 'hex')],
  ])('is read in %s', (_what, bytes) => {
    expect(textOfFileBytes(bytes)).toBe(text);
  });

  it.each([
    ['bytes of nothing', Buffer.from([0x80, 0xff])],
    ['what its mark does not fit', Buffer.from([0xef, 0xbb, 0xbf, 0xc4, 0xcc])],
    ['half a UTF-16', Buffer.from([0xff, 0xfe, 0x41])],
  ])('is none in %s', (_what, bytes) => {
    expect(textOfFileBytes(bytes)).toBeNull();
  });
});
