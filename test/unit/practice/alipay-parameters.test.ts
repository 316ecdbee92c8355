import { describe, expect, it } from 'vitest';
import { readCall, textToSign } from '../../../main/practice/alipay/parameters.ts';

function parametersOf(queryText: string, bodyText: string): readonly (readonly [string, string])[] | null {
  const read = readCall(`charset=utf-8&${queryText}`, bodyText);
  return read.ok ? [...read.call.parameters].slice(1) : null;
}

describe('Alipay’s parameters', () => {
  it('are decoded once: plus is a blank, a percent sign stays what it was', () => {
    expect(parametersOf('a=1+2&b=%2B%25&c=x%3Dy%26z', 'biz_content=%7B%22s%22%3A%22%E8%8C%B6%22%7D&d&=e')).toEqual([
      ['a', '1 2'],
      ['b', '+%'],
      ['c', 'x=y&z'],
      ['biz_content', '{"s":"茶"}'],
      ['d', ''],
      ['', 'e'],
    ]);
  });

  it('may not come twice, nor in broken UTF-8', () => {
    expect(parametersOf('a=1', 'a=1')).toBeNull();
    expect(parametersOf('a=%ff', '')).toBeNull();
    expect(parametersOf('a=%', '')).toBeNull();
    expect(parametersOf('a=%4x', '')).toBeNull();
  });

  it.each([
    ['charset=GBK&', 'gbk'],
    ['charset=gb2312&', 'gb2312'],
    ['', 'gbk'],
  ])(
    'are decoded as %j says, and as GBK where nothing is said; the raw bytes stay for the signature',
    (said, charset) => {
      const read = readCall(`${said}a=%B2%E8`, '');
      if (!read.ok) throw new Error(read.fault.subCode);
      expect(read.call.charset).toBe(charset);
      expect(read.call.parameters.get('a')).toBe('茶');
      expect(Buffer.from(read.call.rawParameters.get('a') ?? '', 'latin1').toString('hex')).toBe('b2e8');
    },
  );

  it('are signed raw, sorted by name as bytes sort, without the signature and without empty values', () => {
    const parameters = new Map([
      ['b', '2'],
      ['a_b', '=&+'],
      ['aB', '茶'],
      ['sign', 'x'],
      ['empty', ''],
      ['a', '1'],
    ]);
    expect(textToSign(parameters, ['sign'])).toBe('a=1&aB=茶&a_b==&+&b=2');
  });
});
