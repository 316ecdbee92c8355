import { useState } from 'preact/hooks';
import type { AppState } from '../../preload/contract/index.ts';
import { screen } from '../app/route.ts';
import { t, timeText } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';
import { beginLedger, isRestoring, restoreLedger } from './restoring.ts';

type FailedLedger = Extract<AppState['ledger'], { status: 'failed' }>;

/** In place of Charge: a sale that cannot be recorded is not taken. */
export function LedgerFailedScreen({ ledger }: { readonly ledger: FailedLedger }) {
  const { reason, setAsidePath } = ledger;
  return (
    <main class="screen stopped" tabIndex={-1} data-testid={testIds.ledgerFailed}>
      <div class="stopped-page">
        <div class="verdict-head" data-state="declined">
          <Icon name="book" size={52} strokeWidth={2.25} />
          <h1>{t('ledger.title')}</h1>
        </div>
        <p class="stopped-lead">
          <strong>{t('ledger.lead')}</strong> {t(`ledger.reason.${reason}`)}
        </p>
        <p class="stopped-do">
          <Icon name="arrow-right" />
          <span>{t(`ledger.do.${reason}`)}</span>
        </p>
        {(reason === 'corrupt' || reason === 'missing') && <WaysOn ledger={ledger} />}
        <p>{t('ledger.why')}</p>
        <dl class="facts">
          <dt>{t('ledger.file')}</dt>
          <dd class="selectable">{ledger.path}</dd>
          {setAsidePath !== null && (
            <>
              <dt>{t('ledger.setAside')}</dt>
              <dd class="selectable">{setAsidePath}</dd>
            </>
          )}
          <dt>{t('ledger.forSupport')}</dt>
          <dd class="selectable">{ledger.detail}</dd>
        </dl>
      </div>
    </main>
  );
}

/** What can be done about a ledger that is lost; each asks first. */
function WaysOn({ ledger: { shownBackupAt } }: { readonly ledger: FailedLedger }) {
  const [asks, setAsks] = useState<'restore' | 'begin' | null>(null);
  const at = shownBackupAt === null ? null : timeText(shownBackupAt, 'moment');
  const close = (): void => setAsks(null);
  return (
    <>
      <div class="button-row">
        <Button
          kind="primary"
          icon="rotate-ccw"
          testId={testIds.restoreLedger}
          unavailable={isRestoring.value ? t('ledger.restoring') : null}
          onPress={() => setAsks('restore')}
        >
          {t(isRestoring.value ? 'ledger.restoring' : 'ledger.restore')}
        </Button>
        {at !== null && (
          <Button
            icon="history"
            testId={testIds.showBackup}
            onPress={() => {
              screen.value = 'orders';
            }}
          >
            {t('ledger.look', { at })}
          </Button>
        )}
        <Button icon="plus" onPress={() => setAsks('begin')}>
          {t('ledger.begin')}
        </Button>
      </div>
      {asks !== null && (
        <Dialog
          title={t(`ledger.${asks}Title`)}
          safe={{ label: t('ledger.notNow'), onPress: close }}
          other={{
            label: t(`ledger.${asks}`),
            onPress: () => {
              close();
              if (asks === 'restore') restoreLedger();
              else beginLedger();
            },
          }}
        >
          <p>{t(`ledger.${asks}Text`)}</p>
          {asks === 'restore' && <p>{at === null ? t('ledger.noBackup') : t('ledger.newestBackup', { at })}</p>}
        </Dialog>
      )}
    </>
  );
}
