/**
 * The account that a command works for: `{"account": {…}, "keyFiles": {"scanforpay_sign_key": "sign-key.txt"}}`. The
 * account is that of a merchant file; keys are in files of their own, by paths relative to this one. So may be Alipay's
 * certificates: `"certificateFiles": {"app": "…", "alipay": "…", "alipayRoot": "…"}`.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import type { MerchantAccount } from '../../preload/contract/index.ts';
import { merchantAccountSchema } from '../settings/merchant-account-schema.ts';
import { base64OfBinary } from '../gateways/pasted-key.ts';
import { textOfFileBytes } from '../common/strict-text.ts';
import { HiddenText } from '../common/hidden-text.ts';
import type { KeyStore } from '../ports/index.ts';
import { UsageError } from './results.ts';

export interface AccountFile {
  readonly account: MerchantAccount;
  readonly keys: KeyStore;
}

const keyKinds = ['scanforpay_sign_key', 'alipay_app_private_key', 'alipay_public_key', 'alipay_content_key'] as const;
const pathSchema = z.string().min(1);
const fileSchema = z.strictObject({
  account: z.unknown(),
  keyFiles: z.partialRecord(z.enum(keyKinds), pathSchema),
  certificateFiles: z.strictObject({ app: pathSchema, alipay: pathSchema, alipayRoot: pathSchema }).optional(),
});

/** @throws UsageError that names the member at fault, and never repeats what a key file holds. */
export function readAccountFile(path: string): AccountFile {
  const file = fileSchema.safeParse(parseJson(readTextFile(path), path));
  if (!file.success) throw wrong(path, file.error, []);
  const { keyFiles, certificateFiles } = file.data;
  const parsing = merchantAccountSchema.safeParse(file.data.account);
  if (!parsing.success) throw wrong(path, parsing.error, ['account']);
  const textBeside = (name: string): string => {
    const file = resolve(dirname(path), name);
    // Keys and certificates come in binary form as well.
    return base64OfBinary(readBytes(file)) ?? readTextFile(file);
  };
  const texts = new Map<string, HiddenText>();
  for (const kind of keyKinds) {
    const name = keyFiles[kind];
    if (name !== undefined) texts.set(kind, new HiddenText(textBeside(name)));
  }
  const account = parsing.data;
  if (account.gateway !== 'alipay' || certificateFiles === undefined) return { account, keys: keysOf(texts) };
  const { app, alipay, alipayRoot } = certificateFiles;
  const certificates = { app: textBeside(app), alipay: textBeside(alipay), alipayRoot: textBeside(alipayRoot) };
  return { account: { ...account, certificates }, keys: keysOf(texts) };
}

/** @throws UsageError when the file cannot be read, or is no text. */
export function readTextFile(path: string): string {
  const text = textOfFileBytes(readBytes(path));
  if (text === null) throw new UsageError(`${path} is not a text file.`);
  return text;
}

/** @throws UsageError when the file cannot be read. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : ''}`,
    );
  }
}

function keysOf(texts: ReadonlyMap<string, HiddenText>): KeyStore {
  return {
    read: ({ kind }) => {
      const secret = texts.get(kind);
      return Promise.resolve(secret === undefined ? { kind: 'missing_or_locked' } : { kind: 'found', secret });
    },
    write: () => Promise.resolve({ kind: 'not_kept' }),
    remove: () => Promise.resolve(),
  };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the text around the mistake, and somebody may have put a key there.
    throw new UsageError(`${path} is not JSON.`);
  }
}

function wrong(path: string, { issues }: z.ZodError, parents: readonly string[]): UsageError {
  const where = issues.map((issue) => `${[...parents, ...issue.path].join('.') || 'file'}: ${issue.code}`);
  return new UsageError(`${path}: ${where.join('; ')}`);
}
