import { nowMs } from '../app/clock.ts';
import { rich, t, type KeyAlone } from '../i18n/translate.ts';
import { secondsSince } from '../ui/countdown.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { amountMinor, asksByCode, askingSinceMs, createOrder, readiness, rules, type Readiness } from './sale-form.ts';

const notReady: Readonly<Record<Exclude<Readiness, 'ready' | 'asking'>, KeyAlone>> = {
  looking_up: 'charge.lookingUp',
  no_amount: 'charge.typeAmount',
  amount_refused: 'charge.correctAmount',
  line_open: 'charge.addFirst',
  lines_refused: 'charge.correctLines',
  note_refused: 'charge.correctNote',
  method_unusable: 'charge.notPossible',
  no_method: 'charge.notPossible',
};

const key = (content: unknown) => <KeyCap>{String(content)}</KeyCap>;

/** Says the verb and the exact sum. Pressed, it stays down until the sale has its order. */
export function ChargeButton() {
  const current = readiness.value;
  if (current === 'asking') {
    const seconds = secondsSince(new Date(askingSinceMs.value ?? 0).toISOString(), nowMs.value);
    return (
      <button type="button" class="charge charge-asking" data-testid={testIds.charge} aria-disabled="true">
        <span class="charge-words" role="status">
          {t(asksByCode.value ? 'charge.paying' : 'charge.asking')}
        </span>
        <span class="charge-hint">{t('charge.askingHint', { seconds })}</span>
      </button>
    );
  }
  if (current === 'ready') {
    const amount = moneyText(amountMinor.value, rules.value.currency);
    return (
      <button type="button" class="charge charge-ready" data-testid={testIds.charge} onClick={createOrder}>
        <span class="charge-words">{t('charge.action', { amount })}</span>
        <span class="charge-hint">{rich('charge.actionHint', { key })}</span>
      </button>
    );
  }
  return (
    <button
      type="button"
      class="charge charge-not-yet"
      data-testid={testIds.charge}
      aria-disabled="true"
      onClick={createOrder}
    >
      <span class="charge-words">{t(notReady[current])}</span>
      {current === 'no_amount' && <span class="charge-hint">{rich('charge.typeAmountHint', { key })}</span>}
      {current === 'line_open' && <span class="charge-hint">{rich('charge.addFirstHint', { key })}</span>}
    </button>
  );
}
