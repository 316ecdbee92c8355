/**
 * The rows of a ledger as they lie in the pages of its file, whatever has become of the schema and the trees over them.
 * Follows https://sqlite.org/fileformat2.html: b-tree pages (1.6), overflow pages (1.7), records (2.1), the log (4.1).
 * Rows are known by the shape of their record alone and prove nothing; the chain of the events does.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** What a column of a table holds; the row's number stands first in every table and is not stored as a column. */
/** `number` is the row's own, which does not stand in its record. */
export type ColumnKind = 'number' | 'integer or nothing' | 'text' | 'text or nothing' | 'bytes';
export type ScannedRow = readonly (number | string | Uint8Array | null)[];

/** Where an image of a page lies in one of the two files; a page in the log may have many. */
interface PageImage {
  readonly handle: number;
  readonly position: number;
}

interface Place {
  readonly image: PageImage;
  /** Of the row's cell in its page. */
  readonly offset: number;
}

interface Table {
  readonly columns: readonly ColumnKind[];
  readonly places: Map<number, Place[]>;
}

const usualPageBytes = 4096;
const fileHeaderBytes = 100;
const leafHeaderBytes = 8;
const leafOfTable = 0x0d;
const logHeaderBytes = 32;
const frameHeaderBytes = 24;

export class PageScan<Name extends string> {
  readonly #handles: readonly number[];
  readonly #pageBytes: number;
  /** By number, the newest image of each page. */
  readonly #newest = new Map<number, PageImage>();
  readonly #tables: ReadonlyMap<Name, Table>;

  /** Reads the file, and the log beside it, through once. @throws what the file system throws. */
  constructor(file: string, tables: Readonly<Record<Name, readonly ColumnKind[]>>) {
    const entries = Object.entries(tables) as [Name, readonly ColumnKind[]][];
    this.#tables = new Map(entries.map(([name, columns]) => [name, { columns, places: new Map() }]));
    const log = `${file}-wal`;
    this.#handles = (existsSync(log) ? [file, log] : [file]).map((name) => openSync(name, 'r'));
    const [main = 0, inLog] = this.#handles;
    this.#pageBytes = pageBytesOf(read({ handle: main, position: 16 }, 2));
    this.#scanFile(main);
    if (inLog !== undefined) this.#scanLog(inLog);
  }

