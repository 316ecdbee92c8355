import { useEffect, useState } from 'preact/hooks';
import { toDecimalString } from '../../main/domain/money.ts';
import { maximumQuantity } from '../../main/domain/order-lines.ts';
import { amountProblemWords } from '../app/amount-words.ts';
import { t } from '../i18n/translate.ts';
import { Icon } from '../ui/icon.tsx';
import { currencySign, moneyParts } from '../ui/money-text.ts';
import { useFittedFigure } from '../ui/money.tsx';
import { figureOf, type AmountFigure } from './amount-entry.ts';
import { AmountField } from './amount-field.tsx';
import { amountMinor, linesFault, rules } from './sale-form.ts';
import { isByLine, itemCount } from './sale-lines.ts';
import { entry } from './sale-record.ts';

const announcePauseMs = 700;

/** The amount as a sentence, once typing has paused. */
function useSpokenAmount(): string {
  const [spoken, setSpoken] = useState('');
  const minor = amountMinor.value;
  const { currency } = rules.value;
  useEffect(() => {
    const timer = setTimeout(
      () => setSpoken(minor === 0 ? '' : t(`spoken.${currency}`, { amount: toDecimalString(minor, currency) })),
      announcePauseMs,
    );
    return () => clearTimeout(timer);
  }, [minor, currency]);
  return spoken;
}

function shownFigure(): AmountFigure {
  const { currency } = rules.value;
  if (!isByLine.value) return figureOf(entry.value, currency);
  return { typed: moneyParts(amountMinor.value, currency).figure, open: '' };
}

/** Nothing is added to a refused amount, so the way on is said with the reason. */
function toCorrect(reason: string): string {
  return t('amount.toCorrect', { reason });
}

function refusalText(): string | null {
  const { currency, maximumMinor } = rules.value;
  const { refusal } = entry.value;
  if (refusal === 'quantity_too_large') return toCorrect(t('lines.quantityTooLarge', { most: maximumQuantity }));
  if (refusal === 'quantity_not_whole') return toCorrect(t('lines.quantityNotWhole'));
  if (refusal === 'zero' || refusal === 'empty') return amountProblemWords(refusal, currency);
  if (refusal !== null) return toCorrect(amountProblemWords(refusal, currency, maximumMinor));
  return linesFault.value === null ? null : t(linesFault.value);
}

/** What is charged, drawn large: the sum being typed, under its field, or what the lines come to. */
export function AmountDisplay() {
  const { currency } = rules.value;
  const { typed, open } = shownFigure();
  const place = useFittedFigure(`${typed}${open}`);
  const spoken = useSpokenAmount();
  const refusal = refusalText();
  const isSum = isByLine.value;
  return (
    <div class="amount-entry" data-empty={amountMinor.value === 0 && open === '' ? 'yes' : 'no'}>
      <div class="amount-entry-names">
        <span class="amount-entry-label">{t(isSum ? 'lines.total' : 'charge.amount')}</span>
        <span class="amount-entry-currency">{t(`currency.${currency}`)}</span>
        {isSum && <span class="amount-entry-currency">{t('lines.count', { count: itemCount.value })}</span>}
      </div>
      <div ref={place} class="amount amount-l">
        <span class="amount-figure" aria-hidden={isSum ? undefined : 'true'}>
          <span class="amount-sign">{currencySign[currency]}</span>
          <span class="amount-digits">
            {typed}
            {open !== '' && <span class="amount-open">{open}</span>}
          </span>
          {!isSum && <span class="amount-caret" />}
        </span>
      </div>
      {!isSum && <AmountField />}
      <p id="amount-refusal" class="refusal" role="alert">
        {refusal !== null && (
          <>
            <Icon name="circle-x" size={20} strokeWidth={2.25} />
            <span>{refusal}</span>
          </>
        )}
      </p>
      <span class="unseen" role="status">
        {spoken}
      </span>
    </div>
  );
}
