import { describe, expect, it } from 'vitest';
import { refusalReasons } from '../../../../main/domain/refusal.ts';
import { createAlipayOperations, type AlipayOperations } from '../../../../main/gateways/alipay/operations.ts';
import { meaningOf } from '../../../../main/gateways/alipay/result-codes.ts';
import { explainProblem } from '../../../../main/accounts/explain-problem.ts';
import { alipayAccount, alipayOrder, clock, keyStore, transportAnswering } from '../doubles.ts';
import { keyTexts, reply } from './platform.ts';

const outTradeNo = alipayOrder.orderNo;
const trade = { outTradeNo };
const sale = { outTradeNo, totalAmountMinor: 2000, subject: 'Counter 1' };
const refundFields = { outTradeNo, refundAmountMinor: 500, outRequestNo: 'R01' };

const operations: readonly (readonly [
  method: string,
  ask: (alipay: AlipayOperations) => Promise<{ readonly kind: string }>,
])[] = [
  ['alipay.trade.precreate', (alipay) => alipay.precreate(sale, null)],
  ['alipay.trade.pay', (alipay) => alipay.pay({ ...sale, authCode: '2800000000000000' }, null)],
  ['alipay.trade.query', (alipay) => alipay.query(trade)],
  ['alipay.trade.cancel', (alipay) => alipay.cancel(trade)],
  ['alipay.trade.close', (alipay) => alipay.close(trade)],
  ['alipay.trade.refund', (alipay) => alipay.refund(refundFields)],
  ['alipay.trade.fastpay.refund.query', (alipay) => alipay.refundQuery(refundFields, 500)],
  [
    'alipay.data.dataservice.bill.downloadurl.query',
    (alipay) => alipay.billDownloadUrl({ billType: 'trade', billDate: '2024-05-01' }),
  ],
];

function answered(method: string, answer: object, ask: (typeof operations)[number][1]) {
  const transport = transportAnswering(() => reply(method, answer));
  return ask(createAlipayOperations({ account: alipayAccount, keys: keyStore(keyTexts), transport, clock }));
}

/** Everything that a success of any operation could show. */
const lookingCarriedOut = {
  out_trade_no: outTradeNo,
  trade_no: '2024050122001',
  trade_status: 'TRADE_SUCCESS',
  total_amount: '20.00',
  qr_code: 'https://qr.alipay.com/bax0',
  retry_flag: 'N',
  action: 'close',
  fund_change: 'Y',
  refund_fee: '5.00',
  refund_status: 'REFUND_SUCCESS',
  refund_amount: '5.00',
  out_request_no: 'R01',
  bill_download_url: 'http://dwbillcenter.alipay.com/x',
};

describe.each(operations)('%s', (method, ask) => {
  it.each([
    ['20000', 'isp.unknow-error'],
    ['20000', 'aop.unknow-error'],
    ['20000', 'aop.ACQ.SYSTEM_ERROR'],
    ['20000', 'something.new'],
    ['20000', undefined],
    ['20001', 'aop.something-new'],
    ['40001', 'isv.something-new'],
    ['40002', 'isv.something-new'],
    ['40002', 'ACQ.TRADE_NOT_EXIST'],
    ['40003', 'isv.something-new'],
    ['40004', 'ACQ.SOMETHING_NEW'],
    ['40004', 'isv.invalid-signature'],
    ['40004', undefined],
    ['40005', 'isv.app-call-limited'],
    ['40006', 'isv.something-new'],
    ['10000', 'ACQ.SOMETHING_NEW'],
    ['10003', 'ACQ.SOMETHING_NEW'],
    ['50000', undefined],
    ['1', undefined],
  ])('knows nothing after %s %s, whatever stands beside it', async (code, subCode) => {
    const outcome = await answered(method, { ...lookingCarriedOut, code, msg: 'x', sub_code: subCode }, ask);
    expect(outcome).toMatchObject({ kind: 'unknown', problem: { code: 'gateway_unsure' } });
  });
});

