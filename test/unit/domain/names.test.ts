import { expect, it } from 'vitest';
import { goodsSchema, operatorSchema, accountSchema, shopNameSchema } from '../../../preload/contract/index.ts';
import { noteProblem, unsupportedCharacter, withoutHidden } from '../../../main/domain/order-input.ts';

const given = '\u202e Tea\u200b \u2066house\u2069 ';

it('a name is kept without marks of direction and characters that have no width, whoever gave it', () => {
  expect(withoutHidden(given).trim()).toBe('Tea house');
  expect(shopNameSchema.parse(given)).toBe('Tea house');
  const operator = { id: '7e0f8f1e-0000-4000-8000-000000000001', name: given, role: 'cashier' };
  expect(operatorSchema.parse(operator).name).toBe('Tea house');
  const goods = { code: 'TEA', name: 'Tea\u202e', unit: '', priceMinor: 1, currency: 'CNY' };
  expect(goodsSchema.parse(goods).name).toBe('Tea');
  const account = {
    gateway: 'alipay',
    id: 'shop',
    name: given,
    gatewayUrl: 'https://openapi.alipay.com/gateway.do',
    appId: '1',
    sellerId: '',
    signType: 'RSA2',
    storeId: '',
    terminalId: '',
    subject: given,
    codeValidMinutes: 5,
    publicNotifyUrl: '',
  };
  expect(accountSchema.parse(account)).toMatchObject({ name: 'Tea house', subject: 'Tea house' });
});

it('a name of nothing that can be seen is none', () => {
  expect(operatorSchema.shape.name.safeParse('\u200b\u202e').success).toBe(false);
});

it.each(['\u202e', '\u2066', '\u200f', '\u061c', '\u200b', '\u2028', '\ufeff', '\u{e0041}'])(
  'a note cannot hold %j, which nobody sees',
  (character) => {
    expect(noteProblem(`tea${character}5`)).toBe('unsupported_character');
  },
);

it.each([
  ['tea 🍵', '🍵', 'emoji'],
  ['tea ☕', '☕', 'emoji'],
  ['1️⃣', '\ufe0f', 'emoji'],
  ['👨‍👩', '👨', 'emoji'],
  ['𠮷野', '𠮷', 'rare'],
  ['a\nb', '\n', 'control'],
  ['a\ud800', '\ud800', 'control'],
  ['a\u202e', '\u202e', 'control'],
])('what a note cannot hold is named: %j', (text, character, kind) => {
  expect(unsupportedCharacter(text)).toEqual({ character, kind });
});

it('of a note that can be sent nothing is named', () => {
  expect(unsupportedCharacter('矿泉水 x2, ほうじ茶 & "tea" / 50%')).toBeNull();
});
