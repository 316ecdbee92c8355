import { useEffect, useState } from 'preact/hooks';
import type { OrderView } from '../../preload/contract/index.ts';
import { useKeys, type KeyMap } from '../app/keys.ts';
import { dailyNumber } from '../app/order-text.ts';
import { problemSentence } from '../app/order-words.ts';
import { state } from '../app/store.ts';
import { inputText } from '../charge/amount-input.ts';
import { startNewSale } from '../charge/sale-form.ts';
import { t, timeText } from '../i18n/translate.ts';
import { Icon } from '../ui/icon.tsx';
import { Amount } from '../ui/money.tsx';
import { PaidTick } from '../ui/paid-tick.tsx';
import { testIds } from '../ui/test-ids.ts';
import { NewSaleButton } from './order-buttons.tsx';
import { useScreenFocus } from './screen-focus.ts';

/** A digit begins the next sale at once. */
const digitKeys: KeyMap = Object.fromEntries(
  Array.from({ length: 10 }, (_, digit) => [
    String(digit),
    (event: KeyboardEvent) => {
      event.preventDefault();
      startNewSale();
      inputText(String(digit));
    },
  ]),
);

function onEnter(event: KeyboardEvent): void {
  if (event.target instanceof HTMLButtonElement) return;
  event.preventDefault();
  startNewSale();
}

/** Money has moved: the only screen that changes its whole colour, readable from three metres. */
export function PaidScreen({ order }: { readonly order: OrderView }) {
  const page = useScreenFocus(order.orderNo);
  const [secondsLeft, setSecondsLeft] = useState(state().paidReturnSeconds);
  // What needs a person's look does not go away by itself.
  const returnsByItself = order.attention === null;
  useEffect(() => {
    if (!returnsByItself) return;
    const timer = setTimeout(() => {
      if (secondsLeft <= 1) startNewSale();
      else setSecondsLeft(secondsLeft - 1);
    }, 1000);
    return () => clearTimeout(timer);
  }, [secondsLeft, returnsByItself]);
  useKeys({ ...digitKeys, Enter: onEnter, n: startNewSale });
  const facts = [
    t(`name.wallet.${order.wallet}`),
    timeText(order.paidAt ?? order.updatedAt, 'clockSeconds'),
    t('order.number', { number: dailyNumber(order) }),
    order.buyerHint ?? '',
    order.operatorName,
  ].filter((fact) => fact !== '');
  return (
    <main
      ref={page}
      tabIndex={-1}
      class="screen paid-screen"
      data-testid={testIds.verdict}
      data-state={order.display}
      data-order-no={order.orderNo}
    >
      <div class="paid-page">
        <h1 class="paid-head">
          <PaidTick />
          <span class="paid-word">{t('paid.word')}</span>
        </h1>
        <div class="paid-sum">
          <Amount amountMinor={order.amountMinor} currency={order.currency} size="xl" />
        </div>
        <p class="paid-facts">
          {facts.map((fact) => (
            <span key={fact}>
              <bdi>{fact}</bdi>
            </span>
          ))}
        </p>
        {order.attention !== null && (
          <p class="paid-attention">
            <Icon name="triangle-alert" />
            <span>
              <strong>{t('outcome.attention')}</strong> {problemSentence(order.attention, order.gateway)}
            </span>
          </p>
        )}
      </div>
      <div class="paid-foot">
        <NewSaleButton label={t('action.newSale')} size="main" keyCap="Enter" />
        <p class="paid-back">{returnsByItself ? t('paid.back', { seconds: secondsLeft }) : ''}</p>
      </div>
    </main>
  );
}
