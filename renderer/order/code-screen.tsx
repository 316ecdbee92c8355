import { useState } from 'preact/hooks';
import type { OrderView } from '../../preload/contract/index.ts';
import { nowMs } from '../app/clock.ts';
import { useKeys } from '../app/keys.ts';
import { dailyNumber, goodsText, isByCode } from '../app/order-text.ts';
import { gatewayName, problemSentence, watchSentence } from '../app/order-words.ts';
import { StateChip } from '../app/state-chip.tsx';
import { state } from '../app/store.ts';
import { startNewSale } from '../charge/sale-form.ts';
import { SaleStrip } from '../charge/sale-strip.tsx';
import { listed, t, timeText, type KeyAlone } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { moneyText } from '../ui/money-text.ts';
import { Amount } from '../ui/money.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import { testIds } from '../ui/test-ids.ts';
import { WalletTile } from '../ui/wallet-tile.tsx';
import { CountdownRing } from './countdown-ring.tsx';
import { cancelSale, checkNow, openPhone } from './order-actions.ts';
import { CheckNowButton, NewSaleButton, PhoneButton } from './order-buttons.tsx';
import { saleSteps, type SaleStep } from './sale-steps.ts';
import { useScreenFocus } from './screen-focus.ts';
import { useTimeline } from './timeline.ts';

function CodePanel({ order, phase }: { readonly order: OrderView; readonly phase: CodePhase }) {
  const gateway = gatewayName(order.gateway);
  const isPractice = state().mode === 'practice';
  if (phase === 'confirming') {
    const isSent = order.state === 'creating';
    return (
      <div class="code-panel">
        <div class="code-none">
          <Icon name="smartphone" size={56} />
          <p class="code-none-title">{t(isSent ? 'code.paying' : 'code.confirming', { gateway })}</p>
          <p>{t(isSent ? 'code.askingHint' : 'code.confirmingHint')}</p>
        </div>
        {isPractice && !isSent && (
          <div class="code-practice">
            <PhoneButton orderNo={order.orderNo} />
          </div>
        )}
      </div>
    );
  }
  if (phase !== 'code' || order.qrText === null) {
    const isOver = phase === 'code_over';
    return (
      <div class="code-panel">
        <div class="code-none">
          <Icon name={isOver ? 'timer-off' : 'qr-code'} size={56} />
          <p class="code-none-title">{t(isOver ? 'code.over' : 'code.asking', { gateway })}</p>
          <p>{t(isOver ? 'code.overHint' : 'code.askingHint', { gateway })}</p>
        </div>
      </div>
    );
  }
  return (
    <div class="code-panel">
      <QrCode text={order.qrText} label={t('code.label', { amount: moneyText(order.amountMinor, order.currency) })} />
      <div class="code-caption">
        <WalletTile wallet={order.wallet} size="caption" />
        <span>{t(`scan.${order.wallet}`)}</span>
      </div>
      {isPractice && (
        <div class="code-practice">
          <PhoneButton orderNo={order.orderNo} />
        </div>
      )}
    </div>
  );
}

function stepWords(step: SaleStep, order: OrderView, phase: CodePhase): KeyAlone {
  if (step.name === 'code') return step.status === 'now' ? 'step.codeNow' : 'step.code';
  if (step.name === 'scan' && isByCode(order)) return 'step.confirm';
  if (step.name !== 'scan') return `step.${step.name}`;
  if (phase === 'code_over') return 'step.over';
  if (order.scanned) return 'step.scanned';
  return step.status === 'now' ? 'step.scanNow' : 'step.scan';
}

function stepIcon({ name, status }: SaleStep): IconName {
  if (status === 'done') return 'check';
  if (status === 'next') return 'circle-dashed';
  return name === 'code' ? 'qr-code' : 'smartphone';
}

function Steps({ order, phase }: { readonly order: OrderView; readonly phase: CodePhase }) {
  const timeline = useTimeline(order);
  return (
    <ol class="steps" aria-live="polite">
      {saleSteps(order, timeline).map((step) => (
        <li key={step.name} class="step" data-status={step.status}>
          <Icon name={stepIcon(step)} size={24} />
          <span class="step-words">{t(stepWords(step, order, phase))}</span>
          <span class="step-time">{step.at === null ? '—' : timeText(step.at, 'clockSeconds')}</span>
        </li>
      ))}
    </ol>
  );
}

