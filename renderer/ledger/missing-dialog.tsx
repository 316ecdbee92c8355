import type { MissingOrder, RestoreReport } from '../../preload/contract/index.ts';
import { t, timeText } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { askAboutMissing, dismissRestored } from './restoring.ts';

/** What a restored ledger lacks, order by order, with what the gateways say. */
export function MissingDialog({ report, onClose }: { readonly report: RestoreReport; readonly onClose: () => void }) {
  return (
    <Dialog
      title={t('missing.title')}
      class="dialog-wide"
      testId={testIds.missingOrders}
      safe={{ label: t('missing.close'), onPress: onClose }}
      other={{ label: t('missing.done'), onPress: dismissRestored }}
    >
      <p>{t('missing.lead')}</p>
      <div class="missing-orders" tabIndex={0} role="group" aria-label={t('missing.title')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('missing.number')}</th>
              <th scope="col">{t('missing.sum')}</th>
              <th scope="col">{t('missing.said')}</th>
              <th scope="col">{t('missing.gateway')}</th>
            </tr>
          </thead>
          <tbody>
            {report.missing.map((order) => (
              <Row key={order.orderNo} order={order} />
            ))}
          </tbody>
        </table>
      </div>
      <p>{t('missing.portal')}</p>
      <div class="button-row">
        <Button icon="refresh-cw" onPress={askAboutMissing}>
          {t('missing.askAgain')}
        </Button>
      </div>
    </Dialog>
  );
}

function Row({ order: { orderNo, isInLedger, listed, gatewaySays } }: { readonly order: MissingOrder }) {
  return (
    <tr>
      <td>
        <span class="selectable missing-number">{orderNo}</span>
        <small>{t(isInLedger ? 'missing.isInLedger' : 'missing.notInLedger')}</small>
      </td>
      <td>{listed === null ? t('missing.unread') : moneyText(listed.amountMinor, listed.currency)}</td>
      <td>
        {listed === null ? t('missing.unread') : t(`state.${listed.display}`)}
        {listed !== null && <small>{`${listed.accountName} · ${timeText(listed.createdAt, 'moment')}`}</small>}
      </td>
      <td data-state={gatewaySays}>{t(`missing.says.${gatewaySays}`)}</td>
    </tr>
  );
}
