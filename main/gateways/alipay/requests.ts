/** One typed builder for each operation's request (gateways.md 2.2, appendix A): fields in, `biz_content` or problems out. */
import { ContentCheck, yuan, type Content, type ContentBuilding, type ContentProblem } from './content-check.ts';
import type { OptionalText } from './content-check.ts';
import {
  outTradeNoRules,
  payContent,
  precreateContent,
  type PayFields,
  type PrecreateFields,
} from './trade-content.ts';

export interface Operation {
  readonly method: string;
  /** Members without a value are left out when it is written. */
  readonly bizContent: object;
}

export type OperationBuilding =
  | { readonly ok: true; readonly operation: Operation }
  | { readonly ok: false; readonly problems: readonly ContentProblem[] };

/** Our number, Alipay's, or both; Alipay's counts more. */
export interface TradeReference {
  readonly outTradeNo?: OptionalText;
  readonly tradeNo?: OptionalText;
}

export interface CloseFields extends TradeReference {
  readonly operatorId?: OptionalText;
}

export interface RefundFields extends TradeReference {
  /** In fen. */
  readonly refundAmountMinor: number;
  /** Ours, one for each refund; the same number and amount again is the same refund. */
  readonly outRequestNo: string;
  readonly refundReason?: OptionalText;
  readonly operatorId?: OptionalText;
  readonly storeId?: OptionalText;
  readonly terminalId?: OptionalText;
}

export interface RefundQueryFields extends TradeReference {
  readonly outRequestNo: string;
}

export const billTypes = ['trade', 'signcustomer', 'merchant_act', 'settlementMerge'] as const;

export interface BillFields {
  readonly billType: (typeof billTypes)[number];
  /** `YYYY-MM-DD` or `YYYY-MM`, in GMT+8. */
  readonly billDate: string;
}

export function precreateRequest(fields: PrecreateFields): OperationBuilding {
  return operationOf('alipay.trade.precreate', precreateContent(fields));
}

export function payRequest(fields: PayFields): OperationBuilding {
  return operationOf('alipay.trade.pay', payContent(fields));
}

export function queryRequest(reference: TradeReference): OperationBuilding {
  const check = new ContentCheck();
  return operationOf('alipay.trade.query', check.finish(tradeNames(check, reference)));
}

export function cancelRequest(reference: TradeReference): OperationBuilding {
  const check = new ContentCheck();
  return operationOf('alipay.trade.cancel', check.finish(tradeNames(check, reference)));
}

export function closeRequest(fields: CloseFields): OperationBuilding {
  const check = new ContentCheck();
  const content = {
    ...tradeNames(check, fields),
    operator_id: check.optional('operator_id', fields.operatorId, { longest: 28 }),
  };
  return operationOf('alipay.trade.close', check.finish(content));
}

export function refundRequest(fields: RefundFields): OperationBuilding {
  const check = new ContentCheck();
  const content = {
    ...tradeNames(check, fields),
    refund_amount: yuan(check.fen('refund_amount', fields.refundAmountMinor)),
    out_request_no: check.required('out_request_no', fields.outRequestNo, outTradeNoRules),
    refund_reason: check.optional('refund_reason', fields.refundReason, { longest: 256 }),
    operator_id: check.optional('operator_id', fields.operatorId, { longest: 30 }),
    store_id: check.optional('store_id', fields.storeId, { longest: 32 }),
    terminal_id: check.optional('terminal_id', fields.terminalId, { longest: 32 }),
  };
  return operationOf('alipay.trade.refund', check.finish(content));
}

export function refundQueryRequest(fields: RefundQueryFields): OperationBuilding {
  const check = new ContentCheck();
  const content = {
    ...tradeNames(check, fields),
    out_request_no: check.required('out_request_no', fields.outRequestNo, outTradeNoRules),
  };
  return operationOf('alipay.trade.fastpay.refund.query', check.finish(content));
}

export function billRequest(fields: BillFields): OperationBuilding {
  const check = new ContentCheck();
  const isDate = /^\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/.test(fields.billDate);
  const content = {
    bill_type: check.oneOf('bill_type', fields.billType, billTypes),
    bill_date: isDate ? fields.billDate : check.refuse('bill_date', 'time_malformed'),
  };
  return operationOf('alipay.data.dataservice.bill.downloadurl.query', check.finish(content));
}

function tradeNames(check: ContentCheck, { outTradeNo, tradeNo }: TradeReference): Content {
  const ours = check.optional('out_trade_no', outTradeNo, outTradeNoRules);
  const theirs = check.optional('trade_no', tradeNo, { longest: 64, form: /^[A-Za-z0-9]+$/ });
  if (ours === undefined && theirs === undefined) check.refuse('out_trade_no', 'trade_unnamed');
  return { out_trade_no: ours, trade_no: theirs };
}

function operationOf(method: string, building: ContentBuilding): OperationBuilding {
  return building.ok ? { ok: true, operation: { method, bizContent: building.content } } : building;
}
