import type { OrderView } from '../../preload/contract/index.ts';

export const walletLetter: Readonly<Record<OrderView['wallet'], string>> = { alipay: '支', wechat_pay: '微' };

/** A letter on the wallet's colour; not a logo. */
export function WalletTile({
  wallet,
  size,
}: {
  readonly wallet: OrderView['wallet'];
  readonly size: 'row' | 'caption' | 'choice' | 'display';
}) {
  return (
    <span class={`wallet-tile wallet-tile-${size}`} data-wallet={wallet} lang="zh-Hans" aria-hidden="true">
      {walletLetter[wallet]}
    </span>
  );
}
