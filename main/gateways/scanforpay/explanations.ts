/** ScanForPay's result codes (gateways.md 1.4) as a reason and a next step for the person at the counter. */
import type { Explanation } from '../../domain/refusal.ts';

const unsure: Explanation = { reason: 'system_error', nextStep: 'query' };
const wrongField: Explanation = { reason: 'parameter_wrong', nextStep: 'mend_input' };

const explanations: ReadonlyMap<string, Explanation> = new Map<string, Explanation>([
  ['2', { reason: 'other', nextStep: 'new_order' }],
  ['3', { reason: 'permission_missing', nextStep: 'mend_settings' }],
  ['4', wrongField],
  ['5', wrongField],
  ['6', wrongField],
  ['7', wrongField],
  ['8', { reason: 'signature_refused', nextStep: 'mend_settings' }],
  ['9', unsure],
  ['20', unsure],
  ['21', unsure],
  ['22', unsure],
  ['30', { reason: 'trade_not_exist', nextStep: 'new_order' }],
  ['31', { reason: 'number_used', nextStep: 'query' }],
  ['32', { reason: 'trade_state_wrong', nextStep: 'query' }],
  ['33', { reason: 'already_closed', nextStep: 'new_order' }],
  ['34', { reason: 'cancel_not_allowed', nextStep: 'refund_instead' }],
  ['35', { reason: 'refund_amount_wrong', nextStep: 'mend_input' }],
  ['40', { reason: 'open_in_wallet', nextStep: 'tell_customer' }],
  ['41', { reason: 'pay_with_alipay', nextStep: 'tell_customer' }],
  ['42', { reason: 'pay_with_wechat', nextStep: 'tell_customer' }],
  ['43', { reason: 'account_not_opened', nextStep: 'mend_settings' }],
  ['44', { reason: 'payment_type_not_opened', nextStep: 'mend_settings' }],
]);

/** `null` for a code that is not in the published table. */
export function explainCode(code: string): Explanation | null {
  return explanations.get(code) ?? null;
}
