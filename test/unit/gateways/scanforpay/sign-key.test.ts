import { describe, expect, it } from 'vitest';
import { parseSignKey } from '../../../../main/gateways/scanforpay/sign-key.ts';

describe('a sign key', () => {
  it.each([
    'a1b2C3',
    ' a1b2C3\r\n',
    '\u200ba1b2C3',
    'a1b2\u200d\u2060C3\ufeff',
    '\u00a0a1b2C3\u3000',
    '\u202aa1b2C3\u202c',
    'a1\u00adb2C3\u0000',
    '"a1b2C3"',
    '\u201ca1b2C3\u201d',
    "'a1b2C3',",
    '`a1b2C3`;',
    'key=a1b2C3',
    'sign_key : a1b2C3',
    'SIGNKEY=a1b2C3',
    '"signKey": "a1b2C3",',
    "'sign_key' => 'a1b2C3',",
    '密钥：a1b2C3',
    '签名密钥: a1b2C3',
    '署名キー：a1b2C3',
  ])('is read of %j', (text) => {
    expect(parseSignKey(text)).toEqual({ ok: true, value: 'a1b2C3' });
  });

  it.each(['monkey==', 'Key=', 'a=b', 'x:y', 'two words', '!@#$%^&()_+{}|<>?/~', 'secret'])(
    'is taken as it is: %j',
    (text) => {
      expect(parseSignKey(text)).toEqual({ ok: true, value: text });
    },
  );

  it.each([
    ['', 'empty'],
    [' \u200b\n', 'empty'],
    ['""', 'empty'],
    ['a1b2\tC3', 'several_lines'],
    ['a1b2\nC3', 'several_lines'],
    ['a1b2\u00a0C3', 'unexpected_characters'],
    ['"a1b2C3', 'unexpected_characters'],
    ['ａ１ｂ２', 'unexpected_characters'],
    ['••••••', 'unexpected_characters'],
    ['******', 'unexpected_characters'],
    ['a1b2…', 'unexpected_characters'],
    ['a1b2\ufffdC3', 'unexpected_characters'],
    ['密钥', 'unexpected_characters'],
  ])('is not read of %j: %s', (text, problem) => {
    expect(parseSignKey(text)).toEqual({ ok: false, problem });
  });
});
