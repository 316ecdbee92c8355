import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../../main/gateways/scanforpay/result-codes.ts';
import { explainProblem } from '../../../../main/accounts/explain-problem.ts';

describe('a code of ScanForPay', () => {
  it.each([
    [2, 'refused', 'other', 'new_order'],
    [3, 'refused', 'permission_missing', 'mend_settings'],
    [4, 'refused', 'parameter_wrong', 'mend_input'],
    [5, 'refused', 'parameter_wrong', 'mend_input'],
    [6, 'refused', 'parameter_wrong', 'mend_input'],
    [7, 'refused', 'parameter_wrong', 'mend_input'],
    [8, 'refused', 'signature_refused', 'mend_settings'],
    [9, 'unsure', 'system_error', 'query'],
    [20, 'unsure', 'system_error', 'query'],
    [21, 'unsure', 'system_error', 'query'],
    [22, 'unsure', 'system_error', 'query'],
    [30, 'not_found', 'trade_not_exist', 'new_order'],
    [31, 'unsure', 'number_used', 'query'],
    [32, 'refused', 'trade_state_wrong', 'query'],
    [33, 'refused', 'already_closed', 'new_order'],
    [34, 'refused', 'cancel_not_allowed', 'refund_instead'],
    [35, 'refused', 'refund_amount_wrong', 'mend_input'],
    [40, 'refused', 'open_in_wallet', 'tell_customer'],
    [41, 'refused', 'pay_with_alipay', 'tell_customer'],
    [42, 'refused', 'pay_with_wechat', 'tell_customer'],
    [43, 'refused', 'account_not_opened', 'mend_settings'],
    [44, 'refused', 'payment_type_not_opened', 'mend_settings'],
  ] as const)('%i: %s, %s, then %s', (code, kind, reason, nextStep) => {
    expect(meaningOf(code)).toMatchObject({ kind, reason, nextStep });
    const problem = { code: 'gateway_refused', gatewayCode: String(code), gatewayMessage: null } as const;
    expect(explainProblem('scanforpay', problem)).toEqual({ reason, nextStep });
  });

  it.each([-1, 0, 10, 19, 23, 36, 45, 99, 12_345])('%i is in no table: it is asked about', (code) => {
    expect(meaningOf(code)).toEqual({ kind: 'unsure', code: 'gateway_unsure', reason: 'other', nextStep: 'query' });
  });
});
