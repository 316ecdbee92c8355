/**
 * Writes ZIP files (PKWARE APPNOTE 4.3): deflated entries, names as the bytes given. Written here and not by fflate, whose
 * names are UTF-8 and marked so.
 */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** In whatever charset the reader expects; Alipay's bills use GBK without saying so. */
  readonly name: Buffer;
  readonly content: Buffer;
}

const deflated = 8;
const neededVersion = 20;
/** 1980-01-01 00:00: the entries' times mean nothing. */
const noTime = 0x0021_0000;

export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content);
    const facts = Buffer.alloc(22);
    facts.writeUInt16LE(deflated, 0);
    facts.writeUInt32LE(noTime, 2);
    facts.writeUInt32LE(crc32(content), 6);
    facts.writeUInt32LE(packed.length, 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt16LE(name.length, 18);
    const local = Buffer.concat([signature(0x0403_4b50), uint16(neededVersion, 0), facts, name, packed]);
    const central = [signature(0x0201_4b50), uint16(neededVersion, neededVersion, 0), facts, uint16(0, 0, 0, 0, 0)];
    directory.push(...central, uint32(offset), name);
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = entries.length;
  const end = [signature(0x0605_4b50), uint16(0, 0, count, count), uint32(central.length, offset), uint16(0)];
  return Buffer.concat([...parts, central, ...end]);
}

const signature = (value: number): Buffer => uint32(value);

function uint16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16LE(value, index * 2));
  return bytes;
}

function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
  return bytes;
}
