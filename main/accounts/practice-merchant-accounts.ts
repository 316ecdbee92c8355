/** The practice merchant's two accounts, as accounts like any other; only their addresses are known at run time. */
import type { AlipayAccount, ScanForPayAccount } from '../../preload/contract/index.ts';
import { practiceMerchant } from '../practice/common/credentials.ts';
import { practiceAlipayId, practiceScanForPayId } from './practice-keys.ts';

/** What the practice customer reads on the phone. */
export const practiceShopName = 'Harbour Tea House';

export function practiceMerchantAccounts(addresses: {
  readonly scanForPayBaseUrl: string;
  readonly alipayGatewayUrl: string;
  readonly codeValidMinutes: number;
}): readonly [ScanForPayAccount, AlipayAccount] {
  const { codeValidMinutes } = addresses;
  return [
    {
      gateway: 'scanforpay',
      id: practiceScanForPayId,
      name: 'ScanForPay',
      baseUrl: addresses.scanForPayBaseUrl,
      partnerNo: practiceMerchant.scanForPay.partnerNo,
      storeNo: practiceMerchant.scanForPay.storeNo,
      terminalNo: '',
      currency: practiceMerchant.scanForPay.currency,
      wallets: ['alipay', 'wechat_pay'],
      orderTitle: practiceShopName,
      codeValidMinutes,
      publicNotifyUrl: '',
    },
    {
      gateway: 'alipay',
      id: practiceAlipayId,
      name: 'Alipay',
      gatewayUrl: addresses.alipayGatewayUrl,
      appId: practiceMerchant.alipay.appId,
      sellerId: practiceMerchant.alipay.sellerId,
      signType: 'RSA2',
      storeId: '',
      terminalId: '',
      subject: practiceShopName,
      codeValidMinutes,
      publicNotifyUrl: '',
    },
  ];
}
