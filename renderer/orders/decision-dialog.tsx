import { useState } from 'preact/hooks';
import { readAmount, type AmountReading } from '../../main/domain/amount-text.ts';
import { toDecimalString } from '../../main/domain/money.ts';
import type { OrderView } from '../../preload/contract/index.ts';
import { amountProblemWords } from '../app/amount-words.ts';
import { dailyNumber } from '../app/order-text.ts';
import { t } from '../i18n/translate.ts';
import { decide, refund, type Decision } from '../order/order-actions.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { ReasonField } from './reason-field.tsx';

interface DialogProps {
  readonly order: OrderView;
  readonly onClose: () => void;
}

/** What a person decides about an order, with the reason that goes into the ledger. */
export function DecisionDialog({ order, decision, onClose }: DialogProps & { readonly decision: Decision }) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const { name } = decision;
  const refundAmountMinor =
    decision.refundNo === null
      ? null
      : order.refunds.find(({ refundNo }) => refundNo === decision.refundNo)?.amountMinor;
  const amount = moneyText(refundAmountMinor ?? order.amountMinor, order.currency);
  const confirm = (): void => {
    if (reason.trim() === '') {
      setProblem(t('refusal.reason_missing'));
      return;
    }
    onClose();
    decide(order.orderNo, decision, reason.trim());
  };
  return (
    <Dialog
      title={t(`decide.${name}.title`, { amount })}
      safe={{ label: t('decide.back'), onPress: onClose }}
      other={{ label: t(`decide.${name}.confirm`), onPress: confirm }}
    >
      <p>{t(`decide.${name}.text`)}</p>
      <ReasonField reason={reason} problem={problem} onReason={setReason} />
    </Dialog>
  );
}

function refundProblem(reading: AmountReading, { currency, refundableMinor }: OrderView): string | null {
  if (reading.ok) return reading.amountMinor > refundableMinor ? t('refusal.refund_amount_too_large') : null;
  const { problem } = reading;
  if (problem === 'over_limit') return t('refusal.refund_amount_too_large');
  const isMissing = problem === 'empty' || problem === 'zero';
  return isMissing ? t('refusal.refund_amount_invalid') : amountProblemWords(problem, currency);
}

/** Asks how much goes back and why. One opened dialogue is one refund, however often its button is pressed. */
export function RefundDialog({ order, onClose }: DialogProps) {
  const { currency, refundableMinor } = order;
  const [requestKey] = useState(() => crypto.randomUUID());
  const [amount, setAmount] = useState(toDecimalString(refundableMinor, currency));
  const [reason, setReason] = useState('');
  const [problems, setProblems] = useState<{ readonly amount: string | null; readonly reason: string | null }>({
    amount: null,
    reason: null,
  });
  const reading = readAmount(amount, currency);
  const confirm = (): void => {
    const amountProblem = refundProblem(reading, order);
    const reasonProblem = reason.trim() === '' ? t('refusal.reason_missing') : null;
    setProblems({ amount: amountProblem, reason: reasonProblem });
    if (amountProblem !== null || reasonProblem !== null || !reading.ok) return;
    onClose();
    refund(order.orderNo, requestKey, reading.amountMinor, reason.trim());
  };
  // A sum that is not read is not named either.
  const label = reading.ok
    ? t('refund.confirm', { amount: moneyText(reading.amountMinor, currency) })
    : t('refund.confirmUnread');
  return (
    <Dialog
      title={t('refund.title', { number: dailyNumber(order), amount: moneyText(order.amountMinor, currency) })}
      safe={{ label: t('decide.back'), onPress: onClose }}
      other={{ label, onPress: confirm }}
      testId={testIds.refundDialog}
    >
      <p>{t('refund.text')}</p>
      <Field
        label={t('refund.amount', { currency })}
        value={amount}
        onValue={setAmount}
        problem={problems.amount}
        hint={t('refund.atMost', { amount: moneyText(refundableMinor, currency) })}
      />
      <ReasonField reason={reason} problem={problems.reason} onReason={setReason} />
    </Dialog>
  );
}
