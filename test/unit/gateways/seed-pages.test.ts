/**
 * The two gateway pages on which this product stands, field by field: what is sent under each name, of which type, how
 * long it may be and whether it must be there. Both the field that holds others and the fields in it are here.
 */
import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { precreateContent, type GoodsItem, type PrecreateFields } from '../../../main/gateways/alipay/trade-content.ts';
import type { RoyaltyDetail } from '../../../main/gateways/alipay/royalty.ts';
import { checkCommonParameters, signRequest } from '../../../main/gateways/alipay/parameters.ts';
import type { AlipayAccount } from '../../../main/gateways/alipay/wire.ts';
import { createRequest, type CreateInput } from '../../../main/gateways/scanforpay/requests.ts';
import type { ScanForPayAccount } from '../../../main/gateways/scanforpay/wire.ts';
import { alipayAccount, now, rsaPair, scanForPayAccount } from './doubles.ts';

interface Built {
  /** What would be sent; `undefined` where something is refused. */
  readonly sent: unknown;
  readonly refused: readonly string[];
}

interface PageField {
  /** As on the page, with its place in what holds it. */
  readonly name: string;
  readonly type: 'string' | 'number';
  /** Characters, or digits of a number. */
  readonly length: number;
  readonly required: boolean;
  /** The longest value that may be sent, and one that is too long; both of the field's own form. */
  readonly longest: string | number;
  readonly tooLong: string | number;
  /** @param value `undefined`: left out. */
  readonly build: (value: never) => Built;
}

function textField(
  name: string,
  length: number,
  required: 'Y' | 'N',
  build: (value: string | undefined) => Built,
  filler = 'x',
): PageField {
  const longest = filler.repeat(length);
  const tooLong = filler.repeat(length + 1);
  return { name, type: 'string', length, required: required === 'Y', longest, tooLong, build };
}

/** Of integers in the smallest unit, written as the page wants them. */
function amountField(
  name: string,
  type: 'string' | 'number',
  length: number,
  required: 'Y' | 'N',
  largest: number,
  build: (value: number | undefined) => Built,
): PageField {
  return { name, type, length, required: required === 'Y', longest: largest, tooLong: largest + 1, build };
}

function valueAt(sent: unknown, name: string): unknown {
  return name
    .replaceAll('[]', '.0')
    .split('.')
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], sent);
}

function holdsTo(fields: readonly PageField[]): void {
  it.each(fields.map((field) => [field.name, field] as const))('%s', (name, { build, ...field }) => {
    const give = build as (value: string | number | undefined) => Built;
    const { sent, refused } = give(field.longest);
    expect(refused).toEqual([]);
    const value = valueAt(sent, name);
    expect(typeof value).toBe(field.type);
    expect(String(value).length).toBe(field.length);
    expect(give(field.tooLong).refused[0], 'longer').toBe(name.replaceAll('[]', '[0]'));
    const without = give(undefined);
    if (field.required) expect(without.refused, 'left out').toEqual([name.replaceAll('[]', '[0]')]);
    else {
      expect(without.refused, 'left out').toEqual([]);
      expect(valueAt(without.sent, name)).toBeUndefined();
    }
  });
}

describe('scanforpay-transaction-qrcode', () => {
  const create = (input: Partial<CreateInput>, account: Partial<ScanForPayAccount> = {}): Built => {
    const context = {
      account: { ...scanForPayAccount, orderTitle: '', terminalNo: '', ...account },
      messageId: 'm',
      now,
    };
    const building = createRequest(context, { orderNo: 'T01_1', wallet: 'alipay', amountMinor: 2000, ...input });
    return building.ok
      ? { sent: (building.request as { readonly body: unknown }).body, refused: [] }
      : { sent: undefined, refused: building.problems.map(({ field }) => field) };
  };

  holdsTo([
    textField('storeNo', 15, 'Y', (storeNo = '') => create({}, { storeNo })),
    textField('partnerOrderNo', 32, 'Y', (orderNo = '') => create({ orderNo })),
    amountField('orderAmount', 'number', 10, 'Y', 2_147_483_647, (amountMinor) =>
      create({ amountMinor: amountMinor as number }),
    ),
    textField('orderTitle', 100, 'N', (title) => create({ title }), '字'),
    textField('operatorId', 20, 'N', (operatorId) => create({ operatorId })),
    textField('terminalNo', 20, 'N', (terminalNo) => create({ terminalNo })),
    textField('notifyUrl', 200, 'N', (rest) =>
      create({ notifyUrl: rest === undefined ? undefined : `https://shop.example.com/${rest.slice(25)}` }),
    ),
  ]);

  it('wallet: one of the two words of the page, within its ten characters', () => {
    expect(create({ wallet: 'alipay' }).sent).toMatchObject({ wallet: 'Alipay' });
    expect(create({ wallet: 'wechat_pay' }).sent).toMatchObject({ wallet: 'Wechat' });
  });

  it('orderAmount: in the smallest unit, 100 for one yuan and 1 for one yen', () => {
    expect(create({ amountMinor: 100 }).sent).toMatchObject({ orderAmount: 100 });
    for (const amountMinor of [0, -1, 1.5, Number.NaN])
      expect(create({ amountMinor }).refused).toEqual(['orderAmount']);
  });

  it('names no member that the page does not have, but for the time limit of the newer one', () => {
    const everything = {
      title: 't',
      operatorId: 'o',
      terminalNo: 't',
      notifyUrl: 'https://a.example',
      payTimeLimit: '5m',
    };
    expect(Object.keys(create(everything).sent as object)).toEqual([
      'storeNo',
      'partnerOrderNo',
      'wallet',
      'orderAmount',
      'orderTitle',
      'notifyUrl',
      'operatorId',
      'terminalNo',
      'it_b_pay',
    ]);
  });
});