/** Each pair of the published tables: what it is, and what is said at the counter. */
const pairs = [
  ['20000', null, 'unsure', 'system_error', 'query'],
  ['20000', 'isp.unknow-error', 'unsure', 'system_error', 'query'],
  ['20000', 'aop.unknow-error', 'unsure', 'system_error', 'query'],
  ['20000', 'aop.ACQ.SYSTEM_ERROR', 'unsure', 'system_error', 'query'],
  ['20001', null, 'refused', 'token_invalid', 'mend_settings'],
  ['20001', 'aop.invalid-auth-token', 'refused', 'token_invalid', 'mend_settings'],
  ['20001', 'aop.auth-token-time-out', 'refused', 'token_invalid', 'mend_settings'],
  ['20001', 'aop.invalid-app-auth-token', 'refused', 'token_invalid', 'mend_settings'],
  ['20001', 'aop.invalid-app-auth-token-no-api', 'refused', 'token_invalid', 'mend_settings'],
  ['20001', 'aop.app-auth-token-time-out', 'refused', 'token_invalid', 'mend_settings'],
  ['20001', 'aop.no-product-reg-by-partner', 'refused', 'permission_missing', 'mend_settings'],
  ['40001', null, 'refused', 'parameter_wrong', 'mend_input'],
  ['40001', 'isv.missing-method', 'refused', 'parameter_wrong', 'mend_settings'],
  ['40001', 'isv.missing-version', 'refused', 'parameter_wrong', 'mend_settings'],
  ['40001', 'isv.missing-signature', 'refused', 'signature_refused', 'mend_settings'],
  ['40001', 'isv.missing-signature-type', 'refused', 'signature_refused', 'mend_settings'],
  ['40001', 'isv.missing-signature-key', 'refused', 'signature_refused', 'mend_settings'],
  ['40001', 'isv.missing-app-id', 'refused', 'application_refused', 'mend_settings'],
  ['40001', 'isv.missing-timestamp', 'refused', 'timestamp_refused', 'mend_settings'],
  ['40001', 'isv.missing-app-cert-sn', 'refused', 'certificate_refused', 'mend_settings'],
  ['40001', 'isv.missing-alipay-root-cert-sn', 'refused', 'certificate_refused', 'mend_settings'],
  ['40001', 'isv.decryption-error-missing-encrypt-type', 'refused', 'encryption_refused', 'mend_settings'],
  ['40001', 'isv.missing-out-trade-no', 'refused', 'parameter_wrong', 'mend_input'],
  ['40002', null, 'refused', 'parameter_wrong', 'mend_input'],
  ['40002', 'isv.invalid-parameter', 'refused', 'parameter_wrong', 'mend_input'],
  ['40002', 'isv.illegal-json', 'refused', 'parameter_wrong', 'mend_input'],
  ['40002', 'isv.suspected-attack', 'refused', 'parameter_wrong', 'mend_input'],
  ['40002', 'isv.invalid-signature', 'refused', 'signature_refused', 'mend_settings'],
  ['40002', 'isv.invalid-signature-type', 'refused', 'signature_refused', 'mend_settings'],
  ['40002', 'isv.missing-signature-config', 'refused', 'signature_refused', 'mend_settings'],
  ['40002', 'isv.invalid-digest', 'refused', 'signature_refused', 'mend_settings'],
  ['40002', 'isv.invalid-app-id', 'refused', 'application_refused', 'mend_settings'],
  ['40002', 'isv.invalid-timestamp', 'refused', 'timestamp_refused', 'mend_settings'],
  ['40002', 'isv.invalid-method', 'refused', 'permission_missing', 'mend_settings'],
  ['40002', 'isv.forbidden-api', 'refused', 'permission_missing', 'mend_settings'],
  ['40002', 'isv.not-support-app-auth', 'refused', 'permission_missing', 'mend_settings'],
  ['40002', 'isv.invalid-charset', 'refused', 'parameter_wrong', 'mend_settings'],
  ['40002', 'isv.invalid-format', 'refused', 'parameter_wrong', 'mend_settings'],
  ['40002', 'isv.invalid-content-type', 'refused', 'parameter_wrong', 'mend_settings'],
  ['40002', 'isv.invalid-app-cert-sn', 'refused', 'certificate_refused', 'mend_settings'],
  ['40002', 'isv.invalid-alipay-root-cert-sn', 'refused', 'certificate_refused', 'mend_settings'],
  ['40002', 'isv.app-cert-not-exist', 'refused', 'certificate_refused', 'mend_settings'],
  ['40002', 'isv.app-cert-expired', 'refused', 'certificate_refused', 'mend_settings'],
  ['40002', 'isv.alipay-cert-not-exist', 'refused', 'certificate_refused', 'mend_settings'],
  ['40002', 'isv.invalid-encrypt', 'refused', 'encryption_refused', 'mend_settings'],
  ['40002', 'isv.invalid-encrypt-type', 'refused', 'encryption_refused', 'mend_settings'],
  ['40002', 'isv.decryption-error-not-valid-encrypt-type', 'refused', 'encryption_refused', 'mend_settings'],
  ['40002', 'isv.decryption-error-not-valid-encrypt-key', 'refused', 'encryption_refused', 'mend_settings'],
  ['40002', 'isv.decryption-error-unknown', 'refused', 'encryption_refused', 'mend_settings'],
  ['40003', null, 'refused', 'permission_missing', 'mend_settings'],
  ['40003', 'isv.missing-signature-config', 'refused', 'signature_refused', 'mend_settings'],
  ['40003', 'isv.invalid-auth-relations', 'refused', 'token_invalid', 'mend_settings'],
  ['40005', 'isv.app-call-limited', 'unsure', 'system_error', 'query'],
  ['40005', 'isv.method-call-limited', 'unsure', 'system_error', 'query'],
  ['40006', null, 'refused', 'permission_missing', 'mend_settings'],
  ['40006', 'isv.insufficient-isv-permissions', 'refused', 'permission_missing', 'mend_settings'],
  ['40006', 'isv.insufficient-user-permissions', 'refused', 'permission_missing', 'mend_settings'],
  ['10003', null, 'in_progress', 'awaiting_customer', 'query'],
  ['40004', 'ACQ.SYSTEM_ERROR', 'unsure', 'system_error', 'query'],
  ['40004', 'AQC.SYSTEM_ERROR', 'unsure', 'system_error', 'query'],
  ['40004', 'ACQ.TRADE_NOT_EXIST', 'trade_not_exist', 'trade_not_exist', 'query'],
  ['40004', 'ACQ.TRADE_HAS_SUCCESS', 'unsure', 'already_paid', 'query'],
  ['40004', 'ACQ.TRADE_FINISHED', 'refused', 'refund_not_allowed', 'none'],
] as const;

