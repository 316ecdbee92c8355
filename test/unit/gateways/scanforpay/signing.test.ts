import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiJson, signRequest, verifyResponse } from '../../../../main/gateways/scanforpay/signing.ts';
import { parseKeepingDigits } from '../../../../main/gateways/signed-json.ts';
import { paidBody, reply, responseText, sha256Hex, signKey, signedText } from './platform.ts';

describe('signRequest', () => {
  it('hashes the very text that it sends', () => {
    const body = signRequest({ body: { orderTitle: '矿泉水 x2', notifyUrl: 'https://shop.example.com/n' } }, 'key');
    const match = /^\{"request":(.*),"signature":"([0-9a-f]{64})"\}$/.exec(body);
    expect(match?.[1]).toBe(
      '{"body":{"orderTitle":"\\u77ff\\u6cc9\\u6c34 x2","notifyUrl":"https://shop.example.com/n"}}',
    );
    expect(match?.[2]).toBe(sha256Hex(`${match?.[1] ?? ''}key`));
  });

  it('writes any text in ASCII without changing it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const written = asciiJson({ value, text });
        expect(written).toMatch(/^[\u0000-\u007f]*$/);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify({ value, text })));
      }),
    );
  });
});

describe('verifyResponse', () => {
  it('accepts either case of hex, any order of members and blanks round them', () => {
    const text = responseText({ code: 1 });
    const signature = sha256Hex(text + signKey).toUpperCase();
    expect(verifyResponse(` {"signature" : "${signature}" ,\n"response"\t: ${text} }\r\n`, signKey).kind).toBe(
      'verified',
    );
  });

  it('is not misled by its own words inside the message', () => {
    const document = reply({ code: 2, msg: 'bad "response", no "signature":"x"' });
    expect(verifyResponse(document, signKey).kind).toBe('verified');
  });

  it('verifies text whose blanks and escapes no serialiser of ours would make', () => {
    const verification = verifyResponse(
      signedText('{ "body": {"url":"https:\\/\\/x\\u002f" , "n":2000.0 } }'),
      signKey,
    );
    expect(verification).toEqual({ kind: 'verified', value: { body: { url: 'https://x/', n: '2000.0' } } });
  });

  const text = responseText({ code: 1 });
  it.each([
    ['no signature', `{"response":${text}}`, 'signature_missing'],
    ['an empty signature', `{"response":${text},"signature":""}`, 'signature_missing'],
    ['a signature that is not text', `{"response":${text},"signature":0}`, 'signature_wrong'],
    ['a short signature', `{"response":${text},"signature":"ab"}`, 'signature_wrong'],
    ['another key', signedText(text, 'other'), 'signature_wrong'],
    [
      'the key hashed before the text',
      `{"response":${text},"signature":"${sha256Hex(signKey + text)}"}`,
      'signature_wrong',
    ],
    ['a second response after the signed one', reply({ code: 1 }).replace(/\}$/, ',"response":{}}'), 'malformed_reply'],
    ['a second signature', reply({ code: 1 }).replace(/\}$/, ',"signature":"x"}'), 'malformed_reply'],
    ['no response', `{"signature":"${sha256Hex(signKey)}"}`, 'malformed_reply'],
    ['a page', '<html>busy</html>', 'malformed_reply'],
  ])('refuses %s', (_what, document, kind) => {
    expect(verifyResponse(document, signKey).kind).toBe(kind);
  });

  it('verifies any JSON that was signed, and gives it back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const signed = JSON.stringify({ value }, null, indent);
        const verification = verifyResponse(signedText(signed), signKey);
        expect(verification).toEqual({ kind: 'verified', value: parseKeepingDigits(signed) });
      }),
    );
  });

  it('verifies no mutation of signed JSON', () => {
    const mutated = fc.tuple(fc.jsonValue(), fc.nat(), fc.nat({ max: 3 }), fc.string({ maxLength: 4, unit: 'binary' }));
    fc.assert(
      fc.property(mutated, ([value, position, removed, added]) => {
        const signed = JSON.stringify({ value });
        const at = position % signed.length;
        const changed = signed.slice(0, at) + added + signed.slice(at + removed);
        fc.pre(changed !== signed && changed.isWellFormed());
        const document = signedText(signed).replace(signed, () => changed);
        // Blanks put round the signed text are not part of it.
        fc.pre(changed.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '') !== signed);
        expect(verifyResponse(document, signKey).kind).not.toBe('verified');
      }),
      { numRuns: 1000 },
    );
  });

  it('never verifies different data, whichever character of a document is changed', () => {
    const document = reply(paidBody);
    const original = verifyResponse(document, signKey);
    const mutation = fc.tuple(fc.nat({ max: document.length - 1 }), fc.string({ maxLength: 1, unit: 'binary-ascii' }));
    fc.assert(
      fc.property(mutation, ([at, character]) => {
        const verification = verifyResponse(document.slice(0, at) + character + document.slice(at + 1), signKey);
        if (verification.kind === 'verified') expect(verification).toEqual(original);
      }),
      { numRuns: 3000 },
    );
  });
});
