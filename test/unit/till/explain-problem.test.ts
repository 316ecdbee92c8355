import { describe, expect, it } from 'vitest';
import type { Problem, ProblemCode } from '../../../main/domain/order.ts';
import { explainProblem } from '../../../main/till/explain-problem.ts';

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
