import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  maximumDepth,
  parseKeepingDigits,
  readJsonDocument,
  stringOf,
  type JsonDocument,
} from '../../../main/gateways/signed-json.ts';

function faultOf(document: JsonDocument): string | null {
  return document.ok ? null : document.fault;
}

function textOf(document: JsonDocument, name: string): string | undefined {
  return document.ok ? document.members.get(name)?.text : undefined;
}

/** Objects printed with blanks, tabs and line ends in every place where JSON allows them. */
const spacedObject = fc
  .tuple(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.constantFrom(0, 1, 4, '\t'))
  .map(([value, indent]) => ({ value, text: ` \r\n${JSON.stringify(value, null, indent)}\t ` }));

describe('readJsonDocument', () => {
  it('finds slices that parse to what the whole document parses to', () => {
    fc.assert(
      fc.property(spacedObject, ({ text }) => {
        const document = readJsonDocument(text);
        if (!document.ok) throw new Error(document.fault);
        const expected = JSON.parse(text) as Record<string, unknown>;
        expect([...document.members.keys()].sort()).toEqual(Object.keys(expected).sort());
        for (const [name, member] of document.members) {
          expect(text.slice(member.start, member.end)).toBe(member.text);
          expect(JSON.parse(member.text)).toEqual(Object.getOwnPropertyDescriptor(expected, name)?.value);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('accepts exactly what JSON.parse accepts, however a document is damaged', () => {
    const damage = fc.tuple(
      spacedObject,
      fc.nat(),
      fc.constantFrom(...Array.from('{}[]",:\\0-+.eEtfn \n\u0000\u00a0x')),
      fc.boolean(),
    );
    fc.assert(
      fc.property(damage, ([{ text }, position, character, replaces]) => {
        const at = position % (text.length + 1);
        const damaged = text.slice(0, at) + character + text.slice(at + (replaces ? 1 : 0));
        const document = readJsonDocument(damaged);
        if (!document.ok && document.fault === 'duplicate_name') return;
        expect(document.ok || document.fault === 'not_an_object').toBe(isJson(damaged));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the value as received, with its blanks and escapes', () => {
    const document = readJsonDocument('{"sign" : "a\\/b",\n "response" : { "x" : "\\u77ff\\/" } }');
    expect(textOf(document, 'response')).toBe('{ "x" : "\\u77ff\\/" }');
    if (!document.ok) throw new Error('refused');
    expect(stringOf(document.members.get('sign')!)).toBe('a/b');
    expect(stringOf(document.members.get('response')!)).toBeNull();
  });

  it.each([
    ['{"a":1,"a":2}', 'duplicate_name'],
    ['{"sign":"x","\\u0073ign":"y"}', 'duplicate_name'],
    ['{"a":{"b":1,"b":1}}', 'duplicate_name'],
    ['{"a":[{"b":1,"b":1}]}', 'duplicate_name'],
    ['[1]', 'not_an_object'],
    ['"text"', 'not_an_object'],
    ['', 'malformed'],
    ['<html></html>', 'malformed'],
    ['{"a":1}{"a":2}', 'malformed'],
    ['{"a":1} x', 'malformed'],
    ['{"a":1,}', 'malformed'],
    ['{"a":[1,]}', 'malformed'],
    ['{"a":01}', 'malformed'],
    ['{"a":1.}', 'malformed'],
    ['{"a":NaN}', 'malformed'],
    ["{'a':1}", 'malformed'],
    ['{"a":"\n"}', 'malformed'],
    ['{"a":"\\x41"}', 'malformed'],
    ['{"a":tru}', 'malformed'],
    ['{"a" 1}', 'malformed'],
    ['{"a":{"b":}}', 'malformed'],
    ['{"a":1', 'malformed'],
    ['\ufeff{"a":1}', 'malformed'],
    ['{"a":\u000b1}', 'malformed'],
    ['{\u000c"a":1}', 'malformed'],
    ['{"a":1}\u00a0', 'malformed'],
  ])('refuses %j as %s', (text, fault) => {
    expect(faultOf(readJsonDocument(text))).toBe(fault);
  });

  it('stops at a depth no gateway reaches', () => {
    const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(faultOf(readJsonDocument(nested(maximumDepth - 1)))).toBeNull();
    expect(faultOf(readJsonDocument(nested(maximumDepth)))).toBe('too_deep');
    expect(faultOf(readJsonDocument(nested(200_000)))).toBe('too_deep');
  });

  it('reads a string as long as a reply may be', () => {
    const long = `{"a":"${'x\\n'.repeat(80_000)}"}`;
    expect(faultOf(readJsonDocument(long))).toBeNull();
  });
});

describe('parseKeepingDigits', () => {
  it('leaves every number as its own digits', () => {
    expect(parseKeepingDigits('{"a":2000.0,"b":[88.88,1e3],"c":12345678901234567890,"d":"5","e":null}')).toEqual({
      a: '2000.0',
      b: ['88.88', '1e3'],
      c: '12345678901234567890',
      d: '5',
      e: null,
    });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
