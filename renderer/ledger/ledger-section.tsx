import { useEffect, useState } from 'preact/hooks';
import type { AppState, BackupView, LedgerCheck } from '../../preload/contract/index.ts';
import { approvedValue } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { state } from '../app/store.ts';
import { showToast } from '../app/toasts.ts';
import { sizeText, t, timeText } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';

type OpenLedger = Extract<AppState['ledger'], { status: 'open' }>;

const backupsShown = 6;

/** Whether the ledger is safe, and the copies of it. */
export function LedgerSection() {
  const { ledger } = state();
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.ledger')}</h2>
      {ledger.status === 'open' ? <Safety ledger={ledger} /> : <p>{t(`ledger.reason.${ledger.reason}`)}</p>}
      <Backups lastBackupAt={ledger.status === 'open' ? ledger.lastBackupAt : null} isOpen={ledger.status === 'open'} />
      {ledger.status === 'open' && <Checking />}
      <Keeping />
    </div>
  );
}

function warningsAbout({ folderRisk, missingEvent, backupProblem, isSigningHindered }: OpenLedger): readonly string[] {
  return [
    ...(missingEvent === null ? [] : [t('ledger.missingEvent', { sequence: missingEvent })]),
    ...(backupProblem === null ? [] : [`${t('ledger.backupFailed')} ${t(`ledger.reason.${backupProblem}`)}`]),
    ...(folderRisk === null
      ? []
      : [
          folderRisk.kind === 'network'
            ? t('ledger.onNetwork')
            : t('ledger.synchronised', { service: folderRisk.service }),
        ]),
    ...(isSigningHindered ? [t('ledger.signingHindered')] : []),
  ];
}

/** A label of the future tells of a clock that was wrong, then or now; of nothing else. */
function isAhead(time: string): boolean {
  return Date.parse(time) > Date.now() + 5 * 60_000;
}

function Safety({ ledger }: { readonly ledger: OpenLedger }) {
  const warnings = warningsAbout(ledger);
  const isWell = warnings.length === 0;
  return (
    <>
      <div class="finding" data-state={isWell ? 'paid' : 'unknown'}>
        <Icon name={isWell ? 'shield-check' : 'shield-alert'} size={40} strokeWidth={2.25} />
        <div>
          <h3>
            {ledger.lastBackupAt === null
              ? t('ledger.noBackupYet')
              : t('ledger.lastBackup', { at: timeText(ledger.lastBackupAt, 'moment') })}
          </h3>
          {ledger.lastBackupAt !== null && isAhead(ledger.lastBackupAt) && <p>{t('ledger.backupAhead')}</p>}
          <p>
            {ledger.lastSealedDay === null
              ? t('ledger.noDaySealed')
              : t('ledger.daySealed', { day: timeText(`${ledger.lastSealedDay}T12:00:00`, 'date') })}
          </p>
        </div>
      </div>
      {warnings.map((warning) => (
        <div key={warning} class="notice" data-state="unknown">
          <Icon name="triangle-alert" size={22} strokeWidth={2.25} />
          <p>{warning}</p>
        </div>
      ))}
    </>
  );
}

function backUpNow(): void {
  perform(async () => {
    const made = await valueOf(bridge.backUpNow(undefined));
    if (made !== null)
      showToast({ kind: 'done', message: made.madeAt === null ? 'toast.nothingNew' : 'toast.backedUp' });
  });
}

function Backups({ lastBackupAt, isOpen }: { readonly lastBackupAt: string | null; readonly isOpen: boolean }) {
  const [backups, setBackups] = useState<readonly BackupView[]>([]);
  useEffect(
    () => perform(async () => setBackups((await valueOf(bridge.listBackups(undefined))) ?? [])),
    [lastBackupAt],
  );
  return (
    <>
      <h3 class="section-heading">{t('ledger.backups')}</h3>
      <p class="field-hint">{t('ledger.backupsText')}</p>
      <ul class="backups" data-testid={testIds.backups}>
        {backups.slice(0, backupsShown).map(({ fileName, madeAt, sizeBytes }) => (
          <li key={fileName}>
            <Icon name="copy-check" size={20} />
            <span>{timeText(madeAt, 'moment')}</span>
            <span class="backup-size">{sizeText(sizeBytes)}</span>
          </li>
        ))}
      </ul>
      {backups.length > backupsShown && (
        <p class="field-hint">{t('ledger.moreBackups', { count: backups.length - backupsShown })}</p>
      )}
      <div class="button-row">
        {isOpen && (
          <Button icon="copy" testId={testIds.backUpNow} onPress={backUpNow}>
            {t('ledger.backUpNow')}
          </Button>
        )}
        {backups.length > 0 && (
          <Button icon="history" onPress={() => perform(() => valueOf(bridge.showBackups(undefined)))}>
            {t('ledger.showFolder')}
          </Button>
        )}
      </div>
    </>
  );
}

function Checking() {
  const [check, setCheck] = useState<LedgerCheck | 'running' | null>(null);
  const run = (): void => {
    setCheck('running');
    perform(async () => setCheck(await valueOf(bridge.checkLedger(undefined))));
  };
  return (
    <>
      <h3 class="section-heading">{t('ledger.check')}</h3>
      <div role="status" class="ledger-check">
        {check === 'running' && <p>{t('ledger.checkRunning')}</p>}
        {check !== null && check !== 'running' && <Verdict check={check} />}
      </div>
      <Button
        icon="shield-check"
        testId={testIds.checkLedger}
        unavailable={check === 'running' ? t('ledger.checkRunning') : null}
        onPress={run}
      >
        {t('ledger.checkNow')}
      </Button>
    </>
  );
}

function Verdict({ check }: { readonly check: LedgerCheck }) {
  if (check.kind === 'sound') return <p>{t('ledger.sound', { events: check.events, orders: check.orders })}</p>;
  return (
    <>
      <p class="refusal">
        <Icon name="circle-x" size={20} strokeWidth={2.25} />
        <span>{t('ledger.broken', { sequence: check.sequence })}</span>
      </p>
      <p class="selectable">
        {check.what}: {check.detail}
      </p>
    </>
  );
}

const keepChoices = { '90': 90, '365': 365, '1095': 1095, ever: null } as const;
type KeepChoice = keyof typeof keepChoices;

function Keeping() {
  const { keepPersonalDays } = state();
  const names = Object.keys(keepChoices) as readonly KeepChoice[];
  const chosen = names.find((name) => keepChoices[name] === keepPersonalDays) ?? 'ever';
  return (
    <>
      <ChoiceField
        label={t('ledger.keep')}
        choices={names.map((value) => ({ value, label: t(`ledger.keep.${value}`) }))}
        value={chosen}
        onValue={(value) =>
          perform(() =>
            approvedValue((approval) => bridge.changeSettings({ keepPersonalDays: keepChoices[value], approval })),
          )
        }
      />
      <p class="field-hint">{t('ledger.keepText')}</p>
    </>
  );
}
