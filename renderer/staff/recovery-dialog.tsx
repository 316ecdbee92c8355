import { useState } from 'preact/hooks';
import { isPin } from '../../main/domain/pin.ts';
import { pinProblem } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { refusalWords } from '../app/refusal-words.ts';
import { state } from '../app/store.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ChoiceField, Field } from '../ui/field.tsx';
import { PinField } from '../ui/pin-field.tsx';
import { testIds } from '../ui/test-ids.ts';
import { isRecovering, recoveryCodeShown } from './recovery.ts';

/** Below the field of a PIN: the way on for a manager who has forgotten it. */
export function ForgottenPin() {
  if (!state().hasRecoveryCode) return null;
  return (
    <Button
      kind="plain"
      testId={testIds.forgottenPin}
      onPress={() => {
        isRecovering.value = true;
      }}
    >
      {t('recovery.forgotten')}
    </Button>
  );
}

const longestCode = 40;

function SetPinAnew() {
  const managers = state().operators.filter(({ role }) => role === 'manager');
  const [managerId, setManagerId] = useState(managers[0]?.id ?? '');
  const [code, setCode] = useState('');
  const [pin, setPin] = useState('');
  const [isTried, setIsTried] = useState(false);
  const [refusal, setRefusal] = useState<{ readonly of: 'code' | 'pin'; readonly text: string } | null>(null);
  const missing = isTried && code.trim() === '' ? t('fieldProblem.required') : null;
  const pinFault = isTried && !isPin(pin) ? t('fieldProblem.pin') : null;
  const change = (): void => {
    setIsTried(true);
    setRefusal(null);
    if (code.trim() === '' || !isPin(pin)) return;
    perform(async () => {
      const result = await bridge.recoverPin({ operatorId: managerId, code, pin });
      if (result.ok) {
        isRecovering.value = false;
        recoveryCodeShown.value = result.value.recoveryCode;
        return;
      }
      const { problem } = result;
      const text = pinProblem(problem) ?? refusalWords(problem);
      setRefusal({ of: problem.code === 'pin_taken' ? 'pin' : 'code', text });
    });
  };
  return (
    <Dialog
      title={t('recovery.title')}
      safe={{
        label: t('decide.back'),
        onPress: () => {
          isRecovering.value = false;
        },
      }}
      other={{ label: t('recovery.set'), onPress: change }}
      testId={testIds.recovery}
    >
      <p>{t('recovery.text')}</p>
      {managers.length > 1 && (
        <ChoiceField
          label={t('staff.manager')}
          choices={managers.map(({ id, name }) => ({ value: id, label: name }))}
          value={managerId}
          onValue={setManagerId}
          isStacked
        />
      )}
      <Field
        label={t('recovery.code')}
        value={code}
        maxLength={longestCode}
        problem={refusal?.of === 'code' ? refusal.text : missing}
        onValue={setCode}
        onEnter={change}
      />
      <PinField
        label={t('recovery.newPin', { name: managers.find(({ id }) => id === managerId)?.name ?? '' })}
        value={pin}
        problem={refusal?.of === 'pin' ? refusal.text : pinFault}
        hint={t('staff.pinHint')}
        onValue={setPin}
        onEnter={change}
      />
    </Dialog>
  );
}

function NewCode({ code }: { readonly code: string }) {
  return (
    <Dialog
      title={t('recovery.newTitle')}
      safe={{
        label: t('recovery.written'),
        onPress: () => {
          recoveryCodeShown.value = null;
        },
      }}
      testId={testIds.recoveryCode}
    >
      <p class="recovery-code selectable">{code}</p>
      <p>{t('recovery.newText')}</p>
    </Dialog>
  );
}

/** Sets a forgotten PIN anew, and shows each new code this once. */
export function RecoveryDialogs() {
  const code = recoveryCodeShown.value;
  return (
    <>
      {isRecovering.value && <SetPinAnew />}
      {code !== null && <NewCode code={code} />}
    </>
  );
}
