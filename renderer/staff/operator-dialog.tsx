import { useRef, useState } from 'preact/hooks';
import type { OperatorView } from '../../preload/contract/index.ts';
import { pinProblem } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { isChoosingOperator } from '../app/route.ts';
import { state } from '../app/store.ts';
import { showRefusal } from '../app/toasts.ts';
import { t } from '../i18n/translate.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { focusPinField, PinField } from '../ui/pin-field.tsx';
import { testIds } from '../ui/test-ids.ts';
import { ForgottenPin } from './recovery-dialog.tsx';

/** Who is at the till from now on: by name, or by a PIN that is one person's only. */
export function OperatorDialog() {
  const { operators, operatorId } = state();
  const [named, setNamed] = useState<OperatorView | null>(null);
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const isTrying = useRef(false);
  const close = (): void => {
    isChoosingOperator.value = false;
  };
  const take = (chosenId: string | null, typed: string | null): void => {
    if (isTrying.current) return;
    isTrying.current = true;
    perform(async () => {
      try {
        const result = await bridge.chooseOperator({ operatorId: chosenId, pin: typed });
        if (result.ok) {
          close();
          return;
        }
        setPin('');
        const said = pinProblem(result.problem);
        setProblem(said);
        if (said === null) showRefusal(result.problem);
      } finally {
        isTrying.current = false;
      }
    });
  };
  const press = (operator: OperatorView): void => {
    if (!operator.hasPin) {
      take(operator.id, null);
      return;
    }
    setNamed(operator);
    setProblem(null);
    focusPinField();
  };
  const confirm = (): void => {
    if (pin !== '') take(named?.id ?? null, pin);
  };
  const withPins = operators.some(({ hasPin }) => hasPin);
  return (
    <Dialog
      title={t('operator.title')}
      safe={{ label: t('decide.back'), onPress: close }}
      {...(withPins ? { other: { label: t('operator.take'), onPress: confirm } } : {})}
      testId={testIds.operatorDialog}
      class="operator-dialog"
    >
      {withPins && (
        <PinField
          label={named === null ? t('pin.own') : t('pin.of', { name: named.name })}
          value={pin}
          onValue={setPin}
          problem={problem}
          onEnter={confirm}
        />
      )}
      <ul class="people" aria-label={t('staff.people')}>
        {operators.map((operator) => (
          <li key={operator.id}>
            <button
              type="button"
              class="person"
              aria-pressed={(named?.id ?? operatorId) === operator.id}
              onClick={() => press(operator)}
            >
              <bdi class="person-name">{operator.name}</bdi>
              {operator.hasPin && <Icon name="lock" size={20} />}
              {operator.hasPin && <span class="unseen">{t('staff.hasPin')}</span>}
            </button>
          </li>
        ))}
      </ul>
      {withPins && <ForgottenPin />}
    </Dialog>
  );
}
