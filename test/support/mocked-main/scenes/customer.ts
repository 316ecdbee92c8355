/** Every face of the customer’s display. */
import type { CustomerScene } from '../../../../preload/contract/index.ts';
import { minutesFromNow } from '../shop.ts';

const payable = () => ({
  amountMinor: 14_130,
  currency: 'CNY' as const,
  wallet: 'wechat_pay' as const,
  createdAt: minutesFromNow(-2.2),
  expiresAt: minutesFromNow(2.78),
});

export const customerScenes = {
  idle: () => ({ name: 'idle' }),
  code: () => ({ name: 'code', ...payable(), qrText: 'weixin://wxpay/bizpayurl?pr=p4lzULezz&practice=0143' }),
  codeLarge: () => ({
    name: 'code',
    ...payable(),
    wallet: 'alipay',
    amountMinor: 99_999_999,
    currency: 'HKD',
    expiresAt: minutesFromNow(0.3),
    qrText: `https://qr.example.com/${'abcdefgh'.repeat(22)}`,
  }),
  scanned: () => ({ name: 'scanned', ...payable() }),
  paid: () => ({ name: 'paid', amountMinor: 14_130, currency: 'CNY' }),
  paidLarge: () => ({ name: 'paid', amountMinor: 99_999_999, currency: 'HKD' }),
  expired: () => ({ name: 'expired' }),
} as const satisfies Record<string, () => CustomerScene>;

export type CustomerSceneName = keyof typeof customerScenes;
