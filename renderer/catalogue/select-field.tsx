import { useId } from 'preact/hooks';
import { t } from '../i18n/translate.ts';
import { FieldNote } from '../ui/field.tsx';

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  /** `null`: nothing has been chosen yet. */
  readonly value: Value | null;
  readonly onValue: (value: Value) => void;
  /** One sentence on what has to be chosen; `null` while nothing has to be. */
  readonly problem?: string | null;
  readonly testId?: string;
}

/** One of many choices, of which only the chosen one is seen. */
export function SelectField<Value extends string>({
  label,
  choices,
  value,
  onValue,
  problem = null,
  testId,
}: SelectProps<Value>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="field-input field-select"
        data-testid={testId}
        value={value ?? ''}
        aria-invalid={problem === null ? 'false' : 'true'}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice.value === event.currentTarget.value);
          if (chosen !== undefined) onValue(chosen.value);
        }}
      >
        {value === null && <option value="">{t('catalogue.choose')}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <div id={`${id}-hint`}>
        <FieldNote problem={problem} />
      </div>
    </div>
  );
}
