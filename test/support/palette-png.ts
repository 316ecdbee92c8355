/** Makes a screenshot a third of its size, so that pictures can be kept in the repository. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signatureBytes = 8;
const paletteSize = 256;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** `0xRRGGBB`, row by row. */
  readonly colours: Uint32Array;
}

/** The contents of all chunks of a type, in one piece. */
function chunk(png: Buffer, type: string): Buffer {
  const parts: Buffer[] = [];
  for (let at = signatureBytes; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === type) parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return Buffer.concat(parts);
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Reads what Chromium writes: 8 bits a channel, with or without alpha, not interlaced. */
function decode(png: Buffer): Pixels {
  const header = chunk(png, 'IHDR');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 2: 3, 6: 4 }[header.readUInt8(9)];
  if (channels === undefined || header.readUInt8(8) !== 8) throw new Error('this kind of PNG is not read here');
  const rows = inflateSync(chunk(png, 'IDAT'));
  const stride = width * channels;
  const plain = Buffer.alloc(stride * height);
  const colours = new Uint32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (stride + 1)]!;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < channels ? 0 : plain[at - channels]!;
      const above = y === 0 ? 0 : plain[at - stride]!;
      const corner = x < channels || y === 0 ? 0 : plain[at - stride - channels]!;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]!;
      plain[at] = rows[y * (stride + 1) + 1 + x]! + guess;
    }
    for (let x = 0; x < width; x += 1) colours[y * width + x] = plain.readUIntBE(y * stride + x * channels, 3);
  }
  return { width, height, colours };
}

const channelsOf = (colour: number): readonly number[] => [colour >> 16, (colour >> 8) & 255, colour & 255];

function distance(one: number, other: number): number {
  const [a, b] = [channelsOf(one), channelsOf(other)];
  return a.reduce((sum, channel, index) => sum + (channel - b[index]!) ** 2, 0);
}

/** The commonest colours, but of those that look alike only the commonest. */
function paletteOf(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const alike = new Map<number, number>();
  const commonest = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  for (const colour of commonest) {
    const look = colour & 0xf0f0f0;
    if (!alike.has(look)) alike.set(look, colour);
  }
  return [...alike.values()].slice(0, paletteSize);
}

function writtenChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The same picture with at most 256 colours. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, colours } = decode(png);
  const palette = paletteOf(colours);
  const nearest = new Map<number, number>();
  const indexOf = (colour: number): number => {
    let index = nearest.get(colour);
    if (index === undefined) {
      const distances = palette.map((one) => distance(one, colour));
      index = distances.indexOf(Math.min(...distances));
      nearest.set(colour, index);
    }
    return index;
  };
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = indexOf(colours[y * width + x]!);
  }
  const header = Buffer.from(chunk(png, 'IHDR'));
  header.writeUInt8(3, 9);
  return Buffer.concat([
    png.subarray(0, signatureBytes),
    writtenChunk('IHDR', header),
    writtenChunk('PLTE', Buffer.from(palette.flatMap(channelsOf))),
    writtenChunk('IDAT', deflateSync(rows, { level: 9 })),
    writtenChunk('IEND', Buffer.alloc(0)),
  ]);
}
