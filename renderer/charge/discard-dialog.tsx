import { goodsText } from '../app/order-text.ts';
import { heldWords } from '../app/order-words.ts';
import { t } from '../i18n/translate.ts';
import { Dialog } from '../ui/dialog.tsx';
import { moneyText } from '../ui/money-text.ts';
import { askedToDiscard, discard } from './held-sales.ts';

/** Asks once before a held sale is dropped. */
export function DiscardDialog() {
  const order = askedToDiscard.value;
  if (order === null) return null;
  const close = (): void => {
    askedToDiscard.value = null;
  };
  return (
    <Dialog
      title={t('hold.discardTitle', { amount: moneyText(order.amountMinor, order.currency) })}
      safe={{ label: t('hold.keep'), onPress: close }}
      other={{
        label: t('hold.discard'),
        onPress: () => {
          close();
          discard(order);
        },
      }}
    >
      <p>{goodsText(order)}</p>
      <p>{heldWords(order)}</p>
      <p>{t('hold.discardText')}</p>
    </Dialog>
  );
}
