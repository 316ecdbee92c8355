/** What the customer's display says, whatever order is on it. Pure. */
import type { CustomerScene, CustomerState, MerchantAccount } from '../../preload/contract/index.ts';
import type { Mode } from '../domain/mode.ts';
import type { Language } from '../domain/screen-choice.ts';
import type { Settings } from '../settings/settings-schema.ts';

export interface CustomerStateParts {
  readonly mode: Mode;
  readonly language: Language;
  readonly settings: Pick<Settings, 'appearance' | 'shopName'>;
  /** The first of the till's accounts. */
  readonly account: MerchantAccount | undefined;
  readonly scene: CustomerScene;
}

export function customerStateOf({ mode, language, settings, account, scene }: CustomerStateParts): CustomerState {
  const { appearance, shopName } = settings;
  return { mode, language, appearance, shopName: shopName === '' ? orderTitleOf(account) : shopName, scene };
}

/** What the wallet calls the shop's orders; customers know the shop by it. */
function orderTitleOf(account: MerchantAccount | undefined): string {
  if (account === undefined) return '';
  return account.gateway === 'alipay' ? account.subject : account.orderTitle;
}
