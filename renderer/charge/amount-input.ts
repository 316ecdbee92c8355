/** Typed characters, however they came, as inputs into the amount. */
import { inputAmount } from './sale-form.ts';

/** Whether what stands in the field is marked, so that the next input replaces it. */
export function hasSelection(field: HTMLInputElement): boolean {
  return field.selectionStart !== field.selectionEnd;
}

/** Puts the cursor back to where the amount, or the next line, is typed. */
export function focusAmount(): void {
  document.querySelector<HTMLElement>('[data-amount-field]')?.focus();
}

/**
 * One character each; full-width digits of a Japanese or Chinese keyboard count, and a comma is the point of another
 * keyboard. What means nothing is refused: ignored, it would leave another amount than the one that was meant.
 */
export function inputText(text: string): void {
  for (const character of text.normalize('NFKC')) {
    if (/^\d$/.test(character)) inputAmount({ type: 'digits', digits: character });
    else if (['.', '。', ','].includes(character)) inputAmount({ type: 'point' });
    else if (character === '-' || character === '\u2212') inputAmount({ type: 'minus' });
    else inputAmount({ type: 'other' });
  }
}
