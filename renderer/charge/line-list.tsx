import { useLayoutEffect, useRef } from 'preact/hooks';
import { lineTotalMinor, type OrderLine } from '../../main/domain/order-lines.ts';
import { t } from '../i18n/translate.ts';
import { typedText } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { moneyParts, moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { focusAmount } from './amount-input.ts';
import { percentText } from './line-changes.ts';
import { discountMinor, setName, setQuantity, subtotal } from './sale-lines.ts';
import { changeSale, discount, lines, linesCurrency } from './sale-record.ts';

/** An amount under the total: its sign is said there once. */
function plainFigure(amountMinor: number): string {
  const { minus, figure } = moneyParts(amountMinor, linesCurrency.value);
  return `${minus}${figure}`;
}

function Line({ line, index }: { readonly line: OrderLine; readonly index: number }) {
  const { name, quantity, priceMinor } = line;
  const shownName = name || t('lines.unnamed', { number: index + 1 });
  return (
    <li class="line" data-testid={testIds.line}>
      <div class="line-names">
        <input
          class="line-name"
          value={name}
          placeholder={shownName}
          aria-label={t('lines.name', { number: index + 1 })}
          maxLength={100}
          autoComplete="off"
          spellcheck={false}
          onInput={(event) => setName(index, typedText(event.currentTarget))}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.isComposing) return;
            // The name is done; Enter is to charge only from the field that says so.
            event.stopPropagation();
            focusAmount();
          }}
        />
        <span class="line-price">{t('lines.each', { price: moneyText(priceMinor, linesCurrency.value) })}</span>
      </div>
      <div class="stepper" role="group" aria-label={t('lines.quantity', { name: shownName })}>
        <button
          type="button"
          aria-label={t(quantity === 1 ? 'lines.remove' : 'lines.fewer')}
          onClick={() => {
            setQuantity(index, quantity - 1);
            if (quantity === 1) focusAmount();
          }}
        >
          <Icon name={quantity === 1 ? 'trash-2' : 'minus'} size={20} />
        </button>
        <span class="stepper-count">{quantity}</span>
        <button type="button" aria-label={t('lines.more')} onClick={() => setQuantity(index, quantity + 1)}>
          <Icon name="plus" size={20} />
        </button>
      </div>
      <span class="line-total">{plainFigure(lineTotalMinor(line))}</span>
    </li>
  );
}

function DiscountRows() {
  const current = discount.value;
  if (current === null) return null;
  const words =
    current.kind === 'percent'
      ? t('lines.discountPercent', { percent: percentText(current.basisPoints) })
      : t('lines.discount');
  return (
    <div class="line-sums">
      <p class="line-sum">
        <span>{t('lines.subtotal')}</span>
        <span>{plainFigure(subtotal.value)}</span>
      </p>
      <p class="line-sum line-discount">
        <Icon name="percent" size={20} />
        <strong>{words}</strong>
        <button
          type="button"
          aria-label={t('lines.removeDiscount')}
          onClick={() => {
            changeSale({ discount: null });
            focusAmount();
          }}
        >
          <Icon name="x" size={20} />
        </button>
        <span>{plainFigure(-discountMinor.value)}</span>
      </p>
    </div>
  );
}

/** What is sold, with the newest line in sight. */
export function LineList() {
  const list = useRef<HTMLDivElement>(null);
  const { length } = lines.value;
  useLayoutEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [length]);
  return (
    <div ref={list} class="line-list">
      <ul aria-label={t('lines.label')}>
        {lines.value.map((line, index) => (
          <Line key={index} line={line} index={index} />
        ))}
      </ul>
      <DiscountRows />
    </div>
  );
}
