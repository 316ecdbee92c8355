import { describe, expect, it } from 'vitest';
import { readParameters, textToSign } from '../../../main/practice/alipay/parameters.ts';

describe('Alipay’s parameters', () => {
  it('are decoded once: plus is a blank, a percent sign stays what it was', () => {
    const parameters = readParameters('a=1+2&b=%2B%25&c=x%3Dy%26z', 'biz_content=%7B%22s%22%3A%22%E8%8C%B6%22%7D&d&=e');
    expect([...(parameters ?? [])]).toEqual([
      ['a', '1 2'],
      ['b', '+%'],
      ['c', 'x=y&z'],
      ['biz_content', '{"s":"茶"}'],
      ['d', ''],
      ['', 'e'],
    ]);
  });

  it('may not come twice, nor in broken UTF-8', () => {
    expect(readParameters('a=1', 'a=1')).toBeNull();
    expect(readParameters('a=%ff', '')).toBeNull();
    expect(readParameters('a=%', '')).toBeNull();
  });

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
