import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForm, type FormReading } from '../../../main/gateways/form-body.ts';

const form = 'application/x-www-form-urlencoded';

function read(body: string | Uint8Array, contentType = form): FormReading {
  return readForm(typeof body === 'string' ? Buffer.from(body, 'latin1') : body, contentType);
}

function valuesOf(reading: FormReading): Record<string, string> {
  if (!reading.ok) throw new Error(reading.fault);
  return Object.fromEntries([...reading.fields.values()].map(({ name, value }) => [name, value]));
}

const nameText = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/).filter((name) => name !== 'charset');

describe('readForm', () => {
  it('reads what URLSearchParams wrote', () => {
    const pairs = fc.uniqueArray(fc.tuple(nameText, fc.string({ unit: 'grapheme' })), { selector: ([name]) => name });
    fc.assert(
      fc.property(pairs, (written) => {
        expect(Object.entries(valuesOf(read(new URLSearchParams(written).toString())))).toEqual(
          Object.entries(Object.fromEntries(written)),
        );
      }),
    );
  });

  it('reads any bytes as URLSearchParams does, or refuses them', () => {
    const pieces = fc.array(
      fc.constantFrom('a', 'b', '=', '&', '+', '%41', '%26', '%3D', '%25', '%2', '%', '%E7%9F%BF', '%FF'),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const reading = read(text);
        if (reading.ok) {
          expect([...reading.fields.values()].map(({ name, value }) => [name, value])).toEqual([
            ...new URLSearchParams(text),
          ]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('undoes blanks and escapes exactly once', () => {
    expect(valuesOf(read('a=1+2%2B3&b=%2541&c=x=y&d=&e&f=%26quot%3B'))).toEqual({
      a: '1 2+3',
      b: '%41',
      c: 'x=y',
      d: '',
      e: '',
      f: '&quot;',
    });
  });

  it('keeps the bytes that were signed beside the text', () => {
    const reading = read('subject=%C4%E3%BA%C3&charset=GBK');
    if (!reading.ok) throw new Error(reading.fault);
    expect(reading.fields.get('subject')).toEqual({
      name: 'subject',
      bytes: Uint8Array.from([0xc4, 0xe3, 0xba, 0xc3]),
      value: '你好',
    });
  });

  it.each([
    ['a=%C4%E3&charset=gbk', form],
    ['a=%C4%E3&charset=gb2312', form],
    ['a=%C4%E3', `${form};charset=GBK`],
    ['a=%C4%E3', `${form}; charset="gb2312"`],
    ['a=%E4%BD%A0', form],
    ['a=%E4%BD%A0&charset=UTF-8', `${form};charset=gbk`],
    ['a=%E4%BD%A0&charset=', form],
    ['a=%C4%E3&charset=GB18030', form],
    ['a=%C4%E3', form],
    ['a=%C4%E3&charset=utf-8', form],
    ['a=%C4%E3&charset=ISO-8859-1', `${form};charset=ISO-8859-1`],
    ['a=%E4%BD%A0', `${form};charset=ISO-8859-1`],
  ])('decodes %s of type %s', (body, contentType) => {
    expect(valuesOf(read(body, contentType))['a']).toBe('你');
  });

  it('is in one character set, however many of its values could be in another', () => {
    expect(valuesOf(read('a=%D2%BB&b=%C4%CC%B2%E8'))).toEqual({ a: '一', b: '奶茶' });
  });

  it.each([
    'a=1&b=2\n',
    'a=1&b=2\r\n',
    'a=1&b=2\r',
    '\r\na=1&b=2\n\n',
    '\xef\xbb\xbfa=1&b=2',
    '\xef\xbb\xbf\na=1&b=2\n',
  ])('passes over what an editor or a shell put round it: %j', (body) => {
    expect(valuesOf(read(body))).toEqual({ a: '1', b: '2' });
  });

  it('keeps line breaks that were escaped, and blanks', () => {
    expect(valuesOf(read('a=%0D%0A&b=+x+'))).toEqual({ a: '\r\n', b: ' x ' });
  });

  it.each([
    ['a=%', 'malformed_escape'],
    ['a=%4', 'malformed_escape'],
    ['a=%zz', 'malformed_escape'],
    ['%4=a', 'malformed_escape'],
    ['a=%FF', 'malformed_text'],
    ['a=%81&charset=gbk', 'malformed_text'],
    ['a=1&a=1', 'duplicate_name'],
    ['a=1&%61=2', 'duplicate_name'],
    ['a%3D1%26b=2', 'unexpected_name'],
    ['=1', 'unexpected_name'],
    ['a%20=1', 'unexpected_name'],
    ['a=1&charset=utf-16', 'unsupported_charset'],
    ['a=1&charset=constructor', 'unsupported_charset'],
    ['\xef\xbb\xbf\xef\xbb\xbfa=1', 'unexpected_name'],
  ])('refuses %s as %s', (body, fault) => {
    expect(read(body)).toEqual({ ok: false, fault });
  });
});
