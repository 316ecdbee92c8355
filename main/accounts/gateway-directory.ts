/** The gateways behind the merchant accounts: made when first needed, remade when an account changed. */
import type { MerchantAccount } from '../../preload/contract/index.ts';
import { createAlipayGateway } from '../gateways/alipay/alipay-gateway.ts';
import { createHttpTransport, type HttpTransport } from '../gateways/http-transport.ts';
import { createScanForPayGateway } from '../gateways/scanforpay/scanforpay-gateway.ts';
import type { Clock, Gateway, GatewayFor, KeyStore } from '../ports/index.ts';

export interface GatewayDirectory {
  readonly gatewayFor: GatewayFor;
  /** Drops the connections kept open. */
  close(): void;
}

interface Entry {
  readonly account: MerchantAccount;
  readonly gateway: Gateway;
  readonly close: () => void;
}

export function createGatewayDirectory(parts: {
  readonly accountFor: (accountId: string) => MerchantAccount | null;
  readonly keys: () => KeyStore;
  readonly clock: Clock;
  /** After every attempt: whether anything answered at the other end. */
  readonly onReached: (accountId: string, reached: boolean) => void;
  /** After every reply that carries a date: by how much this computer is ahead of the gateway, and its time. */
  readonly onClockSkew: (skewMs: number, accountId: string, gatewayMs: number) => void;
}): GatewayDirectory {
  const entries = new Map<string, Entry>();

  function gatewayFor(accountId: string): Gateway | null {
    const account = parts.accountFor(accountId);
    if (account === null) return null;
    const known = entries.get(accountId);
    if (known?.account === account) return known.gateway;
    known?.close();
    const entry = makeEntry(account);
    entries.set(accountId, entry);
    return entry.gateway;
  }

  function makeEntry(account: MerchantAccount): Entry {
    const connection = createHttpTransport(account.gateway === 'alipay' ? account.gatewayUrl : account.baseUrl);
    const shared = {
      transport: reporting(connection, (reached) => parts.onReached(account.id, reached)),
      // Asked for each time: the keychain may have been unlocked, or a key replaced, since the last call.
      keys: { ...delegating(parts.keys) },
      clock: parts.clock,
      onClockSkew: (skewMs: number, gatewayMs: number) => parts.onClockSkew(skewMs, account.id, gatewayMs),
    };
    const gateway =
      account.gateway === 'alipay'
        ? createAlipayGateway({ account, ...shared })
        : createScanForPayGateway({ account, ...shared });
    return { account, gateway, close: () => connection.close() };
  }

  return {
    gatewayFor,
    close: () => {
      for (const entry of entries.values()) entry.close();
      entries.clear();
    },
  };
}

function delegating(keys: () => KeyStore): KeyStore {
  return {
    read: (reference) => keys().read(reference),
    write: (reference, value) => keys().write(reference, value),
    remove: (reference) => keys().remove(reference),
  };
}

function reporting(transport: HttpTransport, onReached: (reached: boolean) => void): HttpTransport {
  return {
    post: async (request) => {
      const result = await transport.post(request);
      if (result.kind === 'reply') onReached(true);
      else if (result.reason === 'unreachable' || result.reason === 'timeout') onReached(false);
      return result;
    },
  };
}
