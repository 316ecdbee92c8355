/**
 * `biz_content` of the two operations that ask for money, every field of their tables (seed page; gateways.md 2.2,
 * 2.3). Pure: what the tables do not allow is told before anything is sent.
 */
import { toBeijingTime } from '../beijing-time.ts';
import {
  ContentCheck,
  yuan,
  type Checked,
  type Content,
  type ContentBuilding,
  type OptionalText,
} from './content-check.ts';
import { royaltyContent, type Royalty } from './royalty.ts';

export const productCodes = ['FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE'] as const;
export type ProductCode = (typeof productCodes)[number];

export interface GoodsItem {
  readonly goodsId: string;
  readonly alipayGoodsId?: OptionalText;
  readonly goodsName: string;
  /** A positive integer of at most ten digits. */
  readonly quantity: number;
  /** Of one, in fen. */
  readonly priceMinor: number;
  readonly goodsCategory?: OptionalText;
  readonly body?: OptionalText;
}

/** What precreate and pay have in common. Amounts in fen; texts that are absent or empty are not sent. */
export interface TradeFields {
  /** `[A-Za-z0-9_]`, at most 64. */
  readonly outTradeNo: string;
  readonly sellerId?: OptionalText;
  /** Total = discountable + undiscountable: the total alone or any two are enough, and three must agree. */
  readonly totalAmountMinor?: number | undefined;
  readonly discountableAmountMinor?: number | undefined;
  readonly undiscountableAmountMinor?: number | undefined;
  readonly subject: string;
  readonly body?: OptionalText;
  readonly goodsDetail?: readonly GoodsItem[] | undefined;
  readonly operatorId?: OptionalText;
  readonly storeId?: OptionalText;
  readonly terminalId?: OptionalText;
  /** `extend_params.sys_service_provider_id` */
  readonly sysServiceProviderId?: OptionalText;
  /** `1m` to `15d`, or `1c` for the end of the day; counted from the scan (2.4). */
  readonly timeoutExpress?: OptionalText;
  /** The moment after which nobody can pay; sent in GMT+8. */
  readonly timeExpire?: Date | undefined;
  readonly royaltyInfo?: Royalty | undefined;
  /** As in the merchant's contract. */
  readonly productCode?: ProductCode | undefined;
}

export interface PrecreateFields extends TradeFields {
  /** As `timeoutExpress`, but counted from precreate. */
  readonly qrCodeTimeoutExpress?: OptionalText;
}

export interface PayFields extends TradeFields {
  /** The digits behind the customer's code: 16 to 24, beginning with 25 to 30. */
  readonly authCode: string;
}

export function precreateContent(fields: PrecreateFields): ContentBuilding {
  const check = new ContentCheck();
  return check.finish({
    ...tradeContent(check, fields),
    qr_code_timeout_express: check.timeLimit('qr_code_timeout_express', fields.qrCodeTimeoutExpress),
  });
}

export function payContent(fields: PayFields): ContentBuilding {
  const check = new ContentCheck();
  return check.finish({
    ...tradeContent(check, fields),
    scene: 'bar_code',
    auth_code: authCode(check, fields.authCode),
  });
}

/** The form of `out_trade_no` and `out_request_no`. */
export const outTradeNoRules = { longest: 64, form: /^[A-Za-z0-9_]+$/ };

