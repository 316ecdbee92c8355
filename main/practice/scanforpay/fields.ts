/** ScanForPay's tables of request fields (seed page; gateways.md 1.2, 1.3) and how a request is held against them. */
import { isTimeLimit, readBillPeriod } from '../common/time.ts';

type Field = {
  readonly required: boolean;
  /** Whether a required text may be there but empty. */
  readonly mayBeEmpty?: boolean;
} & (
  | { readonly kind: 'text'; readonly longest: number; readonly form?: (text: string) => boolean }
  | { readonly kind: 'amount' }
  | { readonly kind: 'choice'; readonly choices: readonly number[] }
);

export type FieldTable = Readonly<Record<string, Field>>;

/** 4: a required field is missing or empty. 5: a field is not as the table says. */
export interface FieldFault {
  readonly code: 4 | 5;
  readonly field: string;
}

const largestInt = 2 ** 31 - 1;
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$/;

const required = (longest: number, form?: (text: string) => boolean): Field => ({
  kind: 'text',
  required: true,
  longest,
  ...(form === undefined ? {} : { form }),
});
const optional = (longest: number, form?: (text: string) => boolean): Field => ({
  ...required(longest, form),
  required: false,
});

export const headerFields: FieldTable = {
  version: required(6, (text) => text === '1.0'),
  partnerNo: required(15),
  // A shipping client sends it empty, and the live gateway evidently takes that (gateways.md 1.6).
  reqMsgId: { ...required(32), mayBeEmpty: true },
  reqTime: required(25, (text) => rfc3339.test(text) && !Number.isNaN(Date.parse(text))),
  signType: optional(10, (text) => text === 'SHA256'),
};

export const createFields: FieldTable = {
  storeNo: required(15),
  partnerOrderNo: required(32),
  wallet: required(10, (text) => text === 'Alipay' || text === 'Wechat'),
  orderAmount: { kind: 'amount', required: true },
  orderTitle: optional(100),
  operatorId: optional(20),
  terminalNo: optional(20),
  notifyUrl: optional(200, isHttpUrl),
  it_b_pay: optional(10, isTimeLimit),
};

export const payFields: FieldTable = {
  ...createFields,
  barcode: required(20, (text) => /^\d+$/.test(text)),
};

export const webCodeFields: FieldTable = {
  storeNo: required(15),
  partnerOrderNo: required(32),
  wallet: createFields['wallet'] ?? required(10),
  orderAmount: { kind: 'amount', required: true },
  goodsAmount: { kind: 'amount', required: false },
  goodsExtraAmount: { kind: 'amount', required: false },
  currency: required(10, (text) => /^[A-Z]{3}$/.test(text)),
  orderTitle: optional(100),
  notifyUrl: optional(200, isHttpUrl),
  returnUrl: optional(200, isHttpUrl),
};

export const refundFields: FieldTable = {
  partnerOrderNo: required(32),
  refundNo: required(32),
  orderAmount: { kind: 'amount', required: true },
  operatorId: optional(20),
  terminalNo: optional(20),
};

export const checklistFields: FieldTable = {
  merchantNo: required(15),
  tradeDate: required(8, (text) => readBillPeriod(text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')) !== null),
  type: { kind: 'choice', required: true, choices: [0, 1] },
};

export const queryFields: FieldTable = {
  storeNo: required(15),
  partnerOrderNo: optional(32),
  orderNo: optional(32),
};

/** The first thing wrong with the values, missing ones first; `null` when all is well. Unknown members are ignored. */
export function faultIn(values: Readonly<Record<string, unknown>>, table: FieldTable): FieldFault | null {
  const fields = Object.entries(table);
  const missing = fields.find(([name, field]) => field.required && isMissing(values[name], field));
  if (missing !== undefined) return { code: 4, field: missing[0] };
  const invalid = fields.find(([name, field]) => !isEmpty(values[name]) && !fits(values[name], field));
  return invalid === undefined ? null : { code: 5, field: invalid[0] };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isMissing(value: unknown, field: Field): boolean {
  return isEmpty(value) && !(value === '' && field.mayBeEmpty === true);
}

function fits(value: unknown, field: Field): boolean {
  if (field.kind === 'amount') {
    // `2000.0` is the integer 2000 to every JSON reader; a shipping client sends it so.
    return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= largestInt;
  }
  if (field.kind === 'choice') return field.choices.some((choice) => choice === value);
  return typeof value === 'string' && Array.from(value).length <= field.longest && (field.form?.(value) ?? true);
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
