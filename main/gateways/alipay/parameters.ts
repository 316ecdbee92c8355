/**
 * A signed request (gateways.md 2.1): common parameters in the query string, where the gateway reads the character
 * set before anything else, and `biz_content` in the form body.
 */
import type { KeyObject } from 'node:crypto';
import { toBeijingTime } from '../beijing-time.ts';
import { encodeText, escapeJsonFor } from '../charset.ts';
import type { HttpRequest } from '../http-transport.ts';
import { ContentCheck, type ContentBuilding } from './content-check.ts';
import { encryptContent } from './content-encryption.ts';
import type { Operation } from './requests.ts';
import { bytesToSign, signBytes } from './signing.ts';
import type { AlipayAccount } from './wire.ts';

export interface UnsignedRequest {
  readonly account: AlipayAccount;
  readonly operation: Operation;
  readonly notifyUrl: string | null;
  readonly now: Date;
}

export interface RequestMode {
  /** Certificate mode: the numbers of the application's and of Alipay's root certificates. */
  readonly certificates?: { readonly appCertSn: string; readonly alipayRootCertSn: string } | null;
  /** The AES key, where contents are encrypted. */
  readonly contentKey?: KeyObject | null;
}

/** What the tables allow of the common parameters that people type. */
export function checkCommonParameters(account: AlipayAccount, notifyUrl: string | null): ContentBuilding {
  const check = new ContentCheck();
  const printable = /^[\x21-\x7e]*$/;
  return check.finish({
    app_id: check.required('app_id', account.appId, { longest: 32, form: printable }),
    app_auth_token: check.optional('app_auth_token', account.appAuthToken, { longest: 40, form: printable }),
    notify_url: check.optional('notify_url', notifyUrl ?? undefined, {
      longest: 256,
      form: /^https?:\/\/[\x21-\x7e]+$/,
    }),
  });
}

/** @throws Error when a common parameter has characters that the character set lacks: see `checkCommonParameters`. */
export function signRequest(
  { account, operation, notifyUrl, now }: UnsignedRequest,
  privateKey: KeyObject,
  { certificates = null, contentKey = null }: RequestMode = {},
): Omit<HttpRequest, 'timeoutMs'> {
  const charset = account.charset ?? 'utf-8';
  const bytesOf = (text: string): Buffer => {
    const bytes = encodeText(text, charset);
    if (bytes === null) throw new Error(`A parameter cannot be written in ${charset}`);
    return bytes;
  };
  const plainContent = bytesOf(escapeJsonFor(charset, JSON.stringify(operation.bizContent)));
  // Encrypted first, then signed.
  const bizContent = contentKey === null ? plainContent : Buffer.from(encryptContent(plainContent, contentKey));
  const common: Readonly<Record<string, string>> = {
    app_id: account.appId,
    method: operation.method,
    format: 'JSON',
    charset,
    sign_type: account.signType,
    timestamp: toBeijingTime(now),
    version: '1.0',
    ...(notifyUrl === null ? {} : { notify_url: notifyUrl }),
    ...(account.appAuthToken ? { app_auth_token: account.appAuthToken } : {}),
    ...(certificates === null
      ? {}
      : { app_cert_sn: certificates.appCertSn, alipay_root_cert_sn: certificates.alipayRootCertSn }),
    ...(contentKey === null ? {} : { encrypt_type: 'AES' }),
  };
  const fields = Object.entries(common).map(([name, value]) => ({ name, bytes: bytesOf(value) }));
  const signed = bytesToSign([...fields, { name: 'biz_content', bytes: bizContent }], 'drop');
  const sign = signBytes(signed, privateKey, account.signType);
  const query = [...fields, { name: 'sign', bytes: Buffer.from(sign) }];
  return {
    url: `${account.gatewayUrl.replace(/[?#].*$/, '')}?${query.map(formField).join('&')}`,
    headers: { 'Content-Type': `application/x-www-form-urlencoded;charset=${charset}` },
    body: Buffer.from(formField({ name: 'biz_content', bytes: bizContent })),
  };
}

function formField({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): string {
  return `${name}=${Array.from(bytes, (byte) => escapes[byte]).join('')}`;
}

/** Each byte as it stands in a URL: only what RFC 3986 reserves for nothing is left as it is. */
const escapes: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9._~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});
