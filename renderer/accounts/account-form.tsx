import { useState } from 'preact/hooks';
import { currencies } from '../../main/domain/money.ts';
import type { AccountView } from '../../preload/contract/index.ts';
import { approved } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { refusalWords } from '../app/refusal-words.ts';
import { SettingsForm } from '../app/settings-form.tsx';
import { showToast } from '../app/toasts.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Check, ChoiceField, Field, FieldNote } from '../ui/field.tsx';
import { AdvancedFields } from './advanced-fields.tsx';
import {
  draftOf,
  draftProblems,
  fieldNamesOf,
  fieldsOf,
  hasAdvancedProblem,
  needsAlipayPublicKey,
  plainFieldNamesOf,
  accountFrom,
  usesAdvanced,
  type FieldName,
  type AccountDraft,
} from './account-draft.ts';
import { StoredKey } from './stored-key.tsx';

const wallets = ['alipay', 'wechat_pay'] as const;
const signTypes = ['RSA2', 'RSA'] as const;

const hints: Readonly<Partial<Record<FieldName, 'field.orderTitleHint' | 'field.publicNotifyUrlHint'>>> = {
  orderTitle: 'field.orderTitleHint',
  subject: 'field.orderTitleHint',
  publicNotifyUrl: 'field.publicNotifyUrlHint',
};

interface AccountFormProps {
  readonly start: AccountDraft;
  /** The account as stored; `null` while it is new. */
  readonly stored: AccountView | null;
  readonly isReadOnly: boolean;
  /** Given where keys come in a step of their own: told once the account is saved. */
  readonly onSaved?: () => void;
}

/** One merchant account: its numbers, and the facts about its keys. Fields are checked when they are left. */
export function AccountForm({ start, stored, isReadOnly, onSaved }: AccountFormProps) {
  const [draft, setDraft] = useState(start);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isAdvancedOpen, setIsAdvancedOpen] = useState(() => usesAdvanced(start));
  const problems = draftProblems(draft);
  const isChanged = draft !== start;
  const rules = fieldsOf(draft.gateway);

  const save = (): void => {
    setLeft(new Set([...fieldNamesOf(draft.gateway), 'wallets']));
    setRefusal(null);
    if (hasAdvancedProblem(problems)) setIsAdvancedOpen(true);
    if (Object.keys(problems).length > 0) return;
    perform(async () => {
      const result = await approved((approval) => bridge.saveAccount({ account: accountFrom(draft), approval }));
      if (result === null) return;
      if (result.ok) {
        showToast({ kind: 'done', message: 'toast.saved' });
        onSaved?.();
      } else setRefusal(refusalWords(result.problem));
    });
  };
  const problemOf = (name: FieldName | 'wallets'): string | null => {
    const problem = problems[name];
    if (problem === undefined || !left.has(name)) return null;
    return t(`fieldProblem.${problem}`, { limit: name === 'wallets' ? 0 : (rules[name]?.limit ?? 0) });
  };
  const field = (name: FieldName) => {
    const rule = rules[name];
    if (rule === undefined) return null;
    const label = t(`field.${name}`);
    const hint = hints[name];
    return (
      <Field
        key={name}
        label={rule.required ? label : t('field.optional', { label })}
        value={draft.values[name] ?? ''}
        problem={problemOf(name)}
        hint={hint === undefined ? '' : t(hint)}
        isReadOnly={isReadOnly}
        inputMode={rule.kind === 'url' ? 'url' : rule.kind === 'minutes' || rule.kind === 'digits' ? 'numeric' : 'text'}
        onValue={(value) => setDraft({ ...draft, values: { ...draft.values, [name]: value } })}
        onLeave={() => setLeft(new Set([...left, name]))}
      />
    );
  };

  return (
    <SettingsForm
      onSave={save}
      refusal={refusal}
      isReadOnly={isReadOnly}
      more={
        isChanged && (
          <Button
            kind="plain"
            onPress={() => {
              setDraft(stored === null ? start : draftOf(stored.account));
              setLeft(new Set());
              setRefusal(null);
            }}
          >
            {t('settings.discard')}
          </Button>
        )
      }
    >
      {plainFieldNamesOf(draft.gateway).slice(0, 3).map(field)}
      {onSaved === undefined && stored === null && <p class="field-hint">{t('key.saveFirst')}</p>}
      {onSaved === undefined &&
        stored?.keys
          .filter(({ kind }) => kind !== 'alipay_public_key' || needsAlipayPublicKey(draft))
          .map((keyState) => (
            <StoredKey key={keyState.kind} accountId={draft.id} keyState={keyState} isReadOnly={isReadOnly} />
          ))}
      {draft.gateway === 'scanforpay' ? (
        <>
          <fieldset class="field">
            <legend>{t('field.wallets')}</legend>
            <div class="checks">
              {wallets.map((wallet) => (
                <Check
                  key={wallet}
                  isChecked={draft.wallets.includes(wallet)}
                  onChange={(isChecked) => {
                    if (isReadOnly) return;
                    const chosen = wallets.filter((one) => (one === wallet ? isChecked : draft.wallets.includes(one)));
                    setDraft({ ...draft, wallets: chosen });
                  }}
                >
                  {t(`name.wallet.${wallet}`)}
                </Check>
              ))}
            </div>
            <FieldNote problem={problemOf('wallets')} />
          </fieldset>
          <ChoiceField
            label={t('field.currency')}
            choices={currencies.map((currency) => ({ value: currency, label: currency }))}
            value={draft.currency}
            isReadOnly={isReadOnly}
            onValue={(currency) => setDraft({ ...draft, currency })}
          />
        </>
      ) : (
        <ChoiceField
          label={t('field.signType')}
          choices={signTypes.map((signType) => ({ value: signType, label: signType }))}
          value={draft.signType}
          isReadOnly={isReadOnly}
          onValue={(signType) => setDraft({ ...draft, signType })}
        />
      )}
      {plainFieldNamesOf(draft.gateway).slice(3).map(field)}
      <AdvancedFields
        draft={draft}
        isOpen={isAdvancedOpen}
        isReadOnly={isReadOnly}
        onToggle={setIsAdvancedOpen}
        onDraft={setDraft}
        onLeave={(name) => setLeft(new Set([...left, name]))}
        problemOf={problemOf}
        field={field}
      />
    </SettingsForm>
  );
}
