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

type OpenBook = Extract<AppState['ledger'], { status: 'open' }>;

const backupsShown = 6;

/** Whether the book of orders is safe, and the copies of it. */
export function BookSection() {
  const { ledger } = state();
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.book')}</h2>
      {ledger.status === 'open' ? <Safety book={ledger} /> : <p>{t(`ledger.reason.${ledger.reason}`)}</p>}
      <Backups lastBackupAt={ledger.status === 'open' ? ledger.lastBackupAt : null} isOpen={ledger.status === 'open'} />
      {ledger.status === 'open' && <Checking />}
      <Keeping />
    </div>
  );
}

function warningsAbout({ folderRisk, missingEvent, backupProblem, isSigningHindered }: OpenBook): readonly string[] {
  return [
    ...(missingEvent === null ? [] : [t('book.missingEvent', { sequence: missingEvent })]),
    ...(backupProblem === null ? [] : [`${t('book.backupFailed')} ${t(`ledger.reason.${backupProblem}`)}`]),
    ...(folderRisk === null
      ? []
      : [
          folderRisk.kind === 'network' ? t('book.onNetwork') : t('book.synchronised', { service: folderRisk.service }),
        ]),
    ...(isSigningHindered ? [t('book.signingHindered')] : []),
  ];
}

/** A label of the future tells of a clock that was wrong, then or now; of nothing else. */
function isAhead(time: string): boolean {
  return Date.parse(time) > Date.now() + 5 * 60_000;
}

function Safety({ book }: { readonly book: OpenBook }) {
  const warnings = warningsAbout(book);
  const isWell = warnings.length === 0;
  return (
    <>
      <div class="finding" data-state={isWell ? 'paid' : 'unknown'}>
        <Icon name={isWell ? 'shield-check' : 'shield-alert'} size={40} strokeWidth={2.25} />
        <div>
          <h3>
            {book.lastBackupAt === null
              ? t('book.noBackupYet')
              : t('book.lastBackup', { at: timeText(book.lastBackupAt, 'moment') })}
          </h3>
          {book.lastBackupAt !== null && isAhead(book.lastBackupAt) && <p>{t('book.backupAhead')}</p>}
          <p>
            {book.lastClosedDay === null
              ? t('book.noDayClosed')
              : t('book.dayClosed', { day: timeText(`${book.lastClosedDay}T12:00:00`, 'date') })}
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
      <h3 class="section-heading">{t('book.backups')}</h3>
      <p class="field-hint">{t('book.backupsText')}</p>
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
        <p class="field-hint">{t('book.moreBackups', { count: backups.length - backupsShown })}</p>
      )}
      <div class="button-row">
        {isOpen && (
          <Button icon="copy" testId={testIds.backUpNow} onPress={backUpNow}>
            {t('book.backUpNow')}
          </Button>
        )}
        {backups.length > 0 && (
          <Button icon="history" onPress={() => perform(() => valueOf(bridge.showBackups(undefined)))}>
            {t('book.showFolder')}
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
      <h3 class="section-heading">{t('book.check')}</h3>
      <div role="status" class="book-check">
        {check === 'running' && <p>{t('book.checkRunning')}</p>}
        {check !== null && check !== 'running' && <Verdict check={check} />}
      </div>
      <Button
        icon="shield-check"
        testId={testIds.checkBook}
        unavailable={check === 'running' ? t('book.checkRunning') : null}
        onPress={run}
      >
        {t('book.checkNow')}
      </Button>
    </>
  );
}

function Verdict({ check }: { readonly check: LedgerCheck }) {
  if (check.kind === 'sound') return <p>{t('book.sound', { events: check.events, orders: check.orders })}</p>;
  return (
    <>
      <p class="refusal">
        <Icon name="circle-x" size={20} strokeWidth={2.25} />
        <span>{t('book.broken', { sequence: check.sequence })}</span>
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
        label={t('book.keep')}
        choices={names.map((value) => ({ value, label: t(`book.keep.${value}`) }))}
        value={chosen}
        onValue={(value) =>
          perform(() =>
            approvedValue((approval) => bridge.changeSettings({ keepPersonalDays: keepChoices[value], approval })),
          )
        }
      />
      <p class="field-hint">{t('book.keepText')}</p>
    </>
  );
}
