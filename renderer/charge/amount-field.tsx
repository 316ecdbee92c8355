import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/translate.ts';
import { marks, testIds } from '../ui/test-ids.ts';
import { figureOf } from './amount-entry.ts';
import { hasSelection, inputText } from './amount-input.ts';
import { askingSinceMs, clearEntry, inputAmount, rules } from './sale-form.ts';
import { isByLine } from './sale-lines.ts';
import { entry } from './sale-record.ts';

let isReadyMarked = false;

function markReady(): void {
  if (isReadyMarked) return;
  isReadyMarked = true;
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(marks.ready)));
}

/** What the field holds; beside lines nothing, as long as nothing is typed. */
function fieldText(): string {
  if (isByLine.value && entry.value.text === '') return '';
  const { typed, open } = figureOf(entry.value, rules.value.currency);
  return `${typed}${open}`;
}

/** The real field behind the amount, for keys, pasting and screen readers; it has the focus when it comes on screen. */
export function AmountField() {
  const field = useRef<HTMLInputElement>(null);
  const currency = t(`currency.${rules.value.currency}`);
  const text = fieldText();

  // Before the first paint: a cashier types on without looking.
  useLayoutEffect(() => {
    field.current?.focus();
    markReady();
  }, []);

  return (
    <input
      ref={field}
      class="amount-field"
      data-testid={testIds.amount}
      data-amount-field
      inputMode="none"
      autoComplete="off"
      spellcheck={false}
      value={text}
      aria-label={t(isByLine.value ? 'lines.entryField' : 'charge.amountField', { currency })}
      aria-invalid={entry.value.refusal === null ? 'false' : 'true'}
      aria-describedby="amount-refusal"
      readOnly={askingSinceMs.value !== null}
      // Tab selects what stands in a field; here the next digit is to follow it, not to replace it.
      onFocus={(event) => event.currentTarget.setSelectionRange(text.length, text.length)}
      onBeforeInput={(event) => {
        if (event.inputType === 'insertCompositionText') return;
        event.preventDefault();
        const isWhole = hasSelection(event.currentTarget);
        if (event.inputType.startsWith('delete')) {
          if (isWhole) clearEntry();
          else inputAmount({ type: 'backspace' });
        } else if (event.data === null) return;
        else if (isWhole) inputAmount({ type: 'replace', text: event.data });
        else inputText(event.data);
      }}
      onCompositionEnd={(event) => {
        inputText(event.data);
        event.currentTarget.value = fieldText();
      }}
      onInput={(event) => {
        if (event.isComposing) return;
        const { value } = event.currentTarget;
        inputAmount(value === '' ? { type: 'clear' } : { type: 'replace', text: value });
        event.currentTarget.value = fieldText();
      }}
    />
  );
}
