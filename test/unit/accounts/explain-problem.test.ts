import { describe, expect, it } from 'vitest';
import type { Problem, ProblemCode } from '../../../main/domain/order.ts';
import { explainProblem } from '../../../main/accounts/explain-problem.ts';

function problemOf(code: ProblemCode, gatewayCode: string | null): Problem {
  return { code, gatewayCode, gatewayMessage: null };
}

describe('what a gateway’s code means at the counter', () => {
  it.each([
    ['alipay', 'gateway_unsure', '20000', 'system_error', 'query'],
    ['alipay', 'gateway_unsure', 'ACQ.SYSTEM_ERROR', 'system_error', 'query'],
    ['alipay', 'gateway_unsure', 'AQC.SYSTEM_ERROR', 'system_error', 'query'],
    ['alipay', 'already_closed', 'ACQ.TRADE_HAS_CLOSE', 'already_closed', 'new_order'],
    ['alipay', 'gateway_refused', 'ACQ.BUYER_BALANCE_NOT_ENOUGH', 'buyer_balance_low', 'tell_customer'],
    ['alipay', 'signature_missing', 'isv.invalid-signature', 'signature_refused', 'mend_settings'],
    ['alipay', 'configuration', 'isv.invalid-timestamp', 'timestamp_refused', 'mend_settings'],
    ['scanforpay', 'configuration', '8', 'signature_refused', 'mend_settings'],
    ['scanforpay', 'configuration', '44', 'payment_type_not_opened', 'mend_settings'],
    ['scanforpay', 'wallet_differs', '42', 'pay_with_wechat', 'tell_customer'],
    ['scanforpay', 'gateway_unsure', '21', 'system_error', 'query'],
  ] as const)('%s %s %s: %s, then %s', (gateway, code, gatewayCode, reason, nextStep) => {
    expect(explainProblem(gateway, problemOf(code, gatewayCode))).toEqual({ reason, nextStep });
  });

  it.each([
    ['alipay', 'unreachable', null],
    ['alipay', 'http_error', '500'],
    ['alipay', 'order_number_differs', 'T01_20261122_0001_ABCD'],
    ['alipay', 'signature_wrong', 'alipay_cert_sn'],
    ['alipay', 'gateway_unsure', 'retry_flag=Y'],
    ['scanforpay', 'gateway_unsure', 'status 9'],
    ['scanforpay', 'gateway_refused', '99'],
  ] as const)('nothing for %s %s %s, which is no code of its tables', (gateway, code, gatewayCode) => {
    expect(explainProblem(gateway, problemOf(code, gatewayCode))).toBeNull();
  });
});

describe('what is advised while it is not known whether money moved', () => {
  it.each([
    ['alipay', 'input_rejected', '40001', 'isv.missing-out-trade-no', 'query'],
    ['alipay', 'already_closed', '40004', 'ACQ.TRADE_HAS_CLOSE', 'query'],
    ['alipay', 'gateway_refused', '40004', 'ACQ.BUYER_BALANCE_NOT_ENOUGH', 'query'],
    ['alipay', 'gateway_refused', '40004', 'ACQ.CANCEL_NOT_ALLOWED', 'query'],
    ['alipay', 'gateway_refused', '40004', 'ACQ.TRADE_NOT_ALLOW_REFUND', 'query'],
    ['alipay', 'gateway_refused', '40004', 'ACQ.SELLER_BALANCE_NOT_ENOUGH', 'top_up'],
    ['alipay', 'configuration', '40002', 'isv.invalid-signature', 'mend_settings'],
    ['scanforpay', 'gateway_refused', undefined, '2', 'query'],
    ['scanforpay', 'input_rejected', undefined, '4', 'query'],
    ['scanforpay', 'gateway_refused', undefined, '35', 'query'],
    ['scanforpay', 'wallet_differs', undefined, '42', 'query'],
    ['scanforpay', 'gateway_unsure', undefined, '99', 'query'],
  ] as const)('invites no second try: %s %s %s %s', (gateway, code, gatewayMainCode, gatewayCode, nextStep) => {
    const problem = { ...problemOf(code, gatewayCode), gatewayMainCode };
    expect(explainProblem(gateway, problem, true)?.nextStep).toBe(nextStep);
  });
});
