import { useState } from 'preact/hooks';
import { isPin } from '../../main/domain/pin.ts';
import { longestOperatorName } from '../../main/domain/till-choices.ts';
import type { AppState, OperatorView } from '../../preload/contract/index.ts';
import { approved, approvedValue } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { refusalWords } from '../app/refusal-words.ts';
import { SettingsForm } from '../app/settings-form.tsx';
import { state } from '../app/store.ts';
import { showToast } from '../app/toasts.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Check, ChoiceField, Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { PinField } from '../ui/pin-field.tsx';
import { recoveryCodeShown } from './recovery.ts';

const actions = ['refund', 'cancel', 'decide', 'settings', 'export'] as const satisfies (keyof AppState['approvals'])[];

interface PersonFormProps {
  /** `null`: someone new. */
  readonly person: OperatorView | null;
  readonly onDone: () => void;
}

/** One person. A PIN is write-only: that there is one is all that can be seen of it. */
function PersonForm({ person, onDone }: PersonFormProps) {
  const [id] = useState(() => person?.id ?? crypto.randomUUID());
  const [name, setName] = useState(person?.name ?? '');
  const [role, setRole] = useState(person?.role ?? 'cashier');
  const [pin, setPin] = useState('');
  const [losesPin, setLosesPin] = useState(false);
  const [isTried, setIsTried] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const nameProblem = name.trim() === '' ? t('fieldProblem.required') : null;
  const pinFault = pin === '' || isPin(pin) ? null : t('fieldProblem.pin');
  const finish = (change: ReturnType<typeof approved<{ readonly recoveryCode: string | null }>>): void =>
    perform(async () => {
      const result = await change;
      if (result === null) return;
      if (!result.ok) {
        setRefusal(refusalWords(result.problem));
        return;
      }
      showToast({ kind: 'done', message: 'toast.saved' });
      recoveryCodeShown.value = result.value.recoveryCode;
      onDone();
    });
  const save = (): void => {
    setIsTried(true);
    setRefusal(null);
    if (nameProblem !== null || pinFault !== null) return;
    const change = pin !== '' ? { pin } : losesPin ? { pin: null } : {};
    finish(approved((approval) => bridge.saveOperator({ id, name: name.trim(), role, ...change, approval })));
  };
  return (
    <div class="person-form">
      <SettingsForm
        onSave={save}
        refusal={refusal}
        more={
          <>
            {person !== null && (
              <Button
                icon="x"
                onPress={() => finish(approved((approval) => bridge.removeOperator({ operatorId: id, approval })))}
              >
                {t('staff.remove')}
              </Button>
            )}
            <Button kind="plain" onPress={onDone}>
              {t('decide.back')}
            </Button>
          </>
        }
      >
        <Field
          label={t('staff.name')}
          value={name}
          maxLength={longestOperatorName}
          problem={isTried ? nameProblem : null}
          onValue={setName}
        />
        <ChoiceField
          label={t('staff.role')}
          choices={(['cashier', 'manager'] as const).map((value) => ({ value, label: t(`staff.${value}`) }))}
          value={role}
          onValue={setRole}
        />
        <PinField
          label={t('field.optional', { label: t(person?.hasPin === true ? 'staff.newPin' : 'staff.pin') })}
          value={pin}
          problem={isTried ? pinFault : null}
          hint={t('staff.pinHint')}
          onValue={setPin}
        />
        {person?.hasPin === true && pin === '' && (
          <Check isChecked={losesPin} onChange={setLosesPin}>
            {t('staff.losesPin')}
          </Check>
        )}
      </SettingsForm>
    </div>
  );
}

/** The people who may stand at the till, and what only a manager may allow. */
export function StaffSection() {
  const { operators, approvals } = state();
  const [opened, setOpened] = useState<string | null>(null);
  const close = (): void => setOpened(null);
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.staff')}</h2>
      <p class="field-hint">{t(operators.length === 0 ? 'staff.none' : 'staff.intro')}</p>
      {operators.length > 0 && (
        <ul class="staff-list" aria-label={t('staff.people')}>
          {operators.map((person) => (
            <li key={person.id}>
              <div class="staff-line">
                <strong>
                  <bdi>{person.name}</bdi>
                </strong>
                <span class="staff-facts">
                  {t(`staff.${person.role}`)}
                  {person.hasPin && (
                    <>
                      <Icon name="lock" size={18} />
                      {t('staff.hasPin')}
                    </>
                  )}
                </span>
                {opened !== person.id && (
                  <Button onPress={() => setOpened(person.id)}>
                    {t('staff.change')} <span class="unseen">{person.name}</span>
                  </Button>
                )}
              </div>
              {opened === person.id && <PersonForm person={person} onDone={close} />}
            </li>
          ))}
        </ul>
      )}
      {opened === 'new' ? (
        <PersonForm person={null} onDone={close} />
      ) : (
        <div class="button-row">
          <Button icon="plus" onPress={() => setOpened('new')}>
            {t('staff.add')}
          </Button>
        </div>
      )}
      <fieldset class="field">
        <legend class="section-heading">{t('approvals.title')}</legend>
        <p class="field-hint">{t('approvals.text')}</p>
        <div class="checks checks-stacked">
          {actions.map((action) => (
            <Check
              key={action}
              isChecked={approvals[action]}
              onChange={(isChecked) =>
                perform(() =>
                  approvedValue((approval) =>
                    bridge.setApprovals({ approvals: { ...approvals, [action]: isChecked }, approval }),
                  ),
                )
              }
            >
              {t(`purpose.${action}`)}
            </Check>
          ))}
        </div>
      </fieldset>
      {operators.some(({ role, hasPin }) => role === 'manager' && hasPin) && <RecoveryCode />}
    </div>
  );
}

/** For a manager whose PIN is forgotten. The code itself cannot be seen again, only replaced. */
function RecoveryCode() {
  const renew = (): void =>
    perform(async () => {
      const made = await approvedValue((approval) => bridge.renewRecoveryCode({ approval }));
      if (made !== null) recoveryCodeShown.value = made.recoveryCode;
    });
  return (
    <>
      <h3 class="section-heading">{t('recovery.code')}</h3>
      <p class="field-hint">{t('recovery.kept')}</p>
      <div class="button-row">
        <Button icon="rotate-ccw" onPress={renew}>
          {t('recovery.renew')}
        </Button>
      </div>
    </>
  );
}
