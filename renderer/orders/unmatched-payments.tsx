import { useEffect, useState } from 'preact/hooks';
import { terminalPrefixOf } from '../../main/domain/order-number.ts';
import type { UnmatchedPaymentView } from '../../preload/contract/index.ts';
import { approved, saySaved } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { gatewayName } from '../app/order-words.ts';
import { appState, state } from '../app/store.ts';
import { listed, t, timeText } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { ReasonField } from './reason-field.tsx';

const mostShown = 20;

function SettleDialog({ payment, onClose }: { readonly payment: UnmatchedPaymentView; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = (): void => {
    if (reason.trim() === '') {
      setProblem(t('refusal.reason_missing'));
      return;
    }
    onClose();
    const { sequence } = payment;
    perform(async () => {
      saySaved(await approved((approval) => bridge.settleUnmatched({ sequence, reason: reason.trim(), approval })));
    });
  };
  return (
    <Dialog
      title={t('unmatched.settleTitle')}
      safe={{ label: t('decide.back'), onPress: onClose }}
      other={{ label: t('unmatched.settleConfirm'), onPress: confirm }}
    >
      <p>{t('unmatched.settleText')}</p>
      <ReasonField reason={reason} problem={problem} onReason={setReason} />
    </Dialog>
  );
}

function Payment({ payment, onSettle }: { readonly payment: UnmatchedPaymentView; readonly onSettle: () => void }) {
  const { amountMinor, currency, wallet, orderNo, gatewayOrderNo, accountName, gateway, paidAt, at } = payment;
  const sum = amountMinor === null || currency === null ? t('unmatched.noSum') : moneyText(amountMinor, currency);
  const till = terminalPrefixOf(orderNo);
  return (
    <li class="notice unmatched" data-state="unknown" data-testid={testIds.unmatchedPayment}>
      <Icon name="triangle-alert" size={22} strokeWidth={2.25} />
      <div>
        <p>
          <strong>{sum}</strong>{' '}
          <strong>{t(payment.status === 'paid' ? 'unmatched.title' : 'unmatched.titleRefunded')}</strong>
        </p>
        <p>{t('unmatched.text', { gateway: gateway === null ? t('unmatched.gateway') : gatewayName(gateway) })}</p>
        <p class="gateway-words selectable">
          {listed([
            timeText(paidAt ?? at, 'moment'),
            wallet === null ? '' : t(`name.wallet.${wallet}`),
            accountName,
            till === null ? '' : `${t('detail.till')} ${till}`,
            orderNo,
            gatewayOrderNo ?? '',
          ])}
        </p>
        {payment.bodyText !== '' && (
          <details class="evidence">
            <summary>
              <Icon name="chevron-down" size={20} />
              {t('unmatched.evidence')}
            </summary>
            <pre class="raw selectable" tabIndex={0}>
              {payment.bodyText}
            </pre>
          </details>
        )}
        <Button icon="pencil-line" testId={testIds.settleUnmatched} onPress={onSettle}>
          {t('unmatched.settle')}
        </Button>
      </div>
    </li>
  );
}

/** Money for sales that this ledger does not have: above all orders, because nobody would look for it among them. */
export function UnmatchedPayments() {
  const [payments, setPayments] = useState<readonly UnmatchedPaymentView[]>([]);
  const [settling, setSettling] = useState<UnmatchedPaymentView | null>(null);
  const { attentionCount, mode } = state();
  useEffect(() => {
    if (attentionCount === 0) setPayments([]);
    else {
      perform(async () => {
        const found = await valueOf(bridge.listUnmatched({ limit: mostShown }));
        if (found !== null) setPayments(found);
      });
    }
  }, [attentionCount, mode, appState.value]);
  if (payments.length === 0) return null;
  return (
    <>
      <ul class="unmatched-list">
        {payments.map((payment) => (
          <Payment key={payment.sequence} payment={payment} onSettle={() => setSettling(payment)} />
        ))}
      </ul>
      {settling !== null && <SettleDialog payment={settling} onClose={() => setSettling(null)} />}
    </>
  );
}
