import { useState } from 'preact/hooks';
import { readAmount } from '../../main/domain/amount-text.ts';
import { goodsName, longestGoodsName, type Goods } from '../../main/domain/goods.ts';
import { amountProblemWords } from '../app/amount-words.ts';
import { approved, saySaved } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { t } from '../i18n/translate.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Check, Field } from '../ui/field.tsx';
import { testIds } from '../ui/test-ids.ts';
import { rules } from './sale-form.ts';
import { addLine } from './sale-lines.ts';
import { askedGoods, type AskedGoods } from './scans.ts';

/** The sale has its line whatever becomes of this. */
function keep(goods: Goods): void {
  perform(async () => saySaved(await approved((approval) => bridge.saveGoods({ goods, approval }))));
}

/** A barcode that is not known, or a label from a scale: what are the goods, and what do they cost? */
export function GoodsDialog({ asked: { barcode, weighed } }: { readonly asked: AskedGoods }) {
  const [price, setPrice] = useState('');
  const [name, setName] = useState(weighed === null ? '' : goodsName(weighed));
  const [isKept, setKept] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [nameProblem, setNameProblem] = useState<string | null>(null);
  const { currency } = rules.value;
  const close = (): void => {
    askedGoods.value = null;
  };
  const add = (): void => {
    const reading = readAmount(price, currency);
    if (!reading.ok) {
      const isMissing = reading.problem === 'empty' || reading.problem === 'zero';
      setProblem(isMissing ? t('goods.priceProblem') : amountProblemWords(reading.problem, currency));
      return;
    }
    setProblem(null);
    if (isKept && name.trim() === '') {
      setNameProblem(t('goods.nameProblem'));
      return;
    }
    close();
    const sold = { name: name.trim(), priceMinor: reading.amountMinor };
    addLine({ ...sold, quantity: 1, goodsId: weighed?.code ?? barcode }, currency);
    if (isKept) keep({ ...sold, code: barcode, unit: '', currency });
  };
  return (
    <Dialog
      title={weighed === null ? t('goods.unknown', { barcode }) : t('goods.weighed', { name: goodsName(weighed) })}
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
        <p>{t(weighed === null ? 'goods.unknownText' : 'goods.weighedText')}</p>
        <Field
          label={t('goods.price', { currency: t(`currency.${currency}`) })}
          value={price}
          onValue={setPrice}
          problem={problem}
        />
        <Field
          label={t('goods.name')}
          value={name}
          onValue={setName}
          problem={nameProblem}
          maxLength={longestGoodsName}
        />
        {weighed === null && (
          <Check isChecked={isKept} onChange={setKept}>
            {t('goods.keep')}
          </Check>
        )}
        {/* Enter in a form with two fields needs a button to press. */}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
