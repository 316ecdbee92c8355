import { longestPin } from '../../main/domain/pin.ts';
import { Field } from './field.tsx';

interface PinFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly problem: string | null;
  readonly hint?: string;
  readonly onEnter?: () => void;
}

/** In the question that is open, to type on. */
export function focusPinField(): void {
  document.querySelector<HTMLElement>('dialog[open] .pin-input')?.focus();
}

/** Digits that nobody reads over a shoulder; no input method gets in their way. */
export function PinField(props: PinFieldProps) {
  return <Field {...props} isHidden inputMode="numeric" maxLength={longestPin} />;
}
