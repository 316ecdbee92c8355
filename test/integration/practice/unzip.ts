import { crc32, inflateRawSync } from 'node:zlib';

/** Reads a ZIP by its directory, and checks that it agrees with the entries. Names are left as bytes. */
export function unzip(zip: Buffer): readonly { readonly name: Buffer; readonly content: Buffer }[] {
  const end = zip.length - 22;
  if (zip.readUInt32LE(end) !== 0x06054b50) throw new Error('No end of directory');
  const directoryBytes = zip.readUInt32LE(end + 12);
  const directoryStart = zip.readUInt32LE(end + 16);
  if (directoryStart + directoryBytes !== end) throw new Error('The directory is somewhere else');
  let at = directoryStart;
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error('No directory entry');
    const [packedBytes, plainBytes] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = zip.subarray(at + 46, at + 46 + nameBytes);
    const local = zip.readUInt32LE(at + 42);
    const isSame = zip.subarray(at + 8, at + 30).equals(zip.subarray(local + 6, local + 28));
    if (zip.readUInt32LE(local) !== 0x04034b50 || !isSame) throw new Error('Entry and directory disagree');
    const start = local + 30 + nameBytes + zip.readUInt16LE(local + 28);
    const content = inflateRawSync(zip.subarray(start, start + packedBytes));
    if (content.length !== plainBytes || crc32(content) !== zip.readUInt32LE(at + 16)) throw new Error('Damaged');
    at += 46 + nameBytes;
    return { name, content };
  });
}
