import { createPrivateKey, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToSign, signBytes, verifyBytes, verifyReply } from '../../../../main/gateways/alipay/signing.ts';
import { alipay, paid, query, reply, signature, signedText } from './platform.ts';

const privateKey = createPrivateKey(alipay.privateKey);
const publicKey = createPublicKey(alipay.publicKey);

function field(name: string, value: string) {
  return { name, bytes: Buffer.from(value) };
}

describe('bytesToSign', () => {
  it('sorts by name, leaves the signature out and encodes nothing', () => {
    const fields = [field('b', '1 & 2'), field('a_b', '矿'), field('sign', 'x'), field('A', '+'), field('e', '')];
    expect(bytesToSign(fields, 'drop').toString()).toBe('A=+&a_b=矿&b=1 & 2');
    expect(bytesToSign(fields, 'keep').toString()).toBe('A=+&a_b=矿&b=1 & 2&e=');
  });
});

describe('signBytes and verifyBytes', () => {
  it.each([
    ['RSA2', 'RSA-SHA256'],
    ['RSA', 'RSA-SHA1'],
  ] as const)('%s is %s', (signType, algorithm) => {
    const bytes = Buffer.from('a=1&b=2');
    expect(signBytes(bytes, privateKey, signType)).toBe(signature(bytes, algorithm));
    expect(verifyBytes(bytes, signature(bytes, algorithm), publicKey, signType)).toBe(true);
  });

  it('takes no signature of the other algorithm', () => {
    const bytes = Buffer.from('a=1');
    expect(verifyBytes(bytes, signature(bytes, 'RSA-SHA1'), publicKey, 'RSA2')).toBe(false);
    expect(verifyBytes(bytes, signature(bytes, 'RSA-SHA256'), publicKey, 'RSA')).toBe(false);
  });

  it.each(['', '=', 'not base64!', 'AAAA', `${'A'.repeat(342)}==`])('takes no signature %j', (text) => {
    expect(verifyBytes(Buffer.from('a=1'), text, publicKey, 'RSA2')).toBe(false);
  });
});

describe('verifyReply', () => {
  const verify = (text: string) => verifyReply(text, query, publicKey, 'RSA2');

  it('verifies the text as received, wherever the signature stands', () => {
    const text = '{ "code" : "10000", "msg":"\\u77ff", "total_amount": 20.10 }';
    const expected = { kind: 'verified', value: { code: '10000', msg: '矿', total_amount: '20.10' } };
    expect(verify(signedText(query, text))).toEqual(expected);
    expect(verify(` \n{"sign" : "${signature(text)}",\n"alipay_trade_query_response" : ${text}} `)).toEqual(expected);
  });

  it('verifies a reply that was signed before its slashes were escaped', () => {
    const text = JSON.stringify({ code: '10000', qr_code: 'https://qr.alipay.com/bax' });
    const document = signedText(query, text.replaceAll('/', '\\/'), signature(text));
    expect(verify(document)).toEqual({ kind: 'verified', value: JSON.parse(text) as unknown });
  });

  it('verifies a gateway fault that is signed, and shows one that is not', () => {
    const text = '{"code":"40002","sub_code":"isv.invalid-app-id"}';
    const value = { code: '40002', sub_code: 'isv.invalid-app-id' };
    expect(verify(`{"error_response":${text},"sign":"${signature(text)}"}`)).toEqual({ kind: 'verified', value });
    expect(verify(`{"error_response":${text}}`)).toEqual({ kind: 'signature_missing', claimed: value });
  });

  const text = JSON.stringify(paid);
  it.each([
    ['no signature', `{"alipay_trade_query_response":${text}}`, 'signature_missing'],
    ['an empty signature', signedText(query, text, ''), 'signature_missing'],
    ['a signature that is not text', `{"alipay_trade_query_response":${text},"sign":1}`, 'malformed_reply'],
    ['another signer', signedText(query, text, signature('{}')), 'signature_wrong'],
    ['the response twice', reply(query, paid).replace(/\}$/, `,"alipay_trade_query_response":{}}`), 'malformed_reply'],
    ['the name once more, escaped', reply(query, paid).replace(/\}$/, `,"\\u0073ign":""}`), 'malformed_reply'],
    ['a fault beside the response', reply(query, paid).replace(/\}$/, `,"error_response":{}}`), 'malformed_reply'],
    ['the reply of another method', reply('alipay.trade.pay', paid), 'malformed_reply'],
    ['a cut document', reply(query, paid).slice(0, -5), 'malformed_reply'],
    ['a page', '<html></html>', 'malformed_reply'],
  ])('refuses %s', (_what, document, kind) => {
    expect(verify(document).kind).toBe(kind);
  });

  it('never verifies different data, whichever character of a document is changed', () => {
    const document = reply(query, paid);
    const original = verify(document);
    const mutation = fc.tuple(fc.nat({ max: document.length - 1 }), fc.string({ maxLength: 1, unit: 'binary-ascii' }));
    fc.assert(
      fc.property(mutation, ([at, character]) => {
        const verification = verify(document.slice(0, at) + character + document.slice(at + 1));
        if (verification.kind === 'verified') expect(verification).toEqual(original);
      }),
      { numRuns: 2000 },
    );
  });
});
