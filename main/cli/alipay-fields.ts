/**
 * The rest of precreate's fields from a file, under Alipay's own names and with amounts in yuan as on its pages, so that
 * its samples can be used as they are. What the tables do not allow is told by the builder, not here.
 */
import * as z from 'zod';
import { fromBeijingTime } from '../gateways/beijing-time.ts';
import { royaltyInTypes } from '../gateways/alipay/royalty.ts';
import { productCodes, type PrecreateFields } from '../gateways/alipay/trade-content.ts';
import { UsageError } from './results.ts';

/** `8.88` as 888, digit by digit. */
const yuanSchema = z
  .string()
  .regex(/^\d{1,9}(?:\.\d{1,2})?$/)
  .transform((text) => {
    const [whole = '', fraction = ''] = text.split('.');
    return Number.parseInt(whole + fraction.padEnd(2, '0'), 10);
  });
/** The pages show numbers both as numbers and in quotes. */
const integerSchema = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number),
]);
const text = z.string().optional();

const goodsSchema = z
  .strictObject({
    goods_id: z.string(),
    alipay_goods_id: text,
    goods_name: z.string(),
    quantity: integerSchema,
    price: yuanSchema,
    goods_category: text,
    body: text,
  })
  .transform((item) => ({
    goodsId: item.goods_id,
    alipayGoodsId: item.alipay_goods_id,
    goodsName: item.goods_name,
    quantity: item.quantity,
    priceMinor: item.price,
    goodsCategory: item.goods_category,
    body: item.body,
  }));

const splitSchema = z
  .strictObject({
    serial_no: integerSchema.optional(),
    trans_in_type: z.enum(royaltyInTypes).optional(),
    batch_no: text,
    out_relation_id: text,
    trans_out_type: z.literal('userId').optional(),
    trans_out: text,
    trans_in: z.string(),
    amount: yuanSchema,
    desc: text,
  })
  .transform((split) => ({
    serialNo: split.serial_no,
    transInType: split.trans_in_type,
    batchNo: split.batch_no,
    outRelationId: split.out_relation_id,
    transOutType: split.trans_out_type,
    transOut: split.trans_out,
    transIn: split.trans_in,
    amountMinor: split.amount,
    desc: split.desc,
  }));

const royaltySchema = z
  .strictObject({ royalty_type: z.literal('ROYALTY').optional(), royalty_detail_infos: z.array(splitSchema) })
  .transform(({ royalty_type: royaltyType, royalty_detail_infos: details }) => ({ royaltyType, details }));

/** `yyyy-MM-dd HH:mm:ss` in GMT+8, as everywhere at Alipay. */
const timeSchema = z.string().transform((moment, context) => {
  const utc = fromBeijingTime(moment);
  if (utc !== null) return new Date(utc);
  context.issues.push({ code: 'custom', input: moment });
  return z.NEVER;
});

const fieldsSchema = z.strictObject({
  seller_id: text,
  discountable_amount: yuanSchema.optional(),
  undiscountable_amount: yuanSchema.optional(),
  subject: text,
  body: text,
  goods_detail: z.array(goodsSchema).optional(),
  operator_id: text,
  store_id: text,
  terminal_id: text,
  extend_params: z.strictObject({ sys_service_provider_id: text }).optional(),
  timeout_express: text,
  qr_code_timeout_express: text,
  time_expire: timeSchema.optional(),
  royalty_info: royaltySchema.optional(),
  product_code: z.enum(productCodes).optional(),
});

/** What the file says; members that it leaves out are left to the options and the account. */
export type FileFields = Partial<Omit<PrecreateFields, 'outTradeNo' | 'totalAmountMinor'>>;

/** @throws UsageError that names the members at fault. */
export function readAlipayFields(jsonText: string): FileFields {
  const parsing = fieldsSchema.safeParse(parseJson(jsonText));
  if (!parsing.success) {
    const places = parsing.error.issues.map(({ path, code }) => `${path.join('.') || 'file'}: ${code}`);
    throw new UsageError(`--fields: ${places.join('; ')}`);
  }
  const { data } = parsing;
  const fields = {
    sellerId: data.seller_id,
    discountableAmountMinor: data.discountable_amount,
    undiscountableAmountMinor: data.undiscountable_amount,
    subject: data.subject,
    body: data.body,
    goodsDetail: data.goods_detail,
    operatorId: data.operator_id,
    storeId: data.store_id,
    terminalId: data.terminal_id,
    sysServiceProviderId: data.extend_params?.sys_service_provider_id,
    timeoutExpress: data.timeout_express,
    qrCodeTimeoutExpress: data.qr_code_timeout_express,
    timeExpire: data.time_expire,
    royaltyInfo: data.royalty_info,
    productCode: data.product_code,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function parseJson(jsonText: string): unknown {
  try {
    return JSON.parse(jsonText);
  } catch {
    throw new UsageError('--fields: the file is not JSON.');
  }
}
