import { assertNever, type Wallet } from '../domain/order.ts';

/**
 * Whether a code's text may be shown to a customer: a reply could verify and still lead a wallet elsewhere.
 * Alipay codes live at one origin (gateways.md 2.2), those of its sandbox also under the sandbox's own domain. WeChat's
 * have their own scheme, or are a page at the gateway's own address.
 * @param gatewayUrl where the account's requests go: no other account's addresses are of use to its customers.
 */
export function isTrustedCode(text: string, wallet: Wallet, gatewayUrl: string): boolean {
  if (text.length > 512 || !/^[\x21-\x7e]+$/.test(text)) return false;
  const gateway = URL.parse(gatewayUrl);
  switch (wallet) {
    case 'alipay':
      return [alipayOrigin, ...sandboxOrigins(gateway)].some((origin) => isUnder(text, origin));
    case 'wechat_pay':
      return /^weixin:\/\/wxpay\/./.test(text) || pageOrigins(gateway).some((origin) => isUnder(text, origin));
    default:
      return assertNever(wallet);
  }
}

const alipayOrigin = 'https://qr.alipay.com';
const scanForPayOrigin = 'https://pay.scanforpay.com';

function sandboxOrigins(gateway: URL | null): readonly string[] {
  return gateway !== null && isWithin(gateway, 'alipaydev.com') ? ['https://qr.alipaydev.com'] : [];
}

/** An account at another of ScanForPay's own hosts may be led to its main one; any other address stands for itself. */
function pageOrigins(gateway: URL | null): readonly string[] {
  if (gateway?.protocol !== 'https:') return [];
  return isWithin(gateway, 'scanforpay.com') ? [gateway.origin, scanForPayOrigin] : [gateway.origin];
}

function isWithin({ protocol, hostname }: URL, domain: string): boolean {
  return protocol === 'https:' && (hostname === domain || hostname.endsWith(`.${domain}`));
}

function isUnder(text: string, origin: string): boolean {
  const url = URL.parse(text);
  return url?.origin === origin && url.username === '' && url.password === '' && url.pathname.length > 1;
}