describe('a pair of the published tables', () => {
  it.each(pairs)('%s %s: %s, %s, then %s', (gatewayMainCode, subCode, kind, reason, nextStep) => {
    expect(meaningOf(gatewayMainCode, subCode)).toMatchObject({ kind, reason, nextStep });
    expect(refusalReasons).toContain(reason);
    const plain = { code: 'gateway_unsure', gatewayCode: gatewayMainCode, gatewayMessage: null } as const;
    const problem = subCode === null ? plain : { ...plain, gatewayCode: subCode, gatewayMainCode };
    expect(explainProblem('alipay', problem)).toEqual({ reason, nextStep });
  });

  it('reaches the counter whole', async () => {
    const answer = { code: '40003', msg: 'Insufficient Conditions', sub_code: 'isv.missing-signature-config' };
    const ask = (alipay: AlipayOperations) => alipay.precreate(sale, null);
    expect(await answered('alipay.trade.precreate', answer, ask)).toMatchObject({
      kind: 'refused',
      problem: { code: 'configuration', gatewayCode: 'isv.missing-signature-config', gatewayMainCode: '40003' },
    });
  });

  it('means nothing under another code', () => {
    const problem = { code: 'gateway_unsure', gatewayCode: 'ACQ.BUYER_SELLER_EQUAL', gatewayMessage: null } as const;
    expect(explainProblem('alipay', { ...problem, gatewayMainCode: '40002' })).toEqual({
      reason: 'other',
      nextStep: 'query',
    });
  });
});