function tradeContent(check: ContentCheck, fields: TradeFields): Content {
  const { totalMinor, discountableMinor, undiscountableMinor } = amounts(check, fields);
  const providerId = check.optional('extend_params.sys_service_provider_id', fields.sysServiceProviderId, {
    longest: 64,
  });
  return {
    out_trade_no: check.required('out_trade_no', fields.outTradeNo, outTradeNoRules),
    seller_id: check.optional('seller_id', fields.sellerId, { longest: 28, form: /^\d+$/ }),
    total_amount: yuan(totalMinor),
    discountable_amount: yuan(discountableMinor),
    undiscountable_amount: yuan(undiscountableMinor),
    subject: check.required('subject', fields.subject, { longest: 256 }),
    body: check.optional('body', fields.body, { longest: 128 }),
    goods_detail: goodsContent(check, fields.goodsDetail),
    operator_id: check.optional('operator_id', fields.operatorId, { longest: 28 }),
    store_id: check.optional('store_id', fields.storeId, { longest: 32 }),
    terminal_id: check.optional('terminal_id', fields.terminalId, { longest: 32 }),
    extend_params: typeof providerId !== 'string' ? undefined : { sys_service_provider_id: providerId },
    timeout_express: check.timeLimit('timeout_express', fields.timeoutExpress),
    time_expire: timeExpire(check, fields.timeExpire),
    royalty_info: royaltyContent(check, fields.royaltyInfo, totalMinor),
    product_code: check.oneOf('product_code', fields.productCode, productCodes),
  };
}

interface Amounts {
  readonly totalMinor: Checked<number>;
  readonly discountableMinor?: Checked<number>;
  readonly undiscountableMinor?: Checked<number>;
}

function amounts(check: ContentCheck, fields: TradeFields): Amounts {
  const total = check.fen('total_amount', fields.totalAmountMinor);
  const discountable = check.fen('discountable_amount', fields.discountableAmountMinor, true);
  const undiscountable = check.fen('undiscountable_amount', fields.undiscountableAmountMinor, true);
  // Told already; what would follow from a wrong amount only repeats it.
  if (total === null || discountable === null || undiscountable === null) return { totalMinor: null };
  if (discountable === undefined && undiscountable === undefined) {
    return { totalMinor: total ?? check.refuse('total_amount', 'missing') };
  }
  if (total === undefined) {
    if (discountable === undefined || undiscountable === undefined) {
      return { totalMinor: check.refuse('total_amount', 'amount_unknown') };
    }
    const totalMinor = check.fen('total_amount', discountable + undiscountable);
    return { totalMinor, discountableMinor: discountable, undiscountableMinor: undiscountable };
  }
  const discountableMinor = discountable ?? total - (undiscountable ?? 0);
  const undiscountableMinor = undiscountable ?? total - discountableMinor;
  const agree = discountableMinor + undiscountableMinor === total && discountableMinor >= 0 && undiscountableMinor >= 0;
  if (!agree) check.refuse('total_amount', 'amounts_disagree');
  return { totalMinor: total, discountableMinor, undiscountableMinor };
}

function goodsContent(check: ContentCheck, goods: readonly GoodsItem[] | undefined): Checked<readonly object[]> {
  if (goods === undefined) return undefined;
  if (goods.length === 0) return check.refuse('goods_detail', 'empty_list');
  return goods.map((item, index) => {
    const name = (field: string): string => `goods_detail[${index}].${field}`;
    return {
      goods_id: check.required(name('goods_id'), item.goodsId, { longest: 32 }),
      alipay_goods_id: check.optional(name('alipay_goods_id'), item.alipayGoodsId, { longest: 32 }),
      goods_name: check.required(name('goods_name'), item.goodsName, { longest: 256 }),
      quantity: check.needed(name('quantity'), check.count(name('quantity'), item.quantity, 10)),
      price: yuan(check.needed(name('price'), check.fen(name('price'), item.priceMinor, true))),
      goods_category: check.optional(name('goods_category'), item.goodsCategory, { longest: 24 }),
      body: check.optional(name('body'), item.body, { longest: 1000 }),
    };
  });
}

function timeExpire(check: ContentCheck, moment: Date | undefined): Checked<string> {
  if (moment === undefined) return undefined;
  const text = Number.isNaN(moment.getTime()) ? '' : toBeijingTime(moment);
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? text : check.refuse('time_expire', 'time_malformed');
}

function authCode(check: ContentCheck, code: string): Checked<string> {
  if (/^1[0-5]\d{16}$/.test(code)) return check.refuse('auth_code', 'code_of_wechat');
  return check.required('auth_code', code, { longest: 24, form: /^(?:2[5-9]|30)\d{14,22}$/ });
}
