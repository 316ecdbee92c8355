/** The gateways behind the merchant profiles: made when first needed, remade when a profile changed. */
import type { Profile } from '../../preload/contract/index.ts';
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
  readonly profile: Profile;
  readonly gateway: Gateway;
  readonly close: () => void;
}

export function createGatewayDirectory(parts: {
  readonly profileFor: (profileId: string) => Profile | null;
  readonly keys: () => KeyStore;
  readonly clock: Clock;
  /** After every attempt: whether anything answered at the other end. */
  readonly onReached: (profileId: string, reached: boolean) => void;
  /** After every reply that carries a date: by how much this computer is ahead of the gateway, and its time. */
  readonly onClockSkew: (skewMs: number, profileId: string, gatewayMs: number) => void;
}): GatewayDirectory {
  const entries = new Map<string, Entry>();

  function gatewayFor(profileId: string): Gateway | null {
    const profile = parts.profileFor(profileId);
    if (profile === null) return null;
    const known = entries.get(profileId);
    if (known?.profile === profile) return known.gateway;
    known?.close();
    const entry = makeEntry(profile);
    entries.set(profileId, entry);
    return entry.gateway;
  }

  function makeEntry(profile: Profile): Entry {
    const connection = createHttpTransport(profile.gateway === 'alipay' ? profile.gatewayUrl : profile.baseUrl);
    const shared = {
      transport: reporting(connection, (reached) => parts.onReached(profile.id, reached)),
      // Asked for each time: the keychain may have been unlocked, or a key replaced, since the last call.
      keys: { ...delegating(parts.keys) },
      clock: parts.clock,
      onClockSkew: (skewMs: number, gatewayMs: number) => parts.onClockSkew(skewMs, profile.id, gatewayMs),
    };
    const gateway =
      profile.gateway === 'alipay'
        ? createAlipayGateway({ profile, ...shared })
        : createScanForPayGateway({ profile, ...shared });
    return { profile, gateway, close: () => connection.close() };
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