  /** Row numbers, in no order. */
  numbers(name: Name): readonly number[] {
    return [...(this.#tables.get(name)?.places.keys() ?? [])];
  }

  /** Every reading of a row that can be decoded, with `null` for its number. */
  rows(name: Name, number: number): readonly ScannedRow[] {
    const table = this.#tables.get(name);
    return (table?.places.get(number) ?? []).flatMap((place) => {
      const record = this.#recordAt(place);
      const row = record === null ? null : decode(record, table?.columns ?? []);
      return row === null ? [] : [row];
    });
  }

  close(): void {
    for (const handle of this.#handles) closeSync(handle);
  }

  #scanFile(handle: number): void {
    const { size } = fstatSync(handle);
    for (let number = 1; number * this.#pageBytes <= size; number += 1) {
      this.#scanPage(number, { handle, position: (number - 1) * this.#pageBytes });
    }
  }

  #scanLog(handle: number): void {
    const { size } = fstatSync(handle);
    const frameBytes = frameHeaderBytes + this.#pageBytes;
    for (let position = logHeaderBytes; position + frameBytes <= size; position += frameBytes) {
      const number = read({ handle, position }, 4).readUInt32BE(0);
      this.#scanPage(number, { handle, position: position + frameHeaderBytes });
    }
  }

  #scanPage(number: number, image: PageImage): void {
    this.#newest.set(number, image);
    const page = read(image, this.#pageBytes);
    const header = number === 1 ? fileHeaderBytes : 0;
    if (page.length < this.#pageBytes || page[header] !== leafOfTable) return;
    const cells = page.readUInt16BE(header + 3);
    for (let cell = 0; cell < cells; cell += 1) {
      const pointer = header + leafHeaderBytes + cell * 2;
      if (pointer + 2 > page.length) return;
      this.#notePlace(page, { image, offset: page.readUInt16BE(pointer) });
    }
  }

  #notePlace(page: Buffer, place: Place): void {
    const reader = new ByteReader(page, place.offset);
    const payloadBytes = reader.integer();
    const number = reader.integer();
    const types = typesOf(new ByteReader(page, reader.offset));
    if (payloadBytes === null || number === null || types === null) return;
    for (const { columns, places } of this.#tables.values()) {
      if (!fits(types, columns)) continue;
      const known = places.get(number);
      if (known === undefined) places.set(number, [place]);
      else known.push(place);
    }
  }

  /** The whole record, from overflow pages too; `null` where they lead nowhere. */
  #recordAt({ image, offset }: Place): Buffer | null {
    const page = read(image, this.#pageBytes);
    const reader = new ByteReader(page, offset);
    const payloadBytes = reader.integer() ?? 0;
    reader.integer();
    // Nonsense may ask for more than there is, and lead in circles to get it.
    if (payloadBytes > this.#newest.size * this.#pageBytes) return null;
    const local = localBytes(payloadBytes, this.#pageBytes);
    const parts = [page.subarray(reader.offset, reader.offset + local)];
    let missing = payloadBytes - local;
    let next = missing > 0 ? (uint32At(page, reader.offset + local) ?? 0) : 0;
    while (missing > 0) {
      const overflow = this.#newest.get(next);
      if (overflow === undefined) return null;
      const content = read(overflow, this.#pageBytes);
      next = uint32At(content, 0) ?? 0;
      parts.push(content.subarray(4, 4 + Math.min(missing, this.#pageBytes - 4)));
      missing -= this.#pageBytes - 4;
    }
    const record = Buffer.concat(parts);
    return record.length === payloadBytes ? record : null;
  }
}

/** How much of a record lies in its own page (section 1.6, for table leaves). */
function localBytes(payloadBytes: number, pageBytes: number): number {
  const most = pageBytes - 35;
  if (payloadBytes <= most) return payloadBytes;
  const least = Math.floor(((pageBytes - 12) * 32) / 255) - 23;
  const wanted = least + ((payloadBytes - least) % (pageBytes - 4));
  return wanted <= most ? wanted : least;
}

function pageBytesOf(header: Buffer): number {
  const bytes = header.length < 2 ? 0 : header.readUInt16BE(0);
  if (bytes === 1) return 65_536;
  return bytes >= 512 && (bytes & (bytes - 1)) === 0 ? bytes : usualPageBytes;
}

/** The serial types of a record's columns; `null` where there is no record. */
function typesOf(reader: ByteReader): readonly number[] | null {
  const start = reader.offset;
  const headerBytes = reader.integer();
  if (headerBytes === null || headerBytes > 64) return null;
  const types: number[] = [];
  while (reader.offset < start + headerBytes) {
    const type = reader.integer();
    if (type === null) return null;
    types.push(type);
  }
  return types;
}

/** Of the integers by their serial types; 8 and 9 are 0 and 1 themselves. */
const integerBytes: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0 };

/** Columns that were added to a table later are missing at the end of its older rows. */
function fits(types: readonly number[], columns: readonly ColumnKind[]): boolean {
  return types.length <= columns.length && columns.every((kind, index) => fitsKind(types[index] ?? 0, kind));
}

function fitsKind(type: number, kind: ColumnKind): boolean {
  switch (kind) {
    case 'number':
      return type === 0;
    case 'integer or nothing':
      return type === 0 || integerBytes[type] !== undefined;
    case 'text':
      return type >= 13 && type % 2 === 1;
    case 'text or nothing':
      return type === 0 || fitsKind(type, 'text');
    case 'bytes':
      return type >= 12 && type % 2 === 0;
  }
}

function decode(record: Buffer, columns: readonly ColumnKind[]): ScannedRow | null {
  const reader = new ByteReader(record, 0);
  const types = typesOf(reader);
  if (types === null) return null;
  let { offset } = reader;
  const row = columns.map((_, index) => {
    const type = types[index] ?? 0;
    if (type === 0) return null;
    const bytes = record.subarray(offset, offset + (integerBytes[type] ?? Math.floor((type - 12) / 2)));
    offset += bytes.length;
    if (type < 12) return integerOf(type, bytes);
    return type % 2 === 1 ? bytes.toString() : bytes;
  });
  return offset === record.length ? row : null;
}

/** `NaN` for more than a safe integer: no number of ours. */
function integerOf(type: number, bytes: Buffer): number {
  if (type >= 8) return type - 8;
  if (bytes.length === 0) return Number.NaN;
  if (bytes.length <= 6) return bytes.readIntBE(0, bytes.length);
  const value = Number(bytes.length < 8 ? Number.NaN : bytes.readBigInt64BE());
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

/** Reads the format's variable-length integers: seven bits a byte, the highest first, at most nine bytes. */
class ByteReader {
  readonly #bytes: Buffer;
  offset: number;

  constructor(bytes: Buffer, offset: number) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  /** `null` at the end of the bytes, and for what no row of ours needs: more than 2^49. */
  integer(): number | null {
    let value = 0;
    for (let count = 0; count < 7; count += 1) {
      const byte = this.#bytes[this.offset];
      if (byte === undefined) return null;
      this.offset += 1;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    return null;
  }
}

function uint32At(bytes: Buffer, offset: number): number | null {
  return offset + 4 <= bytes.length ? bytes.readUInt32BE(offset) : null;
}

/** Shorter at the end of the file. */
function read({ handle, position }: PageImage, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(handle, bytes, 0, length, position));
}
