import type { PhoneTrade } from '../../../main/practice/common/phone-view.ts';

type Wallet = PhoneTrade['wallet'];

const letters: Readonly<Record<Wallet, string>> = { alipay: '支', wechat_pay: '微' };
const names: Readonly<Record<Wallet, string>> = { alipay: 'Alipay', wechat_pay: 'WeChat Pay' };

/** A letter on the wallet's colour; not a logo. */
export function WalletTile(props: { readonly wallet: Wallet; readonly size?: 'large' }) {
  return (
    <span
      class="wallet-tile"
      data-wallet={props.wallet}
      data-size={props.size}
      role="img"
      aria-label={names[props.wallet]}
    >
      <span lang="zh-Hans" aria-hidden="true">
        {letters[props.wallet]}
      </span>
    </span>
  );
}
