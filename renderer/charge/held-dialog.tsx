import type { OrderView } from '../../preload/contract/index.ts';
import { goodsText } from '../app/order-text.ts';
import { heldWords } from '../app/order-words.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { askedToDiscard, heldSales, recall, showsHeldSales } from './held-sales.ts';

function HeldSale({ order, isFirst }: { readonly order: OrderView; readonly isFirst: boolean }) {
  const amount = moneyText(order.amountMinor, order.currency);
  return (
    <li class="held-sale" data-testid={testIds.heldSale} data-order-no={order.orderNo}>
      <div class="held-sale-words">
        <p class="held-sale-head">
          <strong>{amount}</strong>
          <span>{goodsText(order)}</span>
        </p>
        <p>{heldWords(order)}</p>
      </div>
      <Button
        testId={testIds.recall}
        firstFocus={isFirst}
        label={t('hold.recallOf', { amount })}
        onPress={() => recall(order)}
      >
        {t('hold.recall')}
      </Button>
      <Button
        kind="plain"
        icon="trash-2"
        testId={testIds.discard}
        label={t('hold.discardOf', { amount })}
        onPress={() => {
          askedToDiscard.value = order;
        }}
      >
        {t('hold.discard')}
      </Button>
    </li>
  );
}

/** Every sale that is put aside, the longest first. */
export function HeldDialog() {
  return (
    <Dialog
      title={t('hold.title')}
      safe={{
        label: t('decide.back'),
        onPress: () => {
          showsHeldSales.value = false;
        },
      }}
      testId={testIds.heldDialog}
      class="held-dialog"
    >
      <ul class="held-sales">
        {heldSales.value.map((order, index) => (
          <HeldSale key={order.orderNo} order={order} isFirst={index === 0} />
        ))}
      </ul>
    </Dialog>
  );
}
