/** The payment code that a customer's wallet shows for the shop to scan. Pure; both sides of the bridge apply it. */

/**
 * Whose code it is, by its first digits (gateways.md 2.2): Alipay's have 16 to 24 digits and begin with 25 to 30,
 * WeChat's have 18 and begin with 10 to 15. `null` for any other text, as a barcode on goods.
 */
export function walletOfCustomerCode(text: string): 'alipay' | 'wechat_pay' | null {
  if (/^(?:2[5-9]|30)\d{14,22}$/.test(text)) return 'alipay';
  return /^1[0-5]\d{16}$/.test(text) ? 'wechat_pay' : null;
}
