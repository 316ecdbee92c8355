import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSignatureRight, readEnvelope, signText, toPhpJson } from '../../../main/practice/scanforpay/envelope.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

describe('the ScanForPay envelope', () => {
  it('gives the request back exactly as it travelled, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), fc.boolean(), fc.constantFrom('', ' ', '\n\t '), (value, other, first, gap) => {
        const request = `"request"${gap}:${gap}${value}${gap}`;
        const rest = `"other":${other},${gap}"signature":"s"`;
        const text = first ? `${gap}{${request},${rest}}` : `{${gap}${rest},${request}}${gap}`;
        expect(readEnvelope(bytes(text))).toEqual({ ok: true, requestText: value.trim(), signature: 's' });
      }),
    );
  });

  it('is signed by lower-case SHA-256 over text and key, known from another implementation', () => {
    // printf '%s' '{"header":{},"body":{"t":"茶"}}123456' | sha256sum
    const text = '{"header":{},"body":{"t":"茶"}}';
    expect(signText(text, '123456')).toBe('2c6c23bff83c7907af21ba5ffb85a9fc58f72846db62cd8014d3e88fca1b2f09');
    expect(isSignatureRight(text, signText(text, '123456'), '123456')).toBe(true);
    expect(isSignatureRight(text, signText(text, '123456'), '123457')).toBe(false);
    expect(isSignatureRight(text, '', '123456')).toBe(false);
  });

  it('is written as PHP writes JSON: ASCII only, slashes escaped, the same value when read', () => {
    expect(toPhpJson({ a: 'a/茶\u007f😀"\\' })).toBe('{"a":"a\\/\\u8336\\u007f\\ud83d\\ude00\\"\\\\"}');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = toPhpJson(value);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

/** Vectors outside the project: checked where they are at hand, beside this repository or in SCANTILL_SHARED. */
const sharedFolder = process.env['SCANTILL_SHARED'] ?? path.resolve(import.meta.dirname, '../../../../shared');
const vectorsFile = path.join(sharedFolder, 'vectors', 'scanforpay.json');
const isAbsent = !existsSync(vectorsFile);
const where = isAbsent ? ' (skipped: no vectors/scanforpay.json in SCANTILL_SHARED or ../shared)' : '';
describe.skipIf(isAbsent)(`the shared ScanForPay vectors${where}`, () => {
  interface Vector {
    readonly id: string;
    readonly kind: string;
    readonly key: string;
    readonly requestString?: string;
    readonly signature?: string;
    readonly wireBody?: string;
  }
  const vectors = isAbsent ? [] : (JSON.parse(readFileSync(vectorsFile, 'utf8')) as { vectors: Vector[] }).vectors;
  it.each(vectors.filter(({ kind }) => kind === 'request-sign'))('$id verifies', (vector) => {
    const envelope = readEnvelope(bytes(vector.wireBody ?? ''));
    expect(envelope).toEqual({ ok: true, requestText: vector.requestString, signature: vector.signature });
    expect(isSignatureRight(vector.requestString ?? '', vector.signature ?? '', vector.key)).toBe(true);
  });
});
