/** The order that a sale becomes, with the account as its settings have it at that moment. */
import type { Profile, SaleInput } from '../../preload/contract/index.ts';
import type { OrderDraft } from '../domain/order.ts';
import { currencyOf } from './key-states.ts';

/** The customer stands there with the phone in hand; the code itself is good for a minute. */
const customerCodeValidMs = 3 * 60_000;

/** @param isByCode the customer's own code pays it. */
export function draftFrom(profile: Profile, input: SaleInput, isByCode: boolean, operatorName: string): OrderDraft {
  return {
    requestKey: input.requestKey,
    profileId: profile.id,
    profileName: profile.name,
    gateway: profile.gateway,
    wallet: input.wallet,
    merchantId: profile.gateway === 'alipay' ? profile.appId : profile.partnerNo,
    sellerId: profile.gateway === 'alipay' && profile.sellerId !== '' ? profile.sellerId : null,
    amountMinor: input.amountMinor,
    currency: currencyOf(profile),
    way: isByCode ? 'customer_code' : 'transaction_code',
    lines: input.lines,
    discountMinor: input.discountMinor,
    note: input.note,
    operatorName,
    validForMs: isByCode ? customerCodeValidMs : profile.codeValidMinutes * 60_000,
  };
}
