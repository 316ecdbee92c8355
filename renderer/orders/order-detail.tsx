import type { ComponentChildren } from 'preact';
import type { OrderView, TimelineEntry } from '../../preload/contract/index.ts';
import { copy } from '../app/clipboard.ts';
import { dailyNumber, isByCode, isNumberTaken, tillOf } from '../app/order-text.ts';
import { gatewayName, gatewayWords, nextStepSentence, problemSentence } from '../app/order-words.ts';
import { showSale } from '../app/route.ts';
import { StateChip } from '../app/state-chip.tsx';
import { state } from '../app/store.ts';
import { askedToDiscard, recall } from '../charge/held-sales.ts';
import { isolated } from '../i18n/isolated.ts';
import { listed, t, timeText } from '../i18n/translate.ts';
import { ChargeAgainButton, CheckNowButton, RetryButton } from '../order/order-buttons.tsx';
import { useTimeline } from '../order/timeline.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { moneyText } from '../ui/money-text.ts';
import { Amount } from '../ui/money.tsx';
import { testIds } from '../ui/test-ids.ts';
import { DecisionButtons, RefundList } from './order-decisions.tsx';
import { SoldLines } from './sold-lines.tsx';

type EventType = TimelineEntry['type'];

function eventWords(type: EventType, order: OrderView): string {
  return type === 'payment.scanned' && isByCode(order) ? t('event.payment.scannedByCode') : t(`event.${type}`);
}

function eventIcon(type: EventType): IconName {
  switch (type) {
    case 'order.created':
      return 'plus';
    case 'order.held':
      return 'pause';
    case 'create.retried':
    case 'refund.retried':
    case 'order.released':
      return 'rotate-ccw';
    case 'create.succeeded':
      return 'qr-code';
    case 'payment.scanned':
      return 'smartphone';
    case 'payment.succeeded':
      return 'circle-check';
    case 'payment.declined':
    case 'create.refused':
    case 'create.not_sent':
    case 'refund.refused':
      return 'circle-x';
    case 'payment.closed':
    case 'watch.ended':
    case 'close.unavailable':
      return 'timer-off';
    case 'payment.refunded':
    case 'refund.requested':
    case 'refund.accepted':
    case 'refund.done':
      return 'undo-2';
    case 'create.unknown':
    case 'close.unknown':
    case 'refund.unknown':
    case 'watch.stalled':
      return 'circle-help';
    case 'payment.disputed':
    case 'notification.refused':
      return 'shield-alert';
    case 'close.requested':
    case 'order.discarded':
      return 'x';
    case 'late.accepted':
    case 'attention.cleared':
    case 'resolved.paid':
    case 'resolved.unpaid':
    case 'refund.resolved':
      return 'pencil-line';
    case 'personal.redacted':
      return 'info';
  }
}

/** Events that say a state in its colour. */
const eventState: Readonly<Partial<Record<EventType, OrderView['display']>>> = {
  'payment.succeeded': 'paid',
  'payment.declined': 'declined',
  'payment.refunded': 'refunded',
  'refund.done': 'refunded',
  'refund.unknown': 'unknown',
  'watch.stalled': 'unknown',
  'create.unknown': 'unknown',
  'close.unknown': 'unknown',
  'payment.disputed': 'unknown',
  'notification.refused': 'unknown',
};

function Timeline({ order, entries }: { readonly order: OrderView; readonly entries: readonly TimelineEntry[] }) {
  return (
    <ol class="steps steps-dense">
      {entries.map((entry) => (
        <li key={entry.sequence} class="step" data-status="done" data-state={eventState[entry.type]}>
          <Icon name={eventIcon(entry.type)} size={22} />
          <span class="step-words">
            {eventWords(entry.type, order)}
            {entry.learnedBy !== null && <span class="step-by"> {t(`learned.${entry.learnedBy}`)}</span>}
            {entry.amountMinor !== null && <span class="step-by"> {moneyText(entry.amountMinor, order.currency)}</span>}
            {entry.reason !== null && (
              <span class="step-problem selectable">
                {t('event.by', { name: entry.operatorName || t('detail.operator'), reason: entry.reason })}
              </span>
            )}
            {entry.replacedBy !== null && (
              <span class="step-problem selectable">{t('event.replacedBy', { orderNo: entry.replacedBy })}</span>
            )}
            {entry.approvedBy !== null && (
              <span class="step-problem">{t('event.approvedBy', { name: entry.approvedBy })}</span>
            )}
            {entry.problem !== null && (
              <span class="step-problem">
                {problemSentence(entry.problem, order.gateway)} {gatewayWords(entry.problem, order.gateway)}
              </span>
            )}
          </span>
          <span class="step-time">{timeText(entry.at, 'clockSeconds')}</span>
        </li>
      ))}
    </ol>
  );
}

