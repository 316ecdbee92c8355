/**
 * ScanForPay's tables of request fields (seed page; gateways.md 1.2, 1.3): what each may hold, by its own name. Every
 * request is held against its table before a byte leaves.
 */
import { currencies, largestAmountAnywhereMinor } from '../../domain/money.ts';
import { walletNames } from './wire.ts';

export type FieldRule =
  | 'missing'
  /** More characters than the table's `String(n)`. */
  | 'too_long'
  /** A control character, or half of a surrogate pair: it could not come back as it was sent. */
  | 'unprintable'
  /** Not an integer in the currency's smallest unit that is above zero (or zero, where that makes sense) and fits `int`. */
  | 'not_an_amount'
  | 'not_a_wallet'
  | 'not_a_currency'
  /** Not `1m` to `15d` in whole minutes, hours or days, nor `1c`. */
  | 'not_a_time_limit'
  /** Not an absolute `http` or `https` address. */
  | 'not_an_address'
  | 'not_digits'
  /** Not a day that exists, as `yyyyMMdd`. */
  | 'not_a_date'
  | 'not_a_file_type'
  /** payQuery wants `partnerOrderNo` or `orderNo`. */
  | 'neither_number_given';

export interface FieldProblem {
  /** The gateway's own name. */
  readonly field: string;
  readonly rule: FieldRule;
}

type FieldValue = string | number | undefined;

interface Field {
  readonly required: boolean;
  readonly brokenRule: (value: string | number) => FieldRule | null;
}

type FieldTable = Readonly<Record<string, Field>>;

/** Values under the gateway's names; `undefined` and the empty text mean that the field is left out. */
export type ValuesOf<Table extends FieldTable> = Readonly<Record<keyof Table & string, FieldValue>>;

export const headerFields = {
  version: required(text(6)),
  partnerNo: required(text(15)),
  reqMsgId: required(text(32)),
  reqTime: required(text(25)),
  requestTime: optional(text(25)),
  signType: optional(text(10)),
} satisfies FieldTable;

const orderFields = {
  storeNo: required(text(15)),
  partnerOrderNo: required(text(32)),
  wallet: required(oneOf(Object.values(walletNames), 'not_a_wallet')),
  orderAmount: required(amount(1)),
  orderTitle: optional(text(100)),
  notifyUrl: optional(address(200)),
} satisfies FieldTable;

const counterFields = {
  ...orderFields,
  operatorId: optional(text(20)),
  terminalNo: optional(text(20)),
  it_b_pay: optional(timeLimit),
} satisfies FieldTable;

/** `POST /api/offline/create`. */
export const createFields = counterFields;

/** `POST /api/offline/pay`. */
export const payFields = { ...counterFields, barcode: required(digits(20)) } satisfies FieldTable;

/** `POST /api/offline/qrcode`. Its page gives `returnUrl` no length; that of `notifyUrl` is taken. */
export const websiteQrFields = {
  ...orderFields,
  goodsAmount: optional(amount(0)),
  goodsExtraAmount: optional(amount(0)),
  currency: required(oneOf(currencies, 'not_a_currency')),
  returnUrl: optional(address(200)),
} satisfies FieldTable;

/** `POST /api/common/payQuery`. The page's table wants `storeNo`; its sample leaves it out. */
export const queryFields = {
  storeNo: required(text(15)),
  partnerOrderNo: optional(text(32)),
  orderNo: optional(text(32)),
} satisfies FieldTable;

/** `POST /api/common/refund`. */
export const refundFields = {
  partnerOrderNo: required(text(32)),
  refundNo: required(text(32)),
  orderAmount: required(amount(1)),
  operatorId: optional(text(20)),
  terminalNo: optional(text(20)),
} satisfies FieldTable;

/** `POST /api/common/checklist`. */
export const checklistFields = {
  merchantNo: required(text(15)),
  tradeDate: required(tradeDate),
  type: required((value) => (value === 0 || value === 1 ? null : 'not_a_file_type')),
} satisfies FieldTable;

/** One problem for each field that breaks a rule, in the table's order; none when the request may go out. */
export function problemsIn<Table extends FieldTable>(values: ValuesOf<Table>, table: Table): readonly FieldProblem[] {
  return Object.entries(table).flatMap(([field, { required, brokenRule }]) => {
    const value = (values as Readonly<Record<string, FieldValue>>)[field];
    const rule = value === undefined || value === '' ? (required ? 'missing' : null) : brokenRule(value);
    return rule === null ? [] : [{ field, rule }];
  });
}

function required(brokenRule: Field['brokenRule']): Field {
  return { required: true, brokenRule };
}

function optional(brokenRule: Field['brokenRule']): Field {
  return { required: false, brokenRule };
}

function text(maximumLength: number): Field['brokenRule'] {
  return (value) => {
    if (typeof value !== 'string' || /\p{Cc}/u.test(value) || !value.isWellFormed()) return 'unprintable';
    return Array.from(value).length > maximumLength ? 'too_long' : null;
  };
}

function digits(maximumLength: number): Field['brokenRule'] {
  return (value) => (/^\d+$/.test(String(value)) ? text(maximumLength)(value) : 'not_digits');
}

function address(maximumLength: number): Field['brokenRule'] {
  return (value) => {
    const protocol = typeof value === 'string' ? URL.parse(value)?.protocol : undefined;
    return protocol === 'https:' || protocol === 'http:' ? text(maximumLength)(value) : 'not_an_address';
  };
}

function amount(minimum: 0 | 1): Field['brokenRule'] {
  return (value) => {
    const isAmount =
      typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= largestAmountAnywhereMinor;
    return isAmount ? null : 'not_an_amount';
  };
}

function oneOf(words: readonly string[], rule: FieldRule): Field['brokenRule'] {
  return (value) => (words.includes(String(value)) ? null : rule);
}

function timeLimit(value: string | number): FieldRule | null {
  if (value === '1c') return null;
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(String(value)) ?? [];
  const most = { m: 15 * 24 * 60, h: 15 * 24, d: 15 }[unit];
  return most !== undefined && Number(count) <= most ? null : 'not_a_time_limit';
}

function tradeDate(value: string | number): FieldRule | null {
  const iso = String(value).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  const day = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) && iso !== value ? null : 'not_a_date';
}
