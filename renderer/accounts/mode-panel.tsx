import { useState } from 'preact/hooks';
import type { Mode } from '../../main/domain/mode.ts';
import { approved, approvedValue } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { refusalWords } from '../app/refusal-words.ts';
import { state } from '../app/store.ts';
import { showToast } from '../app/toasts.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FieldNote } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';

const modes = ['practice', 'live'] as const;

/** @param onImported called once an account has been taken in. */
export function importFile(onImported: () => void): void {
  perform(async () => {
    const imported = await approvedValue((approval) => bridge.importAccount({ approval }));
    if (typeof imported?.accountId !== 'string') return;
    showToast({ kind: 'done', message: 'toast.imported' });
    onImported();
  });
}

function ModeDialog({ to, onClose, onConfirm }: ModeDialogProps) {
  const isLive = to === 'live';
  return (
    <Dialog
      title={t(isLive ? 'mode.confirmLiveTitle' : 'mode.confirmPracticeTitle')}
      safe={{ label: t(isLive ? 'mode.stayPractice' : 'mode.stayLive'), onPress: onClose }}
      other={{ label: t(isLive ? 'mode.confirmLive' : 'mode.confirmPractice'), onPress: onConfirm }}
    >
      <p>{t(isLive ? 'mode.confirmLiveText' : 'mode.confirmPracticeText')}</p>
    </Dialog>
  );
}

interface ModeDialogProps {
  readonly to: Mode;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Whether sales are real. Switching asks first, in both directions. */
export function ModePanel() {
  const { mode } = state();
  const [asks, setAsks] = useState<Mode | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const switchTo = (to: Mode): void => {
    setAsks(null);
    setRefusal(null);
    perform(async () => {
      const result = await approved((approval) => bridge.setMode({ mode: to, approval }));
      if (result?.ok === false) setRefusal(refusalWords(result.problem));
    });
  };
  return (
    <>
      <h2 class="side-title">{t('mode.title')}</h2>
      <div class="modes" role="radiogroup" aria-label={t('mode.title')}>
        {modes.map((candidate) => (
          <button
            key={candidate}
            type="button"
            role="radio"
            class="mode"
            data-mode={candidate}
            aria-checked={mode === candidate}
            onClick={() => {
              if (candidate !== mode) setAsks(candidate);
            }}
          >
            <Icon name={candidate === 'practice' ? 'graduation-cap' : 'hand-coins'} size={28} />
            <span class="mode-words">
              <strong>{t(`mode.${candidate}`)}</strong>
              <span>{t(`mode.${candidate}Text`)}</span>
            </span>
            {mode === candidate ? (
              <Icon name="circle-check" size={28} class="method-mark" />
            ) : (
              <span class="method-mark method-mark-empty" />
            )}
          </button>
        ))}
      </div>
      <FieldNote problem={refusal} />
      {mode === 'live' && (
        <div class="side-foot">
          <p class="field-hint">{t('account.importHint')}</p>
          <Button icon="file-input" onPress={() => importFile(() => undefined)}>
            {t('account.import')}
          </Button>
        </div>
      )}
      {asks !== null && <ModeDialog to={asks} onClose={() => setAsks(null)} onConfirm={() => switchTo(asks)} />}
    </>
  );
}
