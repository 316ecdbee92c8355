import type { PhoneTrade } from '../../../main/practice/common/phone-view.ts';
import { t } from '../../i18n/translate.ts';
import { walletLetter } from '../../ui/wallet-tile.tsx';

/** A letter on the wallet's colour; not a logo. */
export function WalletTile({ wallet, size }: { readonly wallet: PhoneTrade['wallet']; readonly size?: 'large' }) {
  return (
    <span class="wallet-tile" data-wallet={wallet} data-size={size} role="img" aria-label={t(`name.wallet.${wallet}`)}>
      <span lang="zh-Hans" aria-hidden="true">
        {walletLetter[wallet]}
      </span>
    </span>
  );
}
