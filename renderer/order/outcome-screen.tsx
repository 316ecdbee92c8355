import type { OrderView } from '../../preload/contract/index.ts';
import { nowMs } from '../app/clock.ts';
import { useKeys } from '../app/keys.ts';
import { dailyNumber, isNumberTaken } from '../app/order-text.ts';
import { checkedSentence, gatewayWords } from '../app/order-words.ts';
import { showOrder } from '../app/route.ts';
import { stateIcon } from '../app/state-chip.tsx';
import { state } from '../app/store.ts';
import { startNewSale } from '../charge/sale-form.ts';
import { listed, t, timeText } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Amount } from '../ui/money.tsx';
import { testIds } from '../ui/test-ids.ts';
import { chargeAgain } from './charge-again.ts';
import { checkNow, openPhone } from './order-actions.ts';
import { ChargeAgainButton, CheckNowButton, NewSaleButton, PhoneButton, RetryButton } from './order-buttons.tsx';
import { outcomeOf, type OutcomeName } from './outcome-content.ts';
import { useScreenFocus } from './screen-focus.ts';

interface OutcomeScreenProps {
  readonly order: OrderView;
  readonly name: OutcomeName;
}

/** Money came late, and whether it is kept or given back is decided with the order's details in sight. */
function asksToDecide({ decisions }: OrderView): boolean {
  return decisions.includes('accept_late');
}

/** One ink-filled button: the one that most likely helps now. */
function Actions({ order }: { readonly order: OrderView }) {
  const isOpen = order.display === 'unknown' || order.display === 'waiting';
  const isWatched = order.watch !== null;
  const canRetry = order.canRetryCreate;
  const mustDecide = asksToDecide(order);
  const needsNumber = isNumberTaken(order);
  return (
    <div class="button-row outcome-actions">
      {mustDecide && (
        <Button kind="primary" size="main" icon="receipt-text" onPress={() => showOrder(order.orderNo)}>
          {t('paidLate.open')}
        </Button>
      )}
      {needsNumber && <ChargeAgainButton order={order} kind="primary" size="main" />}
      {canRetry && <RetryButton order={order} kind="primary" size="main" />}
      {isOpen && isWatched && <CheckNowButton order={order} size="main" kind={canRetry ? 'secondary' : 'primary'} />}
      <NewSaleButton
        label={t(isOpen && !canRetry ? 'action.newSaleChecking' : 'action.newSale')}
        size="main"
        kind={isOpen || canRetry || mustDecide || needsNumber ? 'secondary' : 'primary'}
      />
      {!isOpen && isWatched && <CheckNowButton order={order} size="main" />}
    </div>
  );
}

/** Every outcome but Paid: it asks for thought, not alarm. */
export function OutcomeScreen({ order, name }: OutcomeScreenProps) {
  const page = useScreenFocus(order.orderNo);
  const { title, facts, steps } = outcomeOf(name, order);
  const cause = order.problem ?? order.watch?.problem ?? null;
  const words = cause === null ? '' : gatewayWords(cause, order.gateway);
  const isPractice = state().mode === 'practice' && order.qrText !== null && order.watch !== null;
  useKeys({
    F5: (event) => {
      event.preventDefault();
      if (order.watch !== null) checkNow(order.orderNo);
    },
    F9: () => {
      if (isPractice) openPhone(order.orderNo);
    },
    n: startNewSale,
    r: () => {
      if (isNumberTaken(order)) chargeAgain(order);
    },
  });
  return (
    <main
      ref={page}
      tabIndex={-1}
      class="screen outcome-screen"
      data-testid={testIds.verdict}
      data-state={order.display}
      data-order-no={order.orderNo}
    >
      <div class="outcome-bar" />
      <div class="outcome-page">
        <div class="outcome-facts">
          <div class="verdict-head">
            <Icon name={stateIcon[order.display]} size={60} strokeWidth={2.25} />
            <h1>{title}</h1>
          </div>
          <div class="outcome-sum">
            <Amount amountMinor={order.amountMinor} currency={order.currency} size="m" />
            <p class="outcome-meta">
              <span>{t(`name.wallet.${order.wallet}`)}</span>
              <span>
                {listed([t('order.number', { number: dailyNumber(order) }), timeText(order.createdAt, 'clockSeconds')])}
              </span>
            </p>
          </div>
          <div class="rule" data-state={order.display} />
          <ul class="fact-list">
            {facts.map(({ icon, lead, rest }) => (
              <li key={`${lead}${rest}`}>
                <Icon name={icon} size={28} />
                <span>
                  {lead !== '' && <strong>{lead} </strong>}
                  {rest}
                </span>
              </li>
            ))}
          </ul>
          {words !== '' && <p class="outcome-words selectable">{words}</p>}
          <div class="outcome-space" />
          <Actions order={order} />
          <p class="watch-line">{order.watch === null ? '' : checkedSentence(order.watch, nowMs.value)}</p>
        </div>
        <aside class="outcome-steps">
          <h2>{t('outcome.todo')}</h2>
          <ol>
            {steps.map((step) => (
              <li key={step.title}>
                <h3>{step.title}</h3>
                <p>{step.text}</p>
              </li>
            ))}
          </ol>
          <div class="outcome-space" />
          <div class="outcome-links">
            {isPractice && <PhoneButton orderNo={order.orderNo} />}
            {!asksToDecide(order) && (
              <Button icon="receipt-text" onPress={() => showOrder(order.orderNo)}>
                {t('action.openOrder')}
              </Button>
            )}
          </div>
        </aside>
      </div>
    </main>
  );
}
