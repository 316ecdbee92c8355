/** Comma-separated text to records and back, by RFC 4180 and as spreadsheets take it. Pure. */

export interface CsvRecord {
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

export const separators = [',', ';', '\t'] as const;
export type Separator = (typeof separators)[number];

/**
 * The records of a text; lines without anything are passed over. A quotation mark inside a field that does not begin
 * with one is only a character. `null`: a field is never closed.
 */
export function parseCsv(text: string, separator: Separator): readonly CsvRecord[] | null {
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
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at, separator);
    if (field === null) return null;
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
  return records;

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

/** The separator that makes the most fields of the first line; outside quotation marks, and a comma where none does. */
export function separatorOf(text: string): Separator {
  const firstLine = /^(?:"[^"]*"|[^"\r\n])*/u.exec(text.trimStart())?.[0] ?? '';
  const bare = firstLine.replace(/"[^"]*"/gu, '');
  const count = (separator: Separator): number => bare.split(separator).length;
  return separators.reduce((best, separator) => (count(separator) > count(best) ? separator : best), ',');
}

/** What a spreadsheet would run as a formula. */
const formulaStart = /^'*[=+\-@\t\r]/u;

/** One record, ended by CRLF. A field that a spreadsheet would run is kept from it by an apostrophe. */
export function csvLine(fields: readonly string[]): string {
  const written = fields.map((field) => {
    const safe = formulaStart.test(field) ? `'${field}` : field;
    return /[",;\t\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${written.join(',')}\r\n`;
}

/** The field as it was before `csvLine` guarded it. */
export function unguarded(field: string): string {
  return field.startsWith("'") && formulaStart.test(field) ? field.slice(1) : field;
}
