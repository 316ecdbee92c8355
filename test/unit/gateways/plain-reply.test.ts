import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonDocument, readPlainReply, stringOf } from '../../../main/gateways/signed-json.ts';

const name = 'alipay_trade_query_response';
const signature = 'dGVzdA==';
const replyOf = (memberText: string, tail = `,"sign":"${signature}"}`): string => `{"${name}":${memberText}${tail}`;

describe('the short way to read a signed reply', () => {
  it('finds member, signature and value in the usual form', () => {
    const memberText = '{"code":"10000","msg":"成功","list":[{"amount":"20.00"}]}';
    const reply = replyOf(memberText);
    expect(readPlainReply(reply, name)).toEqual({
      slice: { start: name.length + 4, end: name.length + 4 + memberText.length, text: memberText },
      signature,
      value: { code: '10000', msg: '成功', list: [{ amount: '20.00' }] },
    });
  });

  it.each([
    ['a name twice in it', replyOf('{"trade_status":"WAIT_BUYER_PAY","trade_status":"TRADE_SUCCESS"}')],
    ['a name twice further down', replyOf('{"a":{"b":"1","b":"2"}}')],
    ['the member twice', replyOf(`{"a":"1"},"${name}":{"a":"2"}`)],
    ['another member between', replyOf('{"a":"1"},"error_response":{"a":"2"}')],
    ['something after the signature', replyOf('{"a":"1"}', `,"sign":"${signature}","x":"1"}`)],
    ['something after the document', `${replyOf('{"a":"1"}')} `],
    ['an escaped signature', replyOf('{"a":"1"}', ',"sign":"a\\/b="}')],
    ['an escaped slash', replyOf('{"qr_code":"https:\\/\\/qr.alipay.com\\/x"}')],
    ['a blank', replyOf('{"a": "1"}')],
    ['a number', replyOf('{"a":1}')],
    ['a number in a list', replyOf('{"a":["x",1]}')],
    ['a string for a member', replyOf('"secret"')],
    ['another name first', `{"x":{"a":"1"},"sign":"${signature}"}`],
    ['no signature', `{"${name}":{"a":"1"}}`],
    ['half a document', replyOf('{"a":"1"')],
  ])('leaves %s to the long way', (_what, reply) => {
    expect(readPlainReply(reply, name)).toBeNull();
  });

  it('leaves what is nested too deep to the long way, which refuses it', () => {
    const deep = `${'{"a":'.repeat(40)}"x"${'}'.repeat(40)}`;
    expect(readPlainReply(replyOf(deep), name)).toBeNull();
    expect(readJsonDocument(replyOf(deep))).toEqual({ ok: false, fault: 'too_deep' });
  });

  it('never reads anything that the long way would not read in the same way', () => {
    const texts = fc.oneof(
      fc.json().map((text) => replyOf(text)),
      fc
        .dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()), fc.dictionary(fc.string(), fc.string())))
        .map((value) => replyOf(JSON.stringify(value))),
    );
    const damage = fc.record({ at: fc.nat(), by: fc.constantFrom('', '"', '{', '}', ',', ':', '\\', '0', ' ', 'a') });
    let plainCount = 0;
    fc.assert(
      fc.property(texts, fc.option(damage), (text, change) => {
        const at = change === null ? 0 : change.at % text.length;
        const reply = change === null ? text : text.slice(0, at) + change.by + text.slice(at + 1);
        const plain = readPlainReply(reply, name);
        if (plain === null) return;
        plainCount += 1;
        const document = readJsonDocument(reply);
        if (!document.ok) throw new Error(`the long way refuses it: ${document.fault}`);
        expect([...document.members.keys()]).toEqual([name, 'sign']);
        expect(document.members.get(name)).toEqual(plain.slice);
        const sign = document.members.get('sign');
        expect(sign === undefined ? null : stringOf(sign)).toBe(plain.signature);
        expect(plain.value).toEqual(JSON.parse(plain.slice.text));
      }),
      { numRuns: 5000 },
    );
    expect(plainCount).toBeGreaterThan(100);
  });
});
