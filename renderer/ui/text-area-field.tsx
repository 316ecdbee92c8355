import { useId } from 'preact/hooks';
import { FieldNote } from './field.tsx';

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly onLeave: () => void;
  readonly problem: string | null;
  readonly maxLength: number;
  readonly isReadOnly: boolean;
}

/** For the text of a file, pasted. */
export function TextAreaField({ label, value, onValue, onLeave, problem, maxLength, isReadOnly }: TextAreaProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        class="field-input certificate-input"
        rows={3}
        value={value}
        maxLength={maxLength}
        readOnly={isReadOnly}
        autoComplete="off"
        spellcheck={false}
        aria-invalid={problem === null ? 'false' : 'true'}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onValue(event.currentTarget.value)}
        onBlur={onLeave}
      />
      <div id={`${id}-hint`}>
        <FieldNote problem={problem} />
      </div>
    </div>
  );
}
