/** `biz_content` of alipay.trade.precreate and alipay.trade.pay held against the tables (seed page; gateways.md 2.3). */
import { isTimeLimit, parseGmt8 } from '../common/time.ts';
import {
  type Checks,
  fieldAtFault,
  given,
  isAbsent,
  isAmount,
  isOrderNo,
  listOf,
  objectOf,
  oneOf,
  pattern,
  text,
  toFen,
  type Values,
} from './field-checks.ts';
import { isRoyaltyInfo, royaltySumMinor } from './royalty.ts';

export interface OrderContent {
  readonly outTradeNo: string;
  readonly sellerId: string | null;
  /** In fen. */
  readonly totalAmountMinor: number;
  readonly subject: string;
  readonly operatorId: string | null;
  readonly storeId: string | null;
  readonly terminalId: string | null;
  /** How long the opened trade may be paid, and how long the code can be opened. */
  readonly timeoutExpress: string | null;
  readonly codeTimeoutExpress: string | null;
  readonly timeExpire: Date | null;
  /** What the customer's phone shows, for pay only. */
  readonly authCode: string | null;
}

export type ReadContent =
  { readonly ok: true; readonly content: OrderContent } | { readonly ok: false; readonly field: string };

const timeLimit = (value: unknown): boolean => typeof value === 'string' && value.length <= 6 && isTimeLimit(value);
/** The table says number, its sample shows a text of digits. */
const quantity = (value: unknown): boolean => /^[1-9]\d{0,9}$/.test(String(value));

const required: Checks = { out_trade_no: isOrderNo, subject: text(256) };
const optional: Checks = {
  seller_id: pattern(/^\d{1,28}$/),
  total_amount: isAmount,
  discountable_amount: isAmount,
  undiscountable_amount: isAmount,
  body: text(128),
  goods_detail: listOf(
    objectOf(
      { goods_id: text(32), goods_name: text(256), quantity, price: isAmount },
      { alipay_goods_id: text(32), goods_category: text(24), body: text(1000) },
    ),
  ),
  operator_id: text(28),
  store_id: text(32),
  terminal_id: text(32),
  extend_params: objectOf({}, { sys_service_provider_id: text(64) }),
  timeout_express: timeLimit,
  royalty_info: isRoyaltyInfo,
};
const precreateOnly: Checks = {
  qr_code_timeout_express: timeLimit,
  product_code: oneOf('FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE'),
};
const payOnly: Checks = { product_code: oneOf('FACE_TO_FACE_PAYMENT') };
const barcode: Checks = { scene: oneOf('bar_code'), auth_code: pattern(/^\d{16,24}$/) };

/** Names the first field that is missing or not as the tables say. Members the tables do not know are let pass. */
export function readPrecreateContent(values: Values, now: Date): ReadContent {
  return read(values, required, { ...optional, ...precreateOnly }, now);
}

export function readPayContent(values: Values, now: Date): ReadContent {
  return read(values, { ...required, ...barcode }, { ...optional, ...payOnly }, now);
}

function read(values: Values, mandatory: Checks, others: Checks, now: Date): ReadContent {
  const isToCome = (value: unknown): boolean =>
    typeof value === 'string' && (parseGmt8(value)?.getTime() ?? -Infinity) > now.getTime();
  const field = fieldAtFault(values, mandatory, { ...others, time_expire: isToCome });
  if (field !== null) return { ok: false, field };
  const totalAmountMinor = totalOf(values);
  if (totalAmountMinor === null || totalAmountMinor < 1) return { ok: false, field: 'total_amount' };
  if (royaltySumMinor(values['royalty_info']) > totalAmountMinor) return { ok: false, field: 'royalty_info' };
  return {
    ok: true,
    content: {
      outTradeNo: String(values['out_trade_no']),
      sellerId: given(values, 'seller_id'),
      totalAmountMinor,
      subject: String(values['subject']),
      operatorId: given(values, 'operator_id'),
      storeId: given(values, 'store_id'),
      terminalId: given(values, 'terminal_id'),
      timeoutExpress: given(values, 'timeout_express'),
      codeTimeoutExpress: given(values, 'qr_code_timeout_express'),
      timeExpire: parseGmt8(given(values, 'time_expire') ?? ''),
      authCode: given(values, 'auth_code'),
    },
  };
}

/** total = discountable + undiscountable: two of them settle the third, and three must agree. */
function totalOf(values: Values): number | null {
  const [total, discountable, undiscountable] = ['total_amount', 'discountable_amount', 'undiscountable_amount'].map(
    (name) => (isAbsent(values[name]) ? null : toFen(String(values[name]))),
  );
  const bothParts =
    typeof discountable === 'number' && typeof undiscountable === 'number' ? discountable + undiscountable : null;
  if (typeof total !== 'number') return bothParts;
  if (bothParts !== null) return bothParts === total ? total : null;
  return (discountable ?? undiscountable ?? 0) > total ? null : total;
}
