/** `biz_content` of alipay.trade.precreate held against the published tables (seed page; gateways.md 2.3). */
import { isTimeLimit, parseGmt8 } from '../time.ts';

export type Values = Readonly<Record<string, unknown>>;

export interface PrecreateContent {
  readonly outTradeNo: string;
  readonly sellerId: string | null;
  /** In fen. */
  readonly totalAmountMinor: number;
  readonly subject: string;
  readonly storeId: string | null;
  readonly terminalId: string | null;
  /** How long the opened trade may be paid, and how long the code can be opened. */
  readonly timeoutExpress: string | null;
  readonly codeTimeoutExpress: string | null;
  readonly timeExpire: Date | null;
}

export type ReadContent =
  { readonly ok: true; readonly content: PrecreateContent } | { readonly ok: false; readonly field: string };

type Check = (value: unknown) => boolean;

const text =
  (longest: number): Check =>
  (value) =>
    typeof value === 'string' && Array.from(value).length <= longest;
const pattern =
  (form: RegExp): Check =>
  (value) =>
    typeof value === 'string' && form.test(value);
const amountForm = /^\d{1,9}(?:\.\d{2})?$/;
const amount: Check = (value) => typeof value === 'string' && value.length <= 9 && amountForm.test(value);
const timeLimit: Check = (value) => typeof value === 'string' && value.length <= 6 && isTimeLimit(value);
const userId = /^2088\d{12}$/;

const fields: Readonly<Record<string, Check>> = {
  out_trade_no: isOrderNo,
  seller_id: pattern(/^\d{1,28}$/),
  total_amount: amount,
  discountable_amount: amount,
  undiscountable_amount: amount,
  subject: text(256),
  body: text(128),
  goods_detail: listOf(isGoodsItem),
  operator_id: text(28),
  store_id: text(32),
  terminal_id: text(32),
  extend_params: (value) => isValues(value) && optionalFields(value, { sys_service_provider_id: text(64) }),
  timeout_express: timeLimit,
  qr_code_timeout_express: timeLimit,
  time_expire: (value) => typeof value === 'string' && parseGmt8(value) !== null,
  royalty_info: isRoyaltyInfo,
  product_code: (value) => value === 'FACE_TO_FACE_PAYMENT' || value === 'QR_CODE_OFFLINE',
};

/** Letters, digits and underscores, at most 64. */
export function isOrderNo(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_]{1,64}$/.test(value);
}

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names the first field that is missing or not as the tables say. Members the tables do not know are let pass. */
export function readPrecreateContent(values: Values): ReadContent {
  const missing = ['out_trade_no', 'subject'].find((name) => isAbsent(values[name]));
  if (missing !== undefined) return { ok: false, field: missing };
  const invalid = Object.entries(fields).find(([name, check]) => !isAbsent(values[name]) && !check(values[name]));
  if (invalid !== undefined) return { ok: false, field: invalid[0] };
  const totalAmountMinor = totalOf(values);
  if (totalAmountMinor === null || totalAmountMinor < 1) return { ok: false, field: 'total_amount' };
  const given = (name: string): string | null => (isAbsent(values[name]) ? null : String(values[name]));
  return {
    ok: true,
    content: {
      outTradeNo: String(values['out_trade_no']),
      sellerId: given('seller_id'),
      totalAmountMinor,
      subject: String(values['subject']),
      storeId: given('store_id'),
      terminalId: given('terminal_id'),
      timeoutExpress: given('timeout_express'),
      codeTimeoutExpress: given('qr_code_timeout_express'),
      timeExpire: parseGmt8(given('time_expire') ?? ''),
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

/** `88.88` and `88` to fen, by digits only. */
function toFen(decimal: string): number {
  const [whole = '', fraction = ''] = decimal.split('.');
  return Number.parseInt(`${whole}${fraction.padEnd(2, '0')}`, 10);
}

function isGoodsItem(value: unknown): boolean {
  if (!isValues(value)) return false;
  const required = { goods_id: text(32), goods_name: text(256), quantity: isQuantity, price: amount };
  const optional = { alipay_goods_id: text(32), goods_category: text(24), body: text(1000) };
  return requiredFields(value, required) && optionalFields(value, optional);
}

/** The table says number, the sample a text of digits. */
function isQuantity(value: unknown): boolean {
  return /^[1-9]\d{0,9}$/.test(String(value));
}

/** The two royalty tables disagree on what is mandatory; only what both demand is demanded (gateways.md 2.3). */
function isRoyaltyInfo(value: unknown): boolean {
  return (
    isValues(value) &&
    optionalFields(value, { royalty_type: (type) => type === 'ROYALTY' }) &&
    requiredFields(value, { royalty_detail_infos: listOf(isRoyaltyDetail) })
  );
}

function isRoyaltyDetail(value: unknown): boolean {
  if (!isValues(value)) return false;
  const optional = {
    serial_no: isQuantity,
    trans_in_type: pattern(/^(?:userId|bankIndex|storeId)$/),
    batch_no: text(32),
    out_relation_id: text(64),
    trans_out_type: pattern(/^userId$/),
    trans_out: pattern(userId),
    desc: text(1000),
  };
  const batchFits = isAbsent(value['batch_no']) || value['trans_in_type'] === 'bankIndex';
  return (
    batchFits &&
    requiredFields(value, { trans_in: text(28), amount: isRoyaltyAmount }) &&
    optionalFields(value, optional)
  );
}

function isRoyaltyAmount(value: unknown): boolean {
  return /^\d{1,6}(?:\.\d{1,2})?$/.test(String(value));
}

function listOf(isItem: Check): Check {
  return (value) => Array.isArray(value) && value.length > 0 && value.every(isItem);
}

function requiredFields(values: Values, checks: Readonly<Record<string, Check>>): boolean {
  return Object.entries(checks).every(([name, check]) => !isAbsent(values[name]) && check(values[name]));
}

function optionalFields(values: Values, checks: Readonly<Record<string, Check>>): boolean {
  return Object.entries(checks).every(([name, check]) => isAbsent(values[name]) || check(values[name]));
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
