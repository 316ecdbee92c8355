import { useState } from 'preact/hooks';
import type { OrderView, RefundView } from '../../preload/contract/index.ts';
import { gatewayWords, problemSentence } from '../app/order-words.ts';
import { t, timeText } from '../i18n/translate.ts';
import type { Decision } from '../order/order-actions.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { moneyText } from '../ui/money-text.ts';
import { decisionTestId, testIds } from '../ui/test-ids.ts';
import { DecisionDialog, RefundDialog } from './decision-dialog.tsx';

const refundIcon: Readonly<Record<RefundView['state'], IconName>> = {
  requested: 'hourglass',
  unknown: 'circle-help',
  in_progress: 'hourglass',
  done: 'undo-2',
  refused: 'circle-x',
};

/** The state's colour, in the words of the order states. */
const refundColour: Readonly<Record<RefundView['state'], OrderView['display']>> = {
  requested: 'waiting',
  unknown: 'unknown',
  in_progress: 'waiting',
  done: 'refunded',
  refused: 'declined',
};

type Opened = { readonly kind: 'refund' } | { readonly kind: 'decision'; readonly decision: Decision };

/** Every refund of an order; one that stays unknown can be settled by a person who has looked elsewhere. */
export function RefundList({ order }: { readonly order: OrderView }) {
  const [opened, setOpened] = useState<Decision | null>(null);
  if (order.refunds.length === 0) return null;
  return (
    <>
      <h2 class="order-detail-heading">{t('refund.list')}</h2>
      <ul class="steps steps-dense" data-testid={testIds.refundList}>
        {order.refunds.map((refund) => (
          <li key={refund.refundNo} class="step" data-status="done" data-state={refundColour[refund.state]}>
            <Icon name={refundIcon[refund.state]} size={22} />
            <span class="step-words" data-refund-state={refund.state}>
              {moneyText(refund.amountMinor, order.currency)} · {t(`refund.state.${refund.state}`)}
              <span class="step-problem selectable">
                {t('event.by', { name: refund.operatorName || refund.refundNo, reason: refund.reason })}
              </span>
              {refund.problem !== null && (
                <span class="step-problem">
                  {problemSentence(refund.problem, order.gateway)} {gatewayWords(refund.problem, order.gateway)}
                </span>
              )}
              {refund.state === 'unknown' && (
                <>
                  <span class="step-problem">{t('refund.unknownText')}</span>
                  <span class="step-actions">
                    {(['refund_done', 'refund_refused'] as const).map((name) => (
                      <Button
                        key={name}
                        testId={decisionTestId(name)}
                        onPress={() => setOpened({ name, refundNo: refund.refundNo })}
                      >
                        {t(`decide.${name}.action`)}
                      </Button>
                    ))}
                  </span>
                </>
              )}
            </span>
            <span class="step-time">{timeText(refund.doneAt ?? refund.requestedAt, 'clockSeconds')}</span>
          </li>
        ))}
      </ul>
      {opened !== null && <DecisionDialog order={order} decision={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

/** What a person may decide about the order now, and giving money back. */
export function DecisionButtons({ order }: { readonly order: OrderView }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const isUnsure = order.display === 'unknown' || order.state === 'expired_watching';
  // Whose outcome the gateway has told needs no word of a person's, though the ledger would take one.
  const shown = order.decisions.filter((name) => (name !== 'paid' && name !== 'unpaid') || isUnsure);
  const close = (): void => setOpened(null);
  return (
    <>
      {shown.map((name) => (
        <Button
          key={name}
          kind={name === 'accept_late' ? 'primary' : 'secondary'}
          testId={decisionTestId(name)}
          onPress={() => setOpened({ kind: 'decision', decision: { name, refundNo: null } })}
        >
          {t(`decide.${name}.action`)}
        </Button>
      ))}
      {order.refundableMinor > 0 && (
        <Button icon="undo-2" testId={testIds.refund} onPress={() => setOpened({ kind: 'refund' })}>
          {t('refund.action')}
        </Button>
      )}
      {opened?.kind === 'refund' && <RefundDialog order={order} onClose={close} />}
      {opened?.kind === 'decision' && <DecisionDialog order={order} decision={opened.decision} onClose={close} />}
    </>
  );
}
