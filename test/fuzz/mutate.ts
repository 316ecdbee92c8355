/** Damages bytes in the ways that break parsers and that forgers try. */
import type { Random } from './random.ts';

/** Inputs are kept as short as messages are, so that a slow one is the parser's fault. */
const maximumInputBytes = 8 * 1024;
const mostChanges = 6;

type Change = (bytes: Buffer, random: Random) => Buffer;

export interface Material {
  /** What inputs are made from. */
  readonly corpus: readonly Buffer[];
  /** Words of the grammar, put in at random places. */
  readonly words: readonly string[];
}

export function mutate({ corpus, words }: Material, random: Random): Buffer {
  const changes: readonly Change[] = [
    replaceByte,
    replaceByte,
    replaceDigit,
    removeRange,
    repeatRange,
    moveRange,
    cutOff,
    (bytes) => insert(bytes, random.below(bytes.length + 1), Buffer.from(random.pick(words))),
    (bytes) => insert(bytes, random.below(bytes.length + 1), someRange(random.pick(corpus), random)),
    (bytes) =>
      Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), someRange(random.pick(corpus), random)]),
  ];
  let bytes = random.pick(corpus);
  for (let count = 1 + random.below(mostChanges); count > 0; count -= 1) bytes = random.pick(changes)(bytes, random);
  return bytes.subarray(0, maximumInputBytes);
}

function replaceByte(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[random.below(changed.length)] = random.below(256);
  return changed;
}

/** Amounts, codes and statuses are digits: the change that pays. */
function replaceDigit(bytes: Buffer, random: Random): Buffer {
  const places = [...bytes.keys()].filter((at) => isDigit(bytes[at]));
  const changed = Buffer.from(bytes);
  if (places.length > 0) changed[random.pick(places)] = 0x30 + random.below(10);
  return changed;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function removeRange(bytes: Buffer, random: Random): Buffer {
  const start = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + random.below(16))]);
}

function repeatRange(bytes: Buffer, random: Random): Buffer {
  return insert(bytes, random.below(bytes.length + 1), someRange(bytes, random));
}

function moveRange(bytes: Buffer, random: Random): Buffer {
  const start = random.below(bytes.length + 1);
  const end = start + random.below(bytes.length - start + 1);
  const rest = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  return insert(rest, random.below(rest.length + 1), bytes.subarray(start, end));
}

function cutOff(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length + 1));
}

function someRange(bytes: Buffer, random: Random): Buffer {
  const start = random.below(bytes.length + 1);
  return bytes.subarray(start, start + random.below(bytes.length - start + 1));
}

function insert(bytes: Buffer, at: number, added: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
}
