/** PINs and the recovery code as they are kept: salted and run through scrypt, so that the settings file gives none away. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

export interface PinHash {
  /** 16 bytes in hex, another for every PIN. */
  readonly salt: string;
  /** 32 bytes in hex. */
  readonly hash: string;
  /** Binary logarithm of scrypt's N, so that it can be raised later. */
  readonly logCost: number;
}

/** 32 MiB and about a tenth of a second for each try. */
const usualLogCost = 15;
const blockSize = 8;
const hashBytes = 32;

export async function hashPin(pin: string, logCost: number = usualLogCost): Promise<PinHash> {
  const salt = randomBytes(16).toString('hex');
  return { salt, hash: (await derive(pin, salt, logCost)).toString('hex'), logCost };
}

export async function matchesPin(pin: string, { salt, hash, logCost }: PinHash): Promise<boolean> {
  return timingSafeEqual(await derive(pin, salt, logCost), Buffer.from(hash, 'hex'));
}

/** On the thread pool: nothing at the counter waits for it. */
function derive(pin: string, salt: string, logCost: number): Promise<Buffer> {
  const N = 2 ** logCost;
  const options = { N, r: blockSize, p: 1, maxmem: 256 * N * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(pin, Buffer.from(salt, 'hex'), hashBytes, options, (fault, derived) => {
      if (fault === null) resolve(derived);
      else reject(fault);
    });
  });
}
