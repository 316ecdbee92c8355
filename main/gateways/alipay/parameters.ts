/**
 * A signed request (gateways.md 2.1): common parameters in the query string, where the gateway reads the character
 * set before anything else, and `biz_content` in the form body.
 */
import type { KeyObject } from 'node:crypto';
import { toBeijingTime } from '../beijing-time.ts';
import type { HttpRequest } from '../http-transport.ts';
import type { Operation } from './operations.ts';
import { bytesToSign, signBytes } from './signing.ts';
import type { AlipayAccount } from './wire.ts';

export interface UnsignedRequest {
  readonly account: AlipayAccount;
  readonly operation: Operation;
  readonly notifyUrl: string | null;
  readonly now: Date;
}

export function signRequest(
  { account, operation, notifyUrl, now }: UnsignedRequest,
  privateKey: KeyObject,
): Omit<HttpRequest, 'timeoutMs'> {
  const bizContent = JSON.stringify(operation.bizContent);
  const common: Readonly<Record<string, string>> = {
    app_id: account.appId,
    method: operation.method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: account.signType,
    timestamp: toBeijingTime(now),
    version: '1.0',
    ...(notifyUrl === null ? {} : { notify_url: notifyUrl }),
  };
  const fields = Object.entries({ ...common, biz_content: bizContent }).map(([name, value]) => ({
    name,
    bytes: Buffer.from(value, 'utf8'),
  }));
  const sign = signBytes(bytesToSign(fields, 'drop'), privateKey, account.signType);
  const query = Object.entries({ ...common, sign }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return {
    url: `${account.gatewayUrl.replace(/[?#].*$/, '')}?${query.join('&')}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: Buffer.from(`biz_content=${encodeURIComponent(bizContent)}`, 'utf8'),
  };
}
