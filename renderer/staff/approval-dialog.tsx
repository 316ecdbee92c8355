import { useLayoutEffect, useState } from 'preact/hooks';
import { approvalAsked, type ApprovalAsked } from '../app/approval.ts';
import { t, type KeyAlone } from '../i18n/translate.ts';
import { Dialog } from '../ui/dialog.tsx';
import { focusPinField, PinField } from '../ui/pin-field.tsx';
import { testIds } from '../ui/test-ids.ts';
import { ForgottenPin } from './recovery-dialog.tsx';

function AskForPin({ purpose, problem, isTrying, answer }: ApprovalAsked) {
  const [pin, setPin] = useState('');
  // A wrong one is typed again from the start.
  useLayoutEffect(() => {
    if (problem === null) return;
    setPin('');
    focusPinField();
  }, [problem, answer]);
  const allow = (): void => {
    if (pin !== '' && !isTrying) answer(pin);
  };
  return (
    <Dialog
      title={t('approval.title')}
      safe={{ label: t('decide.back'), onPress: () => answer(null) }}
      other={{ label: t('approval.allow'), onPress: allow }}
      testId={testIds.approval}
    >
      <p>{t('approval.text', { what: t(`purpose.${purpose}` as KeyAlone) })}</p>
      <PinField label={t('pin.managers')} value={pin} onValue={setPin} problem={problem} onEnter={allow} />
      <ForgottenPin />
    </Dialog>
  );
}

/** Asks for a manager's PIN whenever a call turned out to need one. */
export function ApprovalDialog() {
  const asked = approvalAsked.value;
  return asked === null ? null : <AskForPin {...asked} />;
}
