import { useState } from 'preact/hooks';
import type { KeyState } from '../../preload/contract/index.ts';
import { approved } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { gatewayName } from '../app/order-words.ts';
import { refusalWords } from '../app/refusal-words.ts';
import { showToast } from '../app/toasts.ts';
import { t, timeText } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { FieldNote } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { isStepFault } from './self-test.ts';

const iconOf: Readonly<Record<KeyState['state'], IconName>> = {
  checking: 'key-round',
  stored: 'shield-check',
  memory_only: 'shield-alert',
  missing_or_locked: 'shield-alert',
  unavailable: 'shield-alert',
  never_set: 'key-round',
};

interface StoredKeyProps {
  readonly accountId: string;
  readonly keyState: KeyState;
  /** Practice keys are made by the app and cannot be put in. */
  readonly isReadOnly: boolean;
}

/** A key is a fact with a date, not a field: it has no value to show. Replacing it is write-only. */
export function StoredKey({ accountId, keyState, isReadOnly }: StoredKeyProps) {
  const [isEntering, setIsEntering] = useState(false);
  const { kind, state, setAt } = keyState;
  return (
    <div class="field">
      <span class="field-name">{t(`key.${kind}`)}</span>
      <div class="stored-key">
        <div class="stored-key-fact" data-key-state={state}>
          <Icon name={iconOf[state]} strokeWidth={2.25} />
          <strong>{t(`keyState.${state}`)}</strong>
          {setAt !== null && <span class="stored-key-date">{timeText(setAt, 'date')}</span>}
        </div>
        {!isReadOnly && !isEntering && (
          <Button onPress={() => setIsEntering(true)}>{t(state === 'never_set' ? 'key.enter' : 'key.replace')}</Button>
        )}
      </div>
      {isEntering ? (
        <KeyEntry accountId={accountId} kind={kind} onDone={() => setIsEntering(false)} />
      ) : (
        <p class="field-hint field-hint-icon">
          <Icon name="eye-off" size={20} />
          <span>{t('key.unreadable')}</span>
        </p>
      )}
    </div>
  );
}

interface KeyEntryProps {
  readonly accountId: string;
  readonly kind: KeyState['kind'];
  readonly onDone: () => void;
}

function KeyEntry({ accountId, kind, onDone }: KeyEntryProps) {
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const gateway = gatewayName(kind === 'scanforpay_sign_key' ? 'scanforpay' : 'alipay');
  const store = (): void => {
    if (value.trim() === '') {
      setProblem(t('fieldProblem.required'));
      return;
    }
    perform(async () => {
      const result = await approved((approval) => bridge.setKey({ accountId, kind, value, approval }));
      if (result === null) return;
      if (!result.ok) {
        const { code, detail } = result.problem;
        setProblem(
          code === 'key_unusable' && isStepFault(detail)
            ? t(`fault.${detail}`, { gateway })
            : refusalWords(result.problem),
        );
        return;
      }
      setValue('');
      showToast({ kind: 'done', message: 'toast.keyStored' });
      onDone();
    });
  };
  return (
    <div class="key-entry">
      <textarea
        class="field-input key-entry-input"
        rows={4}
        value={value}
        aria-label={t('key.paste')}
        placeholder={t('key.paste')}
        aria-invalid={problem === null ? 'false' : 'true'}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => {
          setProblem(null);
          setValue(event.currentTarget.value);
        }}
      />
      <FieldNote problem={problem} />
      <div class="button-row">
        <Button icon="key-round" onPress={store}>
          {t('key.store')}
        </Button>
        <Button kind="plain" onPress={onDone}>
          {t('key.cancel')}
        </Button>
      </div>
    </div>
  );
}
