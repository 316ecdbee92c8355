import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, parseCsv, separatorOf, unguarded, type Separator } from '../../../main/catalogue/csv.ts';

const fieldsOf = (text: string, separator: Separator = ',') =>
  parseCsv(text, separator).records.map(({ fields }) => fields);

describe('reading comma-separated text', () => {
  it.each([
    ['fields', 'a,b,c', [['a', 'b', 'c']]],
    ['either kind of line end, and none at the end', 'a\r\nb\nc\rd', [['a'], ['b'], ['c'], ['d']]],
    ['a separator in quotation marks', '"a,b",c', [['a,b', 'c']]],
    ['a quotation mark in quotation marks', '"5"" pot",c', [['5" pot', 'c']]],
    ['a line break in quotation marks', '"a\r\nb",c', [['a\r\nb', 'c']]],
    [
      'an empty field at the end',
      'a,\nb,',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    ['a quotation mark in the middle of a field', '5" pot,c', [['5" pot', 'c']]],
    ['words after a closing mark', '"a" b,c', [['a b', 'c']]],
    ['lines without anything', 'a\n\n,,\nb\n', [['a'], ['b']]],
    ['nothing at all', '', []],
  ])('takes %s', (_what, text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  it('says on which line each record begins, also after one of several lines', () => {
    expect(parseCsv('a\n"b\r\nc"\n\nd', ',').records.map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it('refuses a quotation mark that is never closed', () => {
    expect(parseCsv('a\n"b,c\nd', ',')).toEqual({ records: [{ line: 1, fields: ['a'] }], openedOn: 2 });
  });

  it.each([
    ['a,b;c,d', ','],
    ['a;b;c', ';'],
    ['a|b|c', '|'],
    ['A title\na;b;c', ';'],
    ['a\tb\tc', '\t'],
    ['"a,b,c";d', ';'],
    ['only one', ','],
    ['', ','],
  ] as const)('finds the separator of %j', (text, separator) => {
    expect(separatorOf(text)).toBe(separator);
  });
});

describe('writing comma-separated text', () => {
  it.each(['=1+2', '+1', '-1', '@a', "'=1", '\tx'])('keeps a spreadsheet from running %j', (field) => {
    expect(fieldsOf(csvLine([field]))).toEqual([[`'${field}`]]);
  });

  it('is read back as it was, whatever the fields', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\r', '\n', '=', "'", '-', '茶', ' ') });
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 1 })), (records) => {
        const written = records.map(csvLine).join('');
        const kept = records.filter((record) => record.some((one) => one !== ''));
        expect(fieldsOf(written).map((record) => record.map(unguarded))).toEqual(kept);
      }),
    );
  });

  it('comes to an end of any text, with every line accounted for', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', 'a'), maxLength: 60 });
    fc.assert(
      fc.property(text, (given) => {
        const lines = given.split(/\r\n|\r|\n/u).length;
        for (const { line } of parseCsv(given, ',').records) expect(line).toBeLessThanOrEqual(lines);
      }),
    );
  });
});
