import { useId } from 'preact/hooks';
import { longestPin } from '../../preload/pin.ts';
import { FieldNote } from './field.tsx';

interface PinFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly problem: string | null;
  readonly hint?: string;
  readonly onEnter?: () => void;
}

/** Digits that nobody reads over a shoulder; no input method gets in their way. */
export function PinField({ label, value, onValue, problem, hint = '', onEnter }: PinFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="field-input pin-input"
        type="password"
        inputMode="numeric"
        autoComplete="off"
        maxLength={longestPin}
        data-pin-field
        value={value}
        aria-invalid={problem === null ? 'false' : 'true'}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onValue(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || onEnter === undefined) return;
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
