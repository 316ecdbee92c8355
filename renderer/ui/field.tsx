import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { withoutHidden } from '../../main/domain/order-input.ts';
import { Icon } from './icon.tsx';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly onLeave?: () => void;
  readonly onEnter?: () => void;
  /** One sentence on how to put it right; `null` while nothing is wrong. */
  readonly problem?: string | null;
  readonly hint?: string;
  readonly maxLength?: number;
  readonly isReadOnly?: boolean;
  /** A PIN: nobody reads it over a shoulder. */
  readonly isHidden?: boolean;
  readonly inputMode?: 'text' | 'numeric' | 'url';
}

/** A label above its field; below it the hint, or what is wrong. */
export function Field({
  label,
  value,
  onValue,
  onLeave,
  onEnter,
  problem = null,
  hint = '',
  maxLength = 300,
  isReadOnly = false,
  isHidden = false,
  inputMode = 'text',
}: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class={isHidden ? 'field-input pin-input' : 'field-input'}
        {...(isHidden ? ({ type: 'password' } as const) : ({ type: 'text' } as const))}
        value={value}
        maxLength={maxLength}
        inputMode={inputMode}
        readOnly={isReadOnly}
        autoComplete="off"
        spellcheck={false}
        aria-invalid={problem === null ? 'false' : 'true'}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onValue(typedText(event.currentTarget))}
        onBlur={onLeave}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.isComposing || onEnter === undefined) return;
          event.preventDefault();
          onEnter();
        }}
      />
      <div id={`${id}-hint`}>
        <FieldNote problem={problem} hint={hint} />
      </div>
    </div>
  );
}

/** What was typed or pasted, without marks of direction and characters that have no width. */
export function typedText(field: HTMLInputElement | HTMLTextAreaElement): string {
  const plain = withoutHidden(field.value);
  // Only then: writing it back moves the place where one types.
  if (plain !== field.value) field.value = plain;
  return plain;
}

/** Leads to what has to be put right, once it has been marked. */
export function focusFirstInvalid(within: Element | null): void {
  requestAnimationFrame(() => within?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

export function FieldNote({ problem, hint = '' }: { readonly problem: string | null; readonly hint?: string }) {
  if (problem !== null) {
    return (
      <p class="refusal" role="alert">
        <Icon name="circle-x" size={20} strokeWidth={2.25} />
        <span>{problem}</span>
      </p>
    );
  }
  return hint === '' ? null : <p class="field-hint">{hint}</p>;
}

interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly lang?: string;
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onValue: (value: Value) => void;
  readonly isReadOnly?: boolean;
  /** One below the other, for long names. */
  readonly isStacked?: boolean;
}

/** A few exclusive choices side by side. */
export function ChoiceField<Value extends string>({
  label,
  choices,
  value,
  onValue,
  isReadOnly = false,
  isStacked = false,
}: ChoiceProps<Value>) {
  const id = useId();
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <div class={isStacked ? 'segments segments-stacked' : 'segments'}>
        {choices.map((choice) => (
          <label key={choice.value} class="segment" lang={choice.lang}>
            <input
              type="radio"
              name={id}
              checked={choice.value === value}
              disabled={isReadOnly && choice.value !== value}
              onChange={() => onValue(choice.value)}
            />
            <Icon name="check" size={20} class="segment-mark" />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface CheckProps {
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly children: ComponentChildren;
  /** The element with its hint. */
  readonly hintId?: string;
}

export function Check({ isChecked, onChange, children, hintId }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isChecked}
        aria-describedby={hintId}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span class="check-box">
        <Icon name="check" size={20} strokeWidth={3} />
      </span>
      {children}
    </label>
  );
}
