/**
 * Comma-separated text to records and back, by RFC 4180 and as spreadsheets take it. Pure. Read here and not by csv-parse:
 * that keeps the marks of `"a" b`, counts a CRLF within marks as two lines, and tells of a mark that is never closed where
 * the file ends, where a person looks for the line on which it stands.
 */

export interface CsvRecord {
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

export const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

export interface CsvReading {
  readonly records: readonly CsvRecord[];
  /** The line on which a quotation mark stands that is never closed; the records are those before it. `null`: none. */
  readonly openedOn: number | null;
}

/**
 * The records of a text; lines without anything are passed over. A quotation mark inside a field that does not begin
 * with one is only a character.
 * @param most no more records than this are read.
 */
export function parseCsv(text: string, separator: Separator, most = Number.POSITIVE_INFINITY): CsvReading {
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let line = 1;
  let begunOn = 1;
  let at = 0;
  const endRecord = (): void => {
    if (fields.some((field) => field !== '')) records.push({ line: begunOn, fields });
    fields = [];
    begunOn = line;
  };
  while (at < text.length && records.length < most) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at, separator);
    if (field === null) return { records, openedOn: line };
    line += lineBreaksIn(text.slice(at, field.end));
    fields.push(field.value);
    at = field.end;
    if (text[at] === separator) {
      at += 1;
      if (at === text.length) fields.push('');
      continue;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    endRecord();
  }
  endRecord();
  return { records, openedOn: null };

  function quotedField(whole: string, start: number): Field | null {
    let value = '';
    let from = start + 1;
    for (;;) {
      const close = whole.indexOf('"', from);
      if (close === -1) return null;
      value += whole.slice(from, close);
      if (whole[close + 1] !== '"') {
        // What follows the closing mark up to the separator belongs to the field, as spreadsheets have it.
        const rest = plainField(whole, close + 1, separator);
        return { value: value + rest.value, end: rest.end };
      }
      value += '"';
      from = close + 2;
    }
  }
}

interface Field {
  readonly value: string;
  /** Where the separator, the line break or the end stands. */
  readonly end: number;
}

function plainField(text: string, start: number, separator: Separator): Field {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(start, end), end };
}

function lineBreaksIn(text: string): number {
  return text.match(/\r\n|\r|\n/gu)?.length ?? 0;
}

/** Of the beginning of a text: enough to know how it is divided, however long the whole is. */
const recordsLookedAt = 20;

/** The first records as each separator would make them. */
export function beginnings(text: string): readonly (readonly [Separator, readonly CsvRecord[]])[] {
  return separators.map((separator) => [separator, parseCsv(text, separator, recordsLookedAt).records] as const);
}

/** The separator that makes the most fields of one of the first records, the earlier the better; a comma where none does. */
export function separatorOf(text: string): Separator {
  const widths = beginnings(text).map(
    ([separator, records]) => [separator, records.map(({ fields }) => fields.length)] as const,
  );
  for (let index = 0; index < recordsLookedAt; index += 1) {
    const [best] = widths
      .map(([separator, counts]) => ({ separator, count: counts[index] ?? 0 }))
      .sort((left, right) => right.count - left.count);
    if (best !== undefined && best.count > 1) return best.separator;
  }
  return ',';
}

/** What some spreadsheets write on the first line, also in quotation marks: which separator follows. `null`: nothing. */
export function namedSeparator(text: string): { readonly separator: Separator; readonly rest: string } | null {
  const named = /^(?:sep=([,;\t|])|"sep=([,;\t|])")[,;\t|]*(?:\r\n|\r|\n)/iu.exec(text);
  const separator = separators.find((one) => one === (named?.[1] ?? named?.[2]));
  return named === null || separator === undefined ? null : { separator, rest: text.slice(named[0].length) };
}

/** What a spreadsheet would run as a formula. */
const formulaStart = /^'*[=+\-@\t\r]/u;

/** One record, ended by CRLF. A field that a spreadsheet would run is kept from it by an apostrophe. */
export function csvLine(fields: readonly string[]): string {
  const written = fields.map((field) => {
    const safe = formulaStart.test(field) ? `'${field}` : field;
    return /[",;\t|\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${written.join(',')}\r\n`;
}

/** The field as it was before `csvLine` guarded it, or another program did: `="0690…"`, `=T("0690…")`. */
export function unguarded(field: string): string {
  if (field.startsWith("'")) return formulaStart.test(field) ? field.slice(1) : field;
  const formula = /^=(?:T(?=\())?\(?"((?:[^"]|"")*)"\)?$/iu.exec(field)?.[1];
  return formula === undefined ? field : formula.replaceAll('""', '"');
}
