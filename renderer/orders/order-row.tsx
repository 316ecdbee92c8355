import type { OrderView } from '../../preload/contract/index.ts';
import { dailyNumber, goodsText, tillOf } from '../app/order-text.ts';
import { StateChip } from '../app/state-chip.tsx';
import { state } from '../app/store.ts';
import { t, timeText } from '../i18n/translate.ts';
import { Icon } from '../ui/icon.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { WalletTile } from '../ui/wallet-tile.tsx';
import { FoundText } from './found-text.tsx';

interface OrderRowProps {
  readonly order: OrderView;
  readonly search: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

/** In a ledger that came from elsewhere, or from before this till had its mark. */
function isOfOtherTill(order: OrderView): boolean {
  const till = tillOf(order);
  return till !== '' && till !== state().terminalPrefix;
}

export function OrderRow({ order, search, isChosen, onChoose }: OrderRowProps) {
  return (
    <button
      type="button"
      class="order-row"
      data-testid={testIds.orderRow}
      data-order-no={order.orderNo}
      data-state={order.display}
      aria-current={isChosen ? 'true' : undefined}
      tabIndex={isChosen ? 0 : -1}
      onClick={onChoose}
    >
      <span class="order-row-time">{timeText(order.createdAt, 'clock')}</span>
      <span class="order-row-number">
        <FoundText text={dailyNumber(order)} search={search} />
        {isOfOtherTill(order) && <span class="order-row-till">{tillOf(order)}</span>}
      </span>
      <span class="order-row-state">
        <StateChip state={order.display} tinted={false} />
        {order.attention !== null && (
          <span class="order-row-attention" title={t('orders.needsLook')}>
            <Icon name="triangle-alert" size={20} strokeWidth={2.25} />
            <span class="unseen">{t('orders.needsLook')}</span>
          </span>
        )}
      </span>
      <WalletTile wallet={order.wallet} size="row" />
      <span class="order-row-note">
        <FoundText text={goodsText(order)} search={search} />
      </span>
      <span class="order-row-amount">
        <FoundText text={moneyText(order.amountMinor, order.currency)} search={search} />
      </span>
    </button>
  );
}
