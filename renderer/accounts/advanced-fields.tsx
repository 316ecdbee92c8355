import type { ComponentChild } from 'preact';
import { useId } from 'preact/hooks';
import { gatewayName } from '../app/order-words.ts';
import { t } from '../i18n/translate.ts';
import { Check, ChoiceField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { TextAreaField } from '../ui/text-area-field.tsx';
import { alipayAdvancedFields, certificateFieldNames, type FieldName, type AccountDraft } from './account-draft.ts';

const charsets = ['utf-8', 'GBK', 'GB2312'] as const;
const productCodes = ['FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE'] as const;

interface AdvancedFieldsProps {
  readonly draft: AccountDraft;
  readonly isOpen: boolean;
  readonly isReadOnly: boolean;
  readonly onToggle: (isOpen: boolean) => void;
  readonly onDraft: (draft: AccountDraft) => void;
  readonly onLeave: (name: FieldName) => void;
  readonly problemOf: (name: FieldName) => string | null;
  /** Draws a one-line field as the rest of the form does. */
  readonly field: (name: FieldName) => ComponentChild;
}

type SwitchName = 'encryptsContent' | 'alsoSendRequestTime';

/** What a gateway asks of few shops, folded away. */
export function AdvancedFields(props: AdvancedFieldsProps) {
  const { draft, isOpen, onToggle } = props;
  return (
    <details
      class="advanced"
      data-testid="advanced"
      open={isOpen}
      onToggle={(event) => onToggle(event.currentTarget.open)}
    >
      <summary>
        <Icon name="chevron-down" size={20} />
        {t('advanced.title')}
      </summary>
      <div class="advanced-fields">
        <p class="field-hint">{t('advanced.hint', { gateway: gatewayName(draft.gateway) })}</p>
        {draft.gateway === 'alipay' ? <AlipayFields {...props} /> : <Switch name="alsoSendRequestTime" {...props} />}
      </div>
    </details>
  );
}

function Switch({ name, draft, isReadOnly, onDraft }: AdvancedFieldsProps & { readonly name: SwitchName }) {
  const hintId = useId();
  return (
    <div class="field">
      <Check
        isChecked={draft[name]}
        hintId={hintId}
        onChange={(isChecked) => {
          if (!isReadOnly) onDraft({ ...draft, [name]: isChecked });
        }}
      >
        {t(`field.${name}`)}
      </Check>
      <p id={hintId} class="field-hint">
        {t(`field.${name}Hint`)}
      </p>
    </div>
  );
}

function AlipayFields(props: AdvancedFieldsProps) {
  const { draft, isReadOnly, onDraft, onLeave, problemOf, field } = props;
  return (
    <>
      <fieldset class="certificates">
        <legend class="field-name">{t('advanced.certificates')}</legend>
        <p class="field-hint">{t('advanced.certificatesHint')}</p>
        {certificateFieldNames.map((name) => (
          <TextAreaField
            key={name}
            label={t(`field.${name}`)}
            value={draft.values[name] ?? ''}
            maxLength={alipayAdvancedFields[name].limit}
            isReadOnly={isReadOnly}
            problem={problemOf(name)}
            onValue={(value) => onDraft({ ...draft, values: { ...draft.values, [name]: value } })}
            onLeave={() => onLeave(name)}
          />
        ))}
      </fieldset>
      <Switch name="encryptsContent" {...props} />
      <ChoiceField
        label={t('field.charset')}
        choices={charsets.map((charset) => ({ value: charset, label: charset }))}
        value={draft.charset}
        isReadOnly={isReadOnly}
        onValue={(charset) => onDraft({ ...draft, charset })}
      />
      <ChoiceField
        label={t('field.productCode')}
        choices={[
          { value: '' as const, label: t('field.productCodeNone') },
          ...productCodes.map((productCode) => ({ value: productCode, label: productCode })),
        ]}
        value={draft.productCode}
        isReadOnly={isReadOnly}
        isStacked
        onValue={(productCode) => onDraft({ ...draft, productCode })}
      />
      {field('appAuthToken')}
      {field('sysServiceProviderId')}
    </>
  );
}
