import { useState } from 'preact/hooks';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { t } from '../../i18n/translate.ts';
import { moneyText } from '../../logic/money-text.ts';
import { discountMinorOf, parseDiscount } from '../../logic/sale-lines.ts';
import { asksDiscount, discount, linesCurrency, subtotal } from '../../state/sale-lines.ts';

/** Asks for a discount: so many per cent, or an amount. */
export function DiscountDialog() {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const currency = linesCurrency.value;
  const close = (): void => {
    asksDiscount.value = false;
  };
  const apply = (): void => {
    const given = parseDiscount(text, currency);
    if (given === null) setProblem(t('discount.problem'));
    else if (discountMinorOf(given, subtotal.value) >= subtotal.value) setProblem(t('refusal.discount_too_large'));
    else {
      discount.value = given;
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
        <Field
          label={t('discount.field')}
          value={text}
          onValue={setText}
          problem={problem}
          hint={t('discount.hint')}
          maxLength={16}
        />
      </form>
    </Dialog>
  );
}
