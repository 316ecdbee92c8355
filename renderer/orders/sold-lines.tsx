import { lineTotalMinor } from '../../main/domain/order-lines.ts';
import type { OrderView } from '../../preload/contract/index.ts';
import { isolated } from '../i18n/isolated.ts';
import { t } from '../i18n/translate.ts';
import { moneyText } from '../ui/money-text.ts';

/** What was sold, line by line, in the order's detail. */
export function SoldLines({ order }: { readonly order: OrderView }) {
  const { lines, discountMinor, currency } = order;
  if (lines.length === 0) return null;
  return (
    <>
      <h2 class="order-detail-heading">{t('lines.label')}</h2>
      <table class="sold-lines selectable">
        <tbody>
          {lines.map((line, index) => (
            <tr key={index}>
              <td>
                <bdi>{isolated(line.name) || t('lines.unnamed', { number: index + 1 })}</bdi>
              </td>
              <td>{`${line.quantity} × ${moneyText(line.priceMinor, currency)}`}</td>
              <td>{moneyText(lineTotalMinor(line), currency)}</td>
            </tr>
          ))}
          {discountMinor > 0 && (
            <tr>
              <td colSpan={2}>{t('lines.discount')}</td>
              <td>{moneyText(-discountMinor, currency)}</td>
            </tr>
          )}
        </tbody>
      </table>
    </>
  );
}