describe('alipay-trade-precreate', () => {
  const precreate = (change: Partial<Record<keyof PrecreateFields, unknown>>): Built => {
    const sale = { outTradeNo: 'T01_1', totalAmountMinor: 99_999_999, subject: 'Iphone6 16G' };
    const building = precreateContent({ ...sale, ...change } as PrecreateFields);
    return building.ok
      ? { sent: JSON.parse(JSON.stringify(building.content)), refused: [] }
      : { sent: undefined, refused: building.problems.map(({ field }) => field) };
  };
  const goods = (change: Partial<Record<keyof GoodsItem, unknown>>): Built =>
    precreate({
      goodsDetail: [{ goodsId: 'apple-01', goodsName: 'ipad', quantity: 1, priceMinor: 200_000, ...change }],
    });
  const split = (change: Partial<Record<keyof RoyaltyDetail, unknown>>): Built =>
    precreate({ royaltyInfo: { details: [{ transIn: '2088101126708402', amountMinor: 10, ...change }] } });
  const royalty = (name: string): string => `royalty_info.royalty_detail_infos[].${name}`;

  describe('biz_content', () => {
    holdsTo([
      textField('out_trade_no', 64, 'Y', (outTradeNo) => precreate({ outTradeNo })),
      textField('seller_id', 28, 'N', (sellerId) => precreate({ sellerId }), '2'),
      amountField('total_amount', 'string', 9, 'Y', 99_999_999, (totalAmountMinor) => precreate({ totalAmountMinor })),
      textField('subject', 256, 'Y', (subject) => precreate({ subject }), '字'),
      textField('body', 128, 'N', (body) => precreate({ body }), '字'),
      textField('goods_detail[].goods_id', 32, 'Y', (goodsId) => goods({ goodsId })),
      textField('goods_detail[].alipay_goods_id', 32, 'N', (alipayGoodsId) => goods({ alipayGoodsId })),
      textField('goods_detail[].goods_name', 256, 'Y', (goodsName) => goods({ goodsName }), '字'),
      amountField('goods_detail[].quantity', 'number', 10, 'Y', 9_999_999_999, (quantity) => goods({ quantity })),
      amountField('goods_detail[].price', 'string', 9, 'Y', 99_999_999, (priceMinor) => goods({ priceMinor })),
      textField('goods_detail[].goods_category', 24, 'N', (goodsCategory) => goods({ goodsCategory })),
      textField('goods_detail[].body', 1000, 'N', (body) => goods({ body }), '字'),
      textField('operator_id', 28, 'N', (operatorId) => precreate({ operatorId })),
      textField('store_id', 32, 'N', (storeId) => precreate({ storeId })),
      textField('terminal_id', 32, 'N', (terminalId) => precreate({ terminalId })),
      textField('extend_params.sys_service_provider_id', 64, 'N', (sysServiceProviderId) =>
        precreate({ sysServiceProviderId }),
      ),
      {
        ...textField('timeout_express', 6, 'N', (timeoutExpress) => precreate({ timeoutExpress })),
        longest: '21600m',
        tooLong: '021600m',
      },
      amountField(royalty('serial_no'), 'number', 9, 'N', 999_999_999, (serialNo) => split({ serialNo })),
      textField(royalty('batch_no'), 32, 'N', (batchNo) =>
        split({ batchNo, transInType: 'bankIndex', transIn: '1'.repeat(28) }),
      ),
      textField(royalty('out_relation_id'), 64, 'N', (outRelationId) => split({ outRelationId })),
      {
        ...textField(royalty('trans_out'), 16, 'N', (transOut) => split({ transOut })),
        longest: '2088101126765726',
        tooLong: '20881011267657260',
      },
      textField(royalty('trans_in'), 28, 'Y', (transIn = '') => split({ transIn, transInType: 'storeId' })),
      amountField(royalty('amount'), 'string', 9, 'Y', 99_999_999, (amountMinor) => split({ amountMinor })),
      textField(royalty('desc'), 1000, 'N', (desc) => split({ desc }), '字'),
    ]);

    it('discountable_amount, undiscountable_amount: String(9), with either the total may be left out', () => {
      const parts = { totalAmountMinor: undefined, discountableAmountMinor: 888, undiscountableAmountMinor: 8000 };
      expect(precreate(parts).sent).toMatchObject({
        total_amount: '88.88',
        discountable_amount: '8.88',
        undiscountable_amount: '80.00',
      });
      const whole = { totalAmountMinor: 99_999_999, discountableAmountMinor: 99_999_999 };
      expect(precreate(whole).sent).toMatchObject({ discountable_amount: '999999.99', undiscountable_amount: '0.00' });
      expect(precreate({ totalAmountMinor: undefined, discountableAmountMinor: 1 }).refused).toEqual(['total_amount']);
    });

    it.each(['1m', '15d', '360h', '1c', '90m'])('timeout_express: %s', (timeoutExpress) => {
      expect(precreate({ timeoutExpress }).sent).toMatchObject({ timeout_express: timeoutExpress });
    });

    it.each(['0m', '16d', '1.5h', '2c', '90', 'm'])('timeout_express: not %s', (timeoutExpress) => {
      expect(precreate({ timeoutExpress }).refused).toEqual(['timeout_express']);
    });

    it('goods_detail, extend_params, royalty_info: left out where there is nothing in them', () => {
      expect(Object.keys(precreate({}).sent as object)).toEqual(['out_trade_no', 'total_amount', 'subject']);
      expect(precreate({ goodsDetail: [] }).refused).toEqual(['goods_detail']);
      expect(precreate({ royaltyInfo: { details: [] } }).refused).toEqual(['royalty_info.royalty_detail_infos']);
    });

    it('royalty_info: 2,000 characters with all that is in it; its type and the kinds of account are words of the page', () => {
      const details = (last: number) =>
        [1000, last].map((length, index) => ({
          serialNo: index + 1,
          transIn: '2088101126708402',
          amountMinor: 10,
          desc: 'x'.repeat(length),
        }));
      const of = (last: number): Built => precreate({ royaltyInfo: { details: details(last) } });
      const frame = JSON.stringify(valueAt(of(1).sent, 'royalty_info')).length - 1;
      expect(JSON.stringify(valueAt(of(2000 - frame).sent, 'royalty_info'))).toHaveLength(2000);
      expect(of(2001 - frame).refused).toEqual(['royalty_info']);
      expect(split({ transInType: 'userId', transOutType: 'userId' }).sent).toMatchObject({
        royalty_info: {
          royalty_type: 'ROYALTY',
          royalty_detail_infos: [{ trans_in_type: 'userId', trans_out_type: 'userId', amount: '0.10' }],
        },
      });
      expect(split({ transInType: 'cash' }).refused).toEqual(['royalty_info.royalty_detail_infos[0].trans_in_type']);
    });
  });

  describe('the common parameters', () => {
    const privateKey = createPrivateKey(rsaPair().privateKey);
    const common = (change: Partial<AlipayAccount>): Built => {
      const account = { ...alipayAccount, ...change };
      const checked = checkCommonParameters(account, 'https://shop.example.com/notify');
      if (!checked.ok) return { sent: undefined, refused: checked.problems.map(({ field }) => field) };
      const operation = { method: 'alipay.trade.precreate', bizContent: {} };
      const { url } = signRequest({ account, operation, notifyUrl: null, now }, privateKey);
      return { sent: Object.fromEntries(new URL(url).searchParams), refused: [] };
    };

    holdsTo([
      textField('app_id', 32, 'Y', (appId = '') => common({ appId }), '2'),
      textField('app_auth_token', 40, 'N', (appAuthToken) => common({ appAuthToken })),
    ]);

    it.each(['utf-8', 'GBK', 'GB2312'] as const)('are within their lengths in %s', (charset) => {
      const sent = common({ charset }).sent as Readonly<Record<string, string>>;
      expect(sent).toMatchObject({
        method: 'alipay.trade.precreate',
        charset,
        sign_type: 'RSA2',
        version: '1.0',
        timestamp: '2024-05-01 12:00:00',
      });
      const longest = { method: 128, charset: 10, sign_type: 10, timestamp: 19, version: 3 };
      for (const [name, length] of Object.entries(longest))
        expect(sent[name]?.length, name).toBeLessThanOrEqual(length);
      // The page's 256 are those of a key of 1,536 bits and less; one of 2,048, as RSA2 wants it, makes 344.
      expect(sent['sign']).toHaveLength(344);
    });
  });
});