function Evidence({ order, entries }: { readonly order: OrderView; readonly entries: readonly TimelineEntry[] }) {
  const withEvidence = entries.filter(({ evidence }) => evidence !== null);
  if (withEvidence.length === 0) return null;
  return (
    <details class="evidence">
      <summary>
        <Icon name="chevron-down" size={20} />
        {t('detail.evidence')}
      </summary>
      {withEvidence.map((entry) => (
        <div key={entry.sequence}>
          <p class="evidence-event">
            {eventWords(entry.type, order)} <span>{timeText(entry.at, 'clockSeconds')}</span>
          </p>
          <pre class="raw selectable" tabIndex={0}>
            {entry.evidence}
          </pre>
        </div>
      ))}
    </details>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  if (children === null || children === '') return null;
  return (
    <>
      <dt>{label}</dt>
      <dd class="selectable">{children}</dd>
    </>
  );
}

function copyOf(order: OrderView): string {
  return [
    `${t('detail.orderNo')}: ${order.orderNo}`,
    order.gatewayOrderNo === null
      ? ''
      : `${t('detail.gatewayOrderNo', { gateway: gatewayName(order.gateway) })}: ${order.gatewayOrderNo}`,
    `${t(`state.${order.display}`)}: ${moneyText(order.amountMinor, order.currency)}`,
    `${t('detail.created')}: ${timeText(order.createdAt, 'moment')}`,
    order.paidAt === null ? '' : `${t('detail.paidAt')}: ${timeText(order.paidAt, 'moment')}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function whyNotChecked(order: OrderView): string | null {
  if (order.watch === null) return t('detail.checkFinished');
  return state().connection === 'offline' ? t('detail.checkNeedsNetwork') : null;
}

/** What can be done with a sale that is put aside. */
function HeldButtons({ order }: { readonly order: OrderView }) {
  return (
    <>
      <Button kind="primary" icon="rotate-ccw" testId={testIds.recall} onPress={() => recall(order)}>
        {t('hold.recall')}
      </Button>
      <Button
        icon="trash-2"
        testId={testIds.discard}
        onPress={() => {
          askedToDiscard.value = order;
        }}
      >
        {t('hold.discard')}
      </Button>
    </>
  );
}

interface OrderDetailProps {
  readonly order: OrderView;
  /** Closes the panel where it lies over the list. */
  readonly onClose: () => void;
}

export function OrderDetail({ order, onClose }: OrderDetailProps) {
  const entries = useTimeline(order);
  const isOpen = order.display === 'waiting' || order.display === 'unknown';
  const problem = order.attention ?? order.problem;
  return (
    <section
      class="order-detail"
      data-testid={testIds.orderDetail}
      data-state={order.display}
      aria-label={t('detail.label', { number: dailyNumber(order) })}
    >
      <div class="order-detail-scroll">
        <div class="order-detail-head">
          <StateChip state={order.display} />
          <span class="order-detail-number">{listed([tillOf(order), dailyNumber(order)])}</span>
          <button type="button" class="order-detail-close" aria-label={t('detail.close')} onClick={onClose}>
            <Icon name="x" />
          </button>
        </div>
        <Amount amountMinor={order.amountMinor} currency={order.currency} size="s" />
        {order.refundedMinor > 0 && (
          <p class="order-refunded">{t('refund.sum', { amount: moneyText(order.refundedMinor, order.currency) })}</p>
        )}
        <div class="rule" data-state={order.display} />
        {problem !== null && (
          <div class="notice" data-state={order.attention === null ? order.display : 'unknown'}>
            <Icon name={order.attention === null ? 'info' : 'triangle-alert'} size={22} strokeWidth={2.25} />
            <div>
              <p>
                {order.attention !== null && <strong>{t('outcome.attention')} </strong>}
                {problemSentence(problem, order.gateway)}
              </p>
              <p>
                <strong>{nextStepSentence(problem, order.gateway)}</strong>
              </p>
              <p class="gateway-words selectable">{gatewayWords(problem, order.gateway)}</p>
            </div>
          </div>
        )}
        <dl class="facts facts-row">
          <Fact label={t('detail.orderNo')}>{order.orderNo}</Fact>
          <Fact label={t('detail.till')}>{tillOf(order)}</Fact>
          <Fact label={t('detail.gatewayOrderNo', { gateway: gatewayName(order.gateway) })}>
            {order.gatewayOrderNo}
          </Fact>
          <Fact label={t('detail.wallet')}>{t(`name.wallet.${order.wallet}`)}</Fact>
          <Fact label={t('detail.account')}>{isolated(order.accountName)}</Fact>
          <Fact label={t('detail.buyer')}>{order.buyerHint}</Fact>
          <Fact label={t('detail.operator')}>{isolated(order.operatorName)}</Fact>
          <Fact label={t('detail.created')}>{timeText(order.createdAt, 'moment')}</Fact>
          <Fact label={t('detail.paidAt')}>{order.paidAt === null ? null : timeText(order.paidAt, 'moment')}</Fact>
          <Fact label={t('detail.note')}>{isolated(order.note)}</Fact>
        </dl>
        <SoldLines order={order} />
        <RefundList order={order} />
        <h2 class="order-detail-heading">{t('detail.timeline')}</h2>
        <Timeline order={order} entries={entries} />
        <Evidence order={order} entries={entries} />
      </div>
      <div class="order-detail-actions">
        {order.canRetryCreate && <RetryButton order={order} />}
        {isNumberTaken(order) && <ChargeAgainButton order={order} />}
        {order.state === 'held' ? (
          <HeldButtons order={order} />
        ) : (
          order.state !== 'discarded' && <CheckNowButton order={order} unavailable={whyNotChecked(order)} />
        )}
        {isOpen && (
          <Button icon="qr-code" onPress={() => showSale(order.orderNo)}>
            {t('detail.openSale')}
          </Button>
        )}
        <DecisionButtons order={order} />
        <Button icon="copy" onPress={() => copy(copyOf(order))}>
          {t('detail.copy')}
        </Button>
      </div>
    </section>
  );
}
