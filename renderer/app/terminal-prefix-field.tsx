import { isTerminalPrefix, longestTerminalPrefix } from '../../main/domain/order-number.ts';
import { t } from '../i18n/translate.ts';
import { Field } from '../ui/field.tsx';

interface TerminalPrefixFieldProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly onLeave?: () => void;
  /** Where there is little room: without an example. */
  readonly isShort?: boolean;
}

/** What every order number of this till begins with, with the next one as it would be. */
export function TerminalPrefixField({ value, onValue, onLeave, isShort = false }: TerminalPrefixFieldProps) {
  const example = `${value}_20261122_0042_7KQ2M3XZ9G4V`;
  return (
    <Field
      label={t('till.terminalPrefix')}
      value={value}
      maxLength={longestTerminalPrefix}
      hint={isShort ? t('till.terminalPrefixShort') : t('till.terminalPrefixHint', { example })}
      problem={isTerminalPrefix(value) ? null : t('fieldProblem.prefix')}
      onValue={onValue}
      {...(onLeave === undefined ? {} : { onLeave })}
    />
  );
}
