import type { AppState } from '../../preload/contract.ts';
import { Icon } from '../components/icon.tsx';
import { t } from '../i18n/translate.ts';
import { testIds } from '../test-ids.ts';

type FailedLedger = Extract<AppState['ledger'], { status: 'failed' }>;

/** In place of Charge: a sale that cannot be recorded is not taken. */
export function LedgerFailedScreen({ ledger }: { readonly ledger: FailedLedger }) {
  return (
    <main class="screen stopped" data-testid={testIds.ledgerFailed}>
      <div class="stopped-page">
        <div class="verdict-head" data-state="declined">
          <Icon name="book" size={52} strokeWidth={2.25} />
          <h1>{t('ledger.title')}</h1>
        </div>
        <p class="stopped-lead">
          <strong>{t('ledger.lead')}</strong> {t(`ledger.reason.${ledger.reason}`)}
        </p>
        <p class="stopped-do">
          <Icon name="arrow-right" />
          <span>{t(`ledger.do.${ledger.reason}`)}</span>
        </p>
        <p>{t('ledger.why')}</p>
        <dl class="facts">
          <dt>{t('ledger.file')}</dt>
          <dd class="selectable">{ledger.path}</dd>
          <dt>{t('ledger.forSupport')}</dt>
          <dd class="selectable">{ledger.detail}</dd>
        </dl>
      </div>
    </main>
  );
}
