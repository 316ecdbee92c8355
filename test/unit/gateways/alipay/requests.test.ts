import { describe, expect, it } from 'vitest';
import {
  billRequest,
  cancelRequest,
  closeRequest,
  queryRequest,
  refundQueryRequest,
  refundRequest,
  type OperationBuilding,
} from '../../../../main/gateways/alipay/requests.ts';

const refund = { outTradeNo: 'T01_1', refundAmountMinor: 500, outRequestNo: 'R01_1' };

describe('a request to Alipay', () => {
  it.each<[OperationBuilding, string, object]>([
    [queryRequest({ outTradeNo: 'T01_1' }), 'alipay.trade.query', { out_trade_no: 'T01_1' }],
    [queryRequest({ tradeNo: '2024050122001' }), 'alipay.trade.query', { trade_no: '2024050122001' }],
    [cancelRequest({ outTradeNo: 'T01_1' }), 'alipay.trade.cancel', { out_trade_no: 'T01_1' }],
    [
      closeRequest({ outTradeNo: 'T01_1', tradeNo: '2024050122001', operatorId: 'op001' }),
      'alipay.trade.close',
      { out_trade_no: 'T01_1', trade_no: '2024050122001', operator_id: 'op001' },
    ],
    [
      refundRequest({ ...refund, refundReason: '退货', operatorId: 'op001', storeId: 's1', terminalId: 't1' }),
      'alipay.trade.refund',
      {
        out_trade_no: 'T01_1',
        refund_amount: '5.00',
        out_request_no: 'R01_1',
        refund_reason: '退货',
        operator_id: 'op001',
        store_id: 's1',
        terminal_id: 't1',
      },
    ],
    [
      refundQueryRequest({ outTradeNo: 'T01_1', outRequestNo: 'R01_1' }),
      'alipay.trade.fastpay.refund.query',
      { out_trade_no: 'T01_1', out_request_no: 'R01_1' },
    ],
    [
      billRequest({ billType: 'trade', billDate: '2024-05-01' }),
      'alipay.data.dataservice.bill.downloadurl.query',
      { bill_type: 'trade', bill_date: '2024-05-01' },
    ],
    [
      billRequest({ billType: 'signcustomer', billDate: '2024-05' }),
      'alipay.data.dataservice.bill.downloadurl.query',
      { bill_type: 'signcustomer', bill_date: '2024-05' },
    ],
  ])('is written whole: %#', (building, method, content) => {
    expect(building.ok && building.operation.method).toBe(method);
    expect(building.ok && JSON.parse(JSON.stringify(building.operation.bizContent))).toEqual(content);
  });

  it.each<[OperationBuilding, string, string]>([
    [queryRequest({}), 'out_trade_no', 'trade_unnamed'],
    [cancelRequest({ outTradeNo: '', tradeNo: '' }), 'out_trade_no', 'trade_unnamed'],
    [closeRequest({ operatorId: 'op001' }), 'out_trade_no', 'trade_unnamed'],
    [queryRequest({ outTradeNo: 'T 1' }), 'out_trade_no', 'malformed'],
    [queryRequest({ tradeNo: '1'.repeat(65) }), 'trade_no', 'too_long'],
    [closeRequest({ outTradeNo: 'T1', operatorId: '1'.repeat(29) }), 'operator_id', 'too_long'],
    [refundRequest({ ...refund, refundAmountMinor: 0 }), 'refund_amount', 'amount_zero'],
    [refundRequest({ ...refund, outRequestNo: '' }), 'out_request_no', 'missing'],
    [refundRequest({ ...refund, refundReason: '1'.repeat(257) }), 'refund_reason', 'too_long'],
    [refundRequest({ ...refund, operatorId: '1'.repeat(31) }), 'operator_id', 'too_long'],
    [refundRequest({ ...refund, storeId: '1'.repeat(33) }), 'store_id', 'too_long'],
    [refundRequest({ ...refund, terminalId: '1'.repeat(33) }), 'terminal_id', 'too_long'],
    [refundQueryRequest({ outTradeNo: 'T1', outRequestNo: '' }), 'out_request_no', 'missing'],
    [billRequest({ billType: 'all' as never, billDate: '2024-05' }), 'bill_type', 'not_supported'],
    [billRequest({ billType: 'trade', billDate: '20240501' }), 'bill_date', 'time_malformed'],
    [billRequest({ billType: 'trade', billDate: '2024-13' }), 'bill_date', 'time_malformed'],
  ])('is refused before it is sent: %#', (building, field, rule) => {
    expect(building).toEqual({ ok: false, problems: [{ field, rule }] });
  });
});
