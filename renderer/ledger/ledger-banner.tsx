import { useState } from 'preact/hooks';
import { screen, showSettings } from '../app/route.ts';
import { state } from '../app/store.ts';
import { t, timeText } from '../i18n/translate.ts';
import { Icon } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';
import { dismissRestored } from './restoring.ts';
import { MissingDialog } from './missing-dialog.tsx';

/** What has to be known about the ledger before anything else is done. */
export function LedgerBanner() {
  const { ledger, restored: report } = state();
  const [isListShown, setListShown] = useState(false);
  if (ledger.status === 'failed') {
    if (screen.value !== 'orders' || ledger.shownBackupAt === null) return null;
    return (
      <div class="banner banner-attention" data-testid={testIds.ledgerBanner} role="status">
        <Icon name="book" />
        <strong>{t('ledger.title')}</strong>
        <span class="banner-text">{t('ledger.archive', { at: timeText(ledger.shownBackupAt, 'moment') })}</span>
      </div>
    );
  }
  if (report !== null) {
    return (
      <div class="banner banner-attention" data-testid={testIds.ledgerBanner} role="status">
        <Icon name="circle-check" />
        <strong>{t('ledger.restored')}</strong>
        <span class="banner-text">
          {t('ledger.restoredText', { at: timeText(report.lastEventAt, 'moment'), count: report.ordersLost })}
        </span>
        {report.missing.length === 0 ? (
          <button type="button" class="banner-link" onClick={dismissRestored}>
            {t('ledger.understood')}
          </button>
        ) : (
          <button
            type="button"
            class="banner-link"
            data-testid={testIds.showMissing}
            onClick={() => setListShown(true)}
          >
            {t('ledger.showMissing', { count: report.missing.length })}
          </button>
        )}
        {isListShown && <MissingDialog report={report} onClose={() => setListShown(false)} />}
      </div>
    );
  }
  if (ledger.isChecking) {
    return (
      <div class="banner banner-attention" data-testid={testIds.ledgerBanner} role="status">
        <Icon name="book" />
        <strong>{t('ledger.checking')}</strong>
        <span class="banner-text">{t('ledger.checkingText')}</span>
      </div>
    );
  }
  if (ledger.missingEvent === null) return null;
  return (
    <div class="banner banner-attention" data-testid={testIds.ledgerBanner} role="status">
      <Icon name="triangle-alert" />
      <strong>{t('ledger.older')}</strong>
      <button type="button" class="banner-link" onClick={() => showSettings('ledger')}>
        {t('ledger.toLedger')}
      </button>
    </div>
  );
}
