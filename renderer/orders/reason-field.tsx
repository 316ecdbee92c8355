import { t } from '../i18n/translate.ts';
import { Field } from '../ui/field.tsx';

const longestReason = 200;

interface ReasonFieldProps {
  readonly reason: string;
  readonly problem: string | null;
  readonly onReason: (reason: string) => void;
}

/** Why a person decides as they do: it goes into the ledger. */
export function ReasonField({ reason, problem, onReason }: ReasonFieldProps) {
  return (
    <Field label={t('decide.reason')} value={reason} onValue={onReason} problem={problem} maxLength={longestReason} />
  );
}
