import { saleOrderNo, screen } from '../app/route.ts';
import { knownOrders } from '../app/store.ts';
import { askingSinceMs } from '../charge/sale-form.ts';
import { listed, t } from '../i18n/translate.ts';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';

function spoken(): string {
  if (screen.value !== 'charge') return '';
  const order = saleOrderNo.value === null ? undefined : knownOrders.value.get(saleOrderNo.value);
  if (order === undefined) return askingSinceMs.value === null ? '' : t('charge.asking');
  return listed([
    t(`state.${order.display}`),
    moneyText(order.amountMinor, order.currency),
    order.attention === null ? '' : t('outcome.attention'),
  ]);
}

/**
 * Says the state of the sale on screen to who cannot see it. It stands before there is anything to say: words that
 * come together with their region are not read out.
 */
export function SpokenState() {
  return (
    <p class="unseen" role="status" data-testid={testIds.spokenState}>
      {spoken()}
    </p>
  );
}
