import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { currencySign, moneyText } from '../../logic/money-text.ts';
import { figureOf } from '../../logic/amount-entry.ts';
import { t } from '../../i18n/translate.ts';
import { useFittedFigure } from '../../components/money.tsx';
import { Icon } from '../../components/icon.tsx';
import { toDecimalString } from '../../../preload/money.ts';
import { amountMinor, askingSinceMs, decimals, entry, inputAmount, rules } from '../../state/sale-form.ts';
import { marks, testIds } from '../../test-ids.ts';
import { hasSelection, inputText } from './amount-input.ts';

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

let isReadyMarked = false;

function markReady(): void {
  if (isReadyMarked) return;
  isReadyMarked = true;
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(marks.ready)));
}

/** The sum being typed: a real field for keys, pasting and screen readers, under a figure drawn large. */
export function AmountDisplay() {
  const field = useRef<HTMLInputElement>(null);
  const { currency, maximumMinor } = rules.value;
  const { typed, open } = figureOf(entry.value, currency);
  const text = `${typed}${open}`;
  const place = useFittedFigure(text);
  const spoken = useSpokenAmount();
  const { refusal } = entry.value;

  // Before the first paint: a cashier types on without looking.
  useLayoutEffect(() => {
    field.current?.focus();
    markReady();
  }, []);

  return (
    <div class="amount-entry" data-empty={amountMinor.value === 0 && open === '' ? 'yes' : 'no'}>
      <div class="amount-entry-names">
        <span class="amount-entry-label">{t('charge.amount')}</span>
        <span class="amount-entry-currency">{t(`currency.${currency}`)}</span>
      </div>
      <div ref={place} class="amount amount-l">
        <span class="amount-figure" aria-hidden="true">
          <span class="amount-sign">{currencySign[currency]}</span>
          <span class="amount-digits">
            {typed}
            {open !== '' && <span class="amount-open">{open}</span>}
          </span>
          <span class="amount-caret" />
        </span>
      </div>
      <input
        ref={field}
        class="amount-field"
        data-testid={testIds.amount}
        data-amount-field
        inputMode="none"
        autoComplete="off"
        spellcheck={false}
        value={text}
        aria-label={t('charge.amountField', { currency: t(`currency.${currency}`) })}
        aria-invalid={refusal === null ? 'false' : 'true'}
        aria-describedby="amount-refusal"
        readOnly={askingSinceMs.value !== null}
        // Tab selects what stands in a field; here the next digit is to follow it, not to replace it.
        onFocus={(event) => event.currentTarget.setSelectionRange(text.length, text.length)}
        onBeforeInput={(event) => {
          if (event.inputType === 'insertCompositionText') return;
          event.preventDefault();
          const isWhole = hasSelection(event.currentTarget);
          if (event.inputType.startsWith('delete')) inputAmount({ type: isWhole ? 'clear' : 'backspace' });
          else if (event.data === null) return;
          else if (isWhole) inputAmount({ type: 'replace', text: event.data });
          else inputText(event.data);
        }}
        onCompositionEnd={(event) => {
          inputText(event.data);
          event.currentTarget.value = figureText();
        }}
        onInput={(event) => {
          if (event.isComposing) return;
          const { value } = event.currentTarget;
          inputAmount(value === '' ? { type: 'clear' } : { type: 'replace', text: value });
          event.currentTarget.value = figureText();
        }}
      />
      <p id="amount-refusal" class="refusal" role="alert">
        {refusal !== null && (
          <>
            <Icon name="circle-x" size={20} strokeWidth={2.25} />
            <span>
              {t(`amount.problem.${refusal}`, {
                decimals: decimals.value,
                limit: moneyText(maximumMinor, currency),
              })}
            </span>
          </>
        )}
      </p>
      <span class="unseen" role="status">
        {spoken}
      </span>
    </div>
  );
}

function figureText(): string {
  const { typed, open } = figureOf(entry.value, rules.value.currency);
  return `${typed}${open}`;
}