function WatchLine({ order }: { readonly order: OrderView }) {
  const { watch } = order;
  const isOffline = state().connection === 'offline';
  const problem = watch?.problem ?? null;
  if (!isOffline && problem === null) {
    return <p class="watch-line">{watch === null ? '' : watchSentence(watch, nowMs.value)}</p>;
  }
  return (
    <p class="watch-line watch-line-failing">
      <Icon name={isOffline ? 'wifi-off' : 'plug'} size={22} />
      <span>
        <strong>{t(isOffline ? 'watch.offline' : 'watch.failed')}</strong>{' '}
        {problem === null || isOffline
          ? t(isByCode(order) ? 'watch.offlineTextByCode' : 'watch.offlineText')
          : problemSentence(problem, order.gateway)}
      </span>
    </p>
  );
}

function CancelDialog({ order, onClose }: { readonly order: OrderView; readonly onClose: () => void }) {
  const time = timeText(order.codeExpiresAt, 'clock');
  return (
    <Dialog
      title={t('cancel.title', { amount: moneyText(order.amountMinor, order.currency) })}
      safe={{ label: t('cancel.keep'), onPress: onClose }}
      other={{
        label: t('cancel.confirm'),
        onPress: () => {
          onClose();
          cancelSale(order.orderNo);
        },
      }}
    >
      <p>
        {order.scanned && `${t(isByCode(order) ? 'cancel.scannedByCode' : 'cancel.scanned')} `}
        {isByCode(order) ? t(`cancel.${order.gateway}ByCode`) : t(`cancel.${order.gateway}`, { time })}
      </p>
    </Dialog>
  );
}

export type CodePhase = 'asking' | 'confirming' | 'code' | 'code_over';

/** The sale waits: the code, what has happened so far, and the ways out. */
export function CodeScreen({ order, phase }: { readonly order: OrderView; readonly phase: CodePhase }) {
  const [asksToCancel, setAsksToCancel] = useState(false);
  const page = useScreenFocus(order.orderNo);
  const isPractice = state().mode === 'practice';
  useKeys({
    F5: (event) => {
      event.preventDefault();
      checkNow(order.orderNo);
    },
    F9: () => {
      if (isPractice) openPhone(order.orderNo);
    },
    Escape: () => {
      if (order.canCancel) setAsksToCancel(true);
    },
    n: startNewSale,
  });
  return (
    <>
      <main
        ref={page}
        tabIndex={-1}
        class="screen code-screen"
        data-testid={testIds.verdict}
        data-state={order.display}
        data-order-no={order.orderNo}
      >
        <h1 class="unseen">{t('code.label', { amount: moneyText(order.amountMinor, order.currency) })}</h1>
        <CodePanel order={order} phase={phase} />
        <div class="code-facts">
          <div class="code-head">
            <div>
              <StateChip state={order.display} />
              <p class="code-meta">
                {listed([
                  t(`name.wallet.${order.wallet}`),
                  t('order.numberShort', { number: dailyNumber(order) }),
                  order.operatorName,
                ])}
              </p>
            </div>
            <CountdownRing createdAt={order.createdAt} codeExpiresAt={order.codeExpiresAt} />
          </div>
          <Amount amountMinor={order.amountMinor} currency={order.currency} size="m" />
          <div class="rule" data-state={order.display} />
          {goodsText(order) !== '' && <p class="code-note">{goodsText(order)}</p>}
          <Steps order={order} phase={phase} />
          <div class="code-space" />
          <WatchLine order={order} />
          <div class="code-buttons">
            <NewSaleButton label={t('action.nextCustomer')} kind="primary" size="main" icon="plus" />
            <div class="button-row">
              <CheckNowButton order={order} />
              {order.canCancel && (
                <Button icon="x" keyCap="Esc" testId={testIds.cancel} onPress={() => setAsksToCancel(true)}>
                  {t('action.cancel')}
                </Button>
              )}
            </div>
          </div>
        </div>
      </main>
      <SaleStrip />
      {asksToCancel && <CancelDialog order={order} onClose={() => setAsksToCancel(false)} />}
    </>
  );
}
