import { useState } from 'preact/hooks';
import type { AmountTextProblem } from '../../main/domain/amount-text.ts';
import { amountProblemWords } from '../app/amount-words.ts';
import { t } from '../i18n/translate.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { moneyText } from '../ui/money-text.ts';
import { discountMinorOf, readDiscount } from './line-changes.ts';
import { subtotal } from './sale-lines.ts';
import { changeSale, linesCurrency } from './sale-record.ts';

/** Asks for a discount: so many per cent, or an amount. */
export function DiscountDialog() {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const currency = linesCurrency.value;
  const close = (): void => {
    changeSale({ asksDiscount: false });
  };
  const problemWords = (problem: AmountTextProblem | 'percent'): string =>
    problem === 'percent' || problem === 'empty' || problem === 'zero'
      ? t('discount.problem')
      : amountProblemWords(problem, currency);
  const apply = (): void => {
    const given = readDiscount(text, currency);
    if (!given.ok) setProblem(problemWords(given.problem));
    else if (discountMinorOf(given.discount, subtotal.value) >= subtotal.value)
      setProblem(t('refusal.discount_too_large'));
    else {
      changeSale({ discount: given.discount });
      close();
    }
  };
  return (
    <Dialog
      title={t('discount.title', { amount: moneyText(subtotal.value, currency) })}
      safe={{ label: t('discount.none'), onPress: close }}
      other={{ label: t('discount.apply'), onPress: apply }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <Field label={t('discount.field')} value={text} onValue={setText} problem={problem} hint={t('discount.hint')} />
      </form>
    </Dialog>
  );
}
