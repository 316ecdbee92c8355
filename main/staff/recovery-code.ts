/** The code that lets the owner set a manager's PIN anew. Shown once, kept as a hash. */
import { randomInt } from 'node:crypto';

/** 32 signs that nobody takes for one another. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 4;
const groupLength = 4;

/** 80 bits, e.g. `7QK2-0MZD-XJ4T-P9AB`. */
export function makeRecoveryCode(): string {
  const group = (): string => Array.from({ length: groupLength }, () => signs[randomInt(signs.length)]).join('');
  return Array.from({ length: groups }, group).join('-');
}

/** What is hashed: however the code was written down and typed. */
export function normalizedRecoveryCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/O/gu, '0')
    .replace(/[IL]/gu, '1')
    .replace(/[^0-9A-Z]/gu, '');
}
