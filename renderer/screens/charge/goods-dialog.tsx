import { useState } from 'preact/hooks';
import { parseAmount } from '../../../preload/money.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { t } from '../../i18n/translate.ts';
import { rules } from '../../state/sale-form.ts';
import { addLine } from '../../state/sale-lines.ts';
import { askedBarcode } from '../../state/scans.ts';
import { testIds } from '../../test-ids.ts';

/** A barcode that is not known: what are the goods, and what do they cost? */
export function GoodsDialog({ barcode }: { readonly barcode: string }) {
  const [price, setPrice] = useState('');
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const { currency } = rules.value;
  const close = (): void => {
    askedBarcode.value = null;
  };
  const add = (): void => {
    const parsed = parseAmount(price, currency);
    if (!parsed.ok) {
      setProblem(t('goods.priceProblem'));
      return;
    }
    close();
    addLine({ name: name.trim(), quantity: 1, priceMinor: parsed.amountMinor, goodsId: barcode }, currency);
  };
  return (
    <Dialog
      title={t('goods.unknown', { barcode })}
      safe={{ label: t('goods.leave'), onPress: close }}
      other={{ label: t('goods.add'), onPress: add }}
      testId={testIds.goodsDialog}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <p>{t('goods.unknownText')}</p>
        <Field
          label={t('goods.price', { currency: t(`currency.${currency}`) })}
          value={price}
          onValue={setPrice}
          problem={problem}
          maxLength={16}
        />
        <Field label={t('goods.name')} value={name} onValue={setName} maxLength={100} />
        {/* Enter in a form with two fields needs a button to press. */}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
