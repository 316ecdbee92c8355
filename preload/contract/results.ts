/** How a call ends: with a value, or with the reason why it was not carried out. */
import * as z from 'zod';
import type { Result } from '../../main/domain/result.ts';
import { linesProblems } from '../../main/domain/order-lines.ts';
import { refundRequestProblems } from '../../main/domain/refund.ts';

/** Why a call was not carried out. Nothing was sent and nothing was lost. */
export const callProblemSchema = z.object({
  code: z.enum([
    'amount_empty',
    'amount_not_a_number',
    'amount_zero',
    'amount_negative',
    'amount_too_many_decimals',
    'amount_over_limit',
    'amount_not_an_integer',
    'note_too_long',
    'note_unsupported_character',
    ...linesProblems,
    /** The lines do not come to the amount. */
    'lines_differ',
    'customer_code_invalid',
    'method_unknown',
    'currency_unknown',
    'key_missing_or_locked',
    'keychain_unavailable',
    'key_unusable',
    'ledger_failed',
    'order_unknown',
    'not_possible_now',
    'file_unreadable',
    'file_invalid',
    'account_invalid',
    'open_orders',
    /** Orders or refunds of the account are open: what it is cannot be changed; `detail` is their number. */
    'account_in_use',
    'stopping',
    ...refundRequestProblems,
    'reason_missing',
    /** A manager has to type a PIN; `detail` names the action. */
    'approval_needed',
    'pin_wrong',
    /** Too many wrong ones; `detail` is the number of seconds to wait. The PIN was not looked at. */
    'pin_wait',
    'pin_taken',
    'recovery_code_wrong',
    /** There would be no manager with a PIN for what needs one. */
    'manager_needed',
    'operator_needed',
    'operator_unknown',
    'operator_name_taken',
    /** The order is recorded, the gateway's answer is not: no code is shown, and it is asked about. */
    'answer_not_recorded',
    /** The file that was to be written, at the place that a person chose. */
    'file_not_written',
    'catalogue_unreadable',
    /** The code could not be scanned as goods; `detail` says why. */
    'goods_code_unusable',
    /** More than 20,000 goods. */
    'catalogue_full',
    /** No text in a known character set. */
    'csv_unreadable',
    /** A quotation mark is never closed; `detail` is its line. */
    'csv_quotation_open',
    /** Its first line names no columns for code, name and price. */
    'csv_columns_missing',
    /** Larger than 4 MiB. */
    'csv_too_large',
    'backup_failed',
    /** No backup is there that can be used. */
    'no_good_backup',
    /** The file that was chosen is no ledger, or nothing of it can be proven. */
    'backup_unusable',
    'backup_of_practice',
    /** A ledger of real sales is there, and stays as it is. */
    'ledger_exists',
  ]),
  /** What is wrong, for support; never shown alone. */
  detail: z.string(),
});
export type CallProblem = z.infer<typeof callProblemSchema>;

export type CallResult<Value> = Result<Value, CallProblem>;

export function resultOf<Value extends z.ZodType>(value: Value) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), problem: callProblemSchema }),
  ]);
}

export const doneResult = resultOf(z.null());
