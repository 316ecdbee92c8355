import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { FieldNote, focusFirstInvalid } from '../ui/field.tsx';

interface SettingsFormProps {
  readonly children: ComponentChildren;
  /** Saves, or has the fields say what is wrong: the first of those then gets the focus. */
  readonly onSave: () => void;
  readonly saveLabel?: string;
  /** Why it was not saved; `null` while nothing is known to be wrong. */
  readonly refusal?: string | null;
  readonly isReadOnly?: boolean;
  /** Further buttons, after that which saves. */
  readonly more?: ComponentChildren;
}

/** Fields that are saved together. What is wrong with them they say themselves, not the browser. */
export function SettingsForm({
  children,
  onSave,
  saveLabel = t('settings.save'),
  refusal = null,
  isReadOnly = false,
  more,
}: SettingsFormProps) {
  const form = useRef<HTMLFormElement>(null);
  return (
    <form
      ref={form}
      class="settings-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
        focusFirstInvalid(form.current);
      }}
    >
      <div class="settings-fields">{children}</div>
      {!isReadOnly && (
        <div class="settings-actions">
          <FieldNote problem={refusal} />
          <div class="button-row">
            <Button kind="primary" submits onPress={() => undefined}>
              {saveLabel}
            </Button>
            {more}
          </div>
        </div>
      )}
    </form>
  );
}
