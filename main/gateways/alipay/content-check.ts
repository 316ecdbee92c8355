/** The checks that every `biz_content` goes through before it is sent, gathered so that all problems are told at once. */
import { largestAmountMinor } from '../../domain/amount-limit.ts';
import { amountProblem, toDecimalString } from '../../domain/money.ts';

/** One rule of the published tables each (seed page; gateways.md 2.3). */
export const contentRules = [
  'missing',
  /** Longer than the table allows, in characters. */
  'too_long',
  /** Other characters than the field may have, or another shape. */
  'malformed',
  /** Not one of the words that the field may hold. */
  'not_supported',
  /** Someone pasted a key into a field that would be sent. */
  'looks_like_a_key',
  'empty_list',
  'not_a_positive_integer',
  'amount_not_an_integer',
  'amount_negative',
  'amount_zero',
  /** More than the nine characters `999999.99`. */
  'amount_over_limit',
  /** One part of the sum alone: neither the total nor the other part can be known. */
  'amount_unknown',
  /** The total is not the sum of its parts, or a part is more than the total. */
  'amounts_disagree',
  /** Not `1m` to `15d` in whole minutes, hours or days, nor `1c`. */
  'time_limit_malformed',
  'time_limit_out_of_range',
  'time_malformed',
  /** Not the 16 digits beginning with 2088. */
  'not_a_user_id',
  /** Not the 28 digits of a bank index. */
  'not_a_bank_index',
  'batch_no_without_bank_index',
  'more_than_one_bank_index',
  /** Two details with one number. */
  'repeated',
  'royalty_over_total',
  /** `royalty_detail_infos` is more than 2,500 characters of JSON, or `royalty_info` more than 2,000. */
  'royalty_too_long',
  /** A payment code of WeChat, where one of Alipay is wanted. */
  'code_of_wechat',
  /** Neither our number nor Alipay's names the trade. */
  'trade_unnamed',
] as const;
export type ContentRule = (typeof contentRules)[number];

export interface ContentProblem {
  /** The gateway's own name, with its place in a list: `goods_detail[0].price`. */
  readonly field: string;
  readonly rule: ContentRule;
}

export type ContentValue = string | number | readonly object[] | object | undefined | null;
export type Content = Readonly<Record<string, ContentValue>>;

export type ContentBuilding =
  | { readonly ok: true; readonly content: Content }
  | { readonly ok: false; readonly problems: readonly ContentProblem[] };

/** An absent text and an empty one are the same: neither is sent. */
export type OptionalText = string | undefined;
export type Checked<Value> = Value | undefined | null;

export interface TextRules {
  readonly longest: number;
  readonly form?: RegExp;
}

/**
 * Collects the problems of one content. Every method returns the value as it goes on the wire: `undefined` where there
 * is none, `null` where it was refused; with anything refused nothing is sent.
 */
export class ContentCheck {
  readonly #problems: ContentProblem[] = [];

  refuse(field: string, rule: ContentRule): null {
    this.#problems.push({ field, rule });
    return null;
  }

  optional(field: string, value: OptionalText, { longest, form }: TextRules): Checked<string> {
    if (value === undefined || value === '') return undefined;
    if (Array.from(value).length > longest) return this.refuse(field, 'too_long');
    if (form !== undefined && !form.test(value)) return this.refuse(field, 'malformed');
    if (/-----BEGIN|MII[A-Za-z0-9+/]{61}/.test(value)) return this.refuse(field, 'looks_like_a_key');
    return value;
  }

  required(field: string, value: OptionalText, rules: TextRules): Checked<string> {
    return value === undefined || value === '' ? this.refuse(field, 'missing') : this.optional(field, value, rules);
  }

  /** Whatever the other methods made of it, it must be there. */
  needed<Value>(field: string, value: Checked<Value>): Checked<Value> {
    return value === undefined ? this.refuse(field, 'missing') : value;
  }

  oneOf<Word extends string>(field: string, value: Word | undefined, words: readonly Word[]): Checked<Word> {
    return value === undefined || words.includes(value) ? value : this.refuse(field, 'not_supported');
  }

  /** A positive integer of at most so many digits. */
  count(field: string, value: number | undefined, digits: number): Checked<number> {
    if (value === undefined) return undefined;
    if (!Number.isSafeInteger(value) || value < 1) return this.refuse(field, 'not_a_positive_integer');
    return String(value).length > digits ? this.refuse(field, 'too_long') : value;
  }

  /** Fen, checked; use `yuan` to write them. `mayBeZero` where a part or a price may be nothing. */
  fen(field: string, amountMinor: number | undefined, mayBeZero = false): Checked<number> {
    if (amountMinor === undefined) return undefined;
    const problem = amountProblem(amountMinor, largestAmountMinor('alipay', 'CNY'));
    switch (problem) {
      case null:
        return amountMinor;
      case 'zero':
        return mayBeZero ? 0 : this.refuse(field, 'amount_zero');
      case 'negative':
        return this.refuse(field, 'amount_negative');
      case 'over_limit':
        return this.refuse(field, 'amount_over_limit');
      default:
        return this.refuse(field, 'amount_not_an_integer');
    }
  }

  timeLimit(field: string, value: OptionalText): Checked<string> {
    if (value === undefined || value === '') return undefined;
    if (value.length > 6) return this.refuse(field, 'too_long');
    const [, count = '', unit = ''] = /^([1-9]\d*|0)([mhdc])$/.exec(value) ?? [];
    const minutes = Number.parseInt(count, 10) * (minutesOf.get(unit) ?? Number.NaN);
    if (unit === '' || (unit === 'c' && count !== '1')) return this.refuse(field, 'time_limit_malformed');
    return minutes >= 1 && minutes <= 15 * minutesOfDay ? value : this.refuse(field, 'time_limit_out_of_range');
  }

  finish(content: Content): ContentBuilding {
    return this.#problems.length === 0 ? { ok: true, content } : { ok: false, problems: this.#problems };
  }
}

const minutesOfDay = 24 * 60;
const minutesOf: ReadonlyMap<string, number> = new Map([
  ['m', 1],
  ['h', 60],
  ['d', minutesOfDay],
  // «End of this day» is within a day.
  ['c', 1],
]);

/** Always two decimals, whole integers all the way: 8888 fen are `88.88`. */
export function yuan(amountMinor: Checked<number>): Checked<string> {
  return amountMinor === undefined || amountMinor === null ? amountMinor : toDecimalString(amountMinor, 'CNY');
}
