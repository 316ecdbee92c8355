/** A merchant account in one JSON file: `{"account": {…}, "keys": {"scanforpay_sign_key": "…"}}`. */
import * as z from 'zod';
import type { MerchantAccount } from '../domain/merchant-account.ts';
import type { KeyState } from '../../preload/contract/index.ts';
import { merchantAccountSchema } from '../settings/merchant-account-schema.ts';
import { textOfFileBytes } from '../common/strict-text.ts';
import { HiddenText } from '../common/hidden-text.ts';
import type { SecretText } from '../ports/index.ts';

type EnteredKeyKind = KeyState['kind'];

export interface MerchantFile {
  readonly account: MerchantAccount;
  /** Only kinds that the account's gateway uses; possibly none. */
  readonly keys: readonly { readonly kind: EnteredKeyKind; readonly secret: SecretText }[];
}

export type MerchantFileReading =
  | { readonly ok: true; readonly value: MerchantFile }
  /** `detail` names the fields that are wrong and never repeats their content: one of them may be a key. */
  | { readonly ok: false; readonly detail: string };

/** The contract's limit for a key typed in. */
const keySchema = z.string().min(1).max(20_000);
const keysOf = {
  scanforpay: z.strictObject({ scanforpay_sign_key: keySchema.optional() }),
  alipay: z.strictObject({
    alipay_app_private_key: keySchema.optional(),
    alipay_public_key: keySchema.optional(),
    alipay_content_key: keySchema.optional(),
  }),
} as const;

const fileSchema = z.strictObject({ account: z.unknown(), keys: z.unknown().optional() });

/** Reads such a file: its bytes, or its text. */
export function parseMerchantFile(content: Uint8Array | string): MerchantFileReading {
  const text = textOfFileBytes(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
  const json = text === null ? undefined : parseJson(text);
  // The parser's own message would quote the text around the mistake.
  if (json === undefined) return { ok: false, detail: 'It is not JSON.' };
  const file = fileSchema.safeParse(json);
  if (!file.success) return wrong(file.error, []);
  const account = merchantAccountSchema.safeParse(file.data.account);
  if (!account.success) return wrong(account.error, ['account']);
  const keys = keysOf[account.data.gateway].safeParse(file.data.keys ?? {});
  if (!keys.success) return wrong(keys.error, ['keys']);
  return { ok: true, value: { account: account.data, keys: secretsOf(keys.data) } };
}

function secretsOf(keys: { readonly [Kind in EnteredKeyKind]?: string | undefined }): MerchantFile['keys'] {
  return (Object.keys(keys) as EnteredKeyKind[]).flatMap((kind) => {
    const text = keys[kind];
    return text === undefined ? [] : [{ kind, secret: new HiddenText(text) }];
  });
}

function wrong({ issues }: z.ZodError, parents: readonly string[]): MerchantFileReading {
  const where = issues.map(({ path, code }) => `${[...parents, ...path].join('.') || 'file'}: ${code}`);
  return { ok: false, detail: where.join('; ') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
