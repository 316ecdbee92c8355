/** ScanForPay's requests (gateways.md 1.2, 1.3), one builder for each operation: our words in, the gateway's out. */
import type { Currency } from '../../domain/money.ts';
import { orderTitle } from '../../domain/order-title.ts';
import type { Order, Wallet } from '../../domain/order.ts';
import { toBeijingTime } from '../beijing-time.ts';
import { operatorIdOf } from '../exchange.ts';
import {
  checklistFields,
  createFields,
  headerFields,
  payFields,
  problemsIn,
  queryFields,
  refundFields,
  websiteQrFields,
  type FieldProblem,
  type ValuesOf,
} from './fields.ts';
import { walletNames, type ScanForPayAccount } from './wire.ts';

/** What an operation sends, or everything that keeps it from being sent. */
export type RequestBuilding =
  | { readonly ok: true; readonly path: string; readonly request: object }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

export interface SaleInput {
  /** The merchant's number, `partnerOrderNo`; at most 32 characters. */
  readonly orderNo: string;
  readonly wallet: Wallet;
  readonly amountMinor: number;
  /** What the customer reads; left out: the account's own. At most 100 characters. */
  readonly title?: string | undefined;
  /** Left out: the gateway sends no notification at all. */
  readonly notifyUrl?: string | undefined;
}

export interface CreateInput extends SaleInput {
  readonly operatorId?: string | undefined;
  /** Left out: the account's own. */
  readonly terminalNo?: string | undefined;
  /** `it_b_pay`, counted from the scan: `1m` to `15d`, or `1c` for until midnight. Left out: the gateway's 3 minutes. */
  readonly payTimeLimit?: string | undefined;
}

export interface PayInput extends CreateInput {
  /** The digits that the customer's wallet shows. */
  readonly barcode: string;
}

export interface WebsiteQrInput extends SaleInput {
  readonly currency: Currency;
  readonly goodsAmountMinor?: number | undefined;
  readonly goodsExtraAmountMinor?: number | undefined;
  readonly returnUrl?: string | undefined;
}

/** One of the two must be there; the gateway's own counts where both are. */
export interface QueryInput {
  readonly orderNo: string | null;
  readonly gatewayOrderNo: string | null;
}

export interface RefundInput {
  readonly orderNo: string;
  /** The merchant's number for this refund; the same again, with the same amount, asks what became of it. */
  readonly refundNo: string;
  /** What goes back; refunds may be partial and repeated up to what was paid. */
  readonly amountMinor: number;
  readonly operatorId?: string | undefined;
  readonly terminalNo?: string | undefined;
}

export interface ChecklistInput {
  /** `YYYY-MM-DD` in GMT+8. */
  readonly day: string;
  readonly content: 'transactions' | 'settlement';
}

/** What belongs to the message rather than to the operation. */
export interface MessageContext {
  readonly account: ScanForPayAccount;
  readonly messageId: string;
  readonly now: Date;
}

export function createRequest(context: MessageContext, input: CreateInput): RequestBuilding {
  return build(context, '/api/offline/create', counterValues(context.account, input), createFields);
}

export function payRequest(context: MessageContext, input: PayInput): RequestBuilding {
  const values = { ...counterValues(context.account, input), barcode: input.barcode };
  return build(context, '/api/offline/pay', values, payFields);
}

export function websiteQrRequest(context: MessageContext, input: WebsiteQrInput): RequestBuilding {
  const values = {
    ...saleValues(context.account, input),
    goodsAmount: input.goodsAmountMinor,
    goodsExtraAmount: input.goodsExtraAmountMinor,
    currency: input.currency,
    returnUrl: input.returnUrl,
  };
  return build(context, '/api/offline/qrcode', values, websiteQrFields);
}

export function queryRequest(context: MessageContext, input: QueryInput): RequestBuilding {
  if (!input.orderNo && !input.gatewayOrderNo) {
    return { ok: false, problems: [{ field: 'partnerOrderNo', rule: 'neither_number_given' }] };
  }
  const values = {
    storeNo: context.account.storeNo,
    partnerOrderNo: input.orderNo ?? undefined,
    orderNo: input.gatewayOrderNo ?? undefined,
  };
  return build(context, '/api/common/payQuery', values, queryFields);
}

export function refundRequest(context: MessageContext, input: RefundInput): RequestBuilding {
  const values = {
    partnerOrderNo: input.orderNo,
    refundNo: input.refundNo,
    orderAmount: input.amountMinor,
    operatorId: input.operatorId,
    terminalNo: input.terminalNo ?? context.account.terminalNo,
  };
  return build(context, '/api/common/refund', values, refundFields);
}

export function checklistRequest(context: MessageContext, input: ChecklistInput): RequestBuilding {
  const values = {
    merchantNo: context.account.partnerNo,
    tradeDate: input.day.replaceAll('-', ''),
    type: input.content === 'transactions' ? 0 : 1,
  };
  return build(context, '/api/common/checklist', values, checklistFields);
}

/** `orderTitle` is a String(100). */
const longestTitle = 100;

/** An order of the till in the gateway's terms; the note, or what was sold, is what the customer reads. */
export function inputOfOrder(account: ScanForPayAccount, order: Order, notifyUrl: string | null): CreateInput {
  return {
    orderNo: order.orderNo,
    wallet: order.wallet,
    amountMinor: order.amountMinor,
    title: orderTitle(order, account.orderTitle, longestTitle),
    operatorId: operatorIdOf(order.operatorName),
    notifyUrl: notifyUrl ?? undefined,
    payTimeLimit: `${account.codeValidMinutes}m`,
  };
}

function saleValues(account: ScanForPayAccount, input: SaleInput) {
  return {
    storeNo: account.storeNo,
    partnerOrderNo: input.orderNo,
    wallet: walletNames[input.wallet],
    orderAmount: input.amountMinor,
    orderTitle: input.title ?? account.orderTitle,
    notifyUrl: input.notifyUrl,
  };
}

function counterValues(account: ScanForPayAccount, input: CreateInput) {
  return {
    ...saleValues(account, input),
    operatorId: input.operatorId,
    terminalNo: input.terminalNo ?? account.terminalNo,
    it_b_pay: input.payTimeLimit,
  };
}

function build<Table extends Parameters<typeof problemsIn>[1]>(
  { account, messageId, now }: MessageContext,
  path: string,
  body: ValuesOf<Table>,
  table: Table,
): RequestBuilding {
  const time = `${toBeijingTime(now).replace(' ', 'T')}+08:00`;
  const header = {
    version: '1.0',
    partnerNo: account.partnerNo,
    reqMsgId: messageId,
    reqTime: time,
    requestTime: account.alsoSendRequestTime ? time : undefined,
    signType: 'SHA256',
  };
  const problems = [...problemsIn(header, headerFields), ...problemsIn(body, table)];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, path, request: { header, body: withoutEmpty(body) } };
}

function withoutEmpty(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));
}
