/** The order that a sale becomes, with the account as its settings have it at that moment. */
import type { MerchantAccount, SaleInput } from '../../preload/contract/index.ts';
import type { OrderDraft } from '../domain/order.ts';
import { currencyOf } from './key-states.ts';

/** The customer stands there with the phone in hand; the code itself is good for a minute. */
const customerCodeValidMs = 3 * 60_000;

/** @param isByCode the customer's own code pays it. */
export function draftFrom(
  account: MerchantAccount,
  input: SaleInput,
  isByCode: boolean,
  operatorName: string,
): OrderDraft {
  return {
    requestKey: input.requestKey,
    accountId: account.id,
    accountName: account.name,
    gateway: account.gateway,
    wallet: input.wallet,
    merchantId: account.gateway === 'alipay' ? account.appId : account.partnerNo,
    sellerId: account.gateway === 'alipay' && account.sellerId !== '' ? account.sellerId : null,
    amountMinor: input.amountMinor,
    currency: currencyOf(account),
    way: isByCode ? 'customer_code' : 'transaction_code',
    lines: input.lines,
    discountMinor: input.discountMinor,
    note: input.note,
    operatorName,
    validForMs: isByCode ? customerCodeValidMs : account.codeValidMinutes * 60_000,
  };
}
