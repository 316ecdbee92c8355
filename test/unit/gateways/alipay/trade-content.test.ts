import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContentBuilding, ContentProblem } from '../../../../main/gateways/alipay/content-check.ts';
import type { RoyaltyDetail } from '../../../../main/gateways/alipay/royalty.ts';
import {
  payContent,
  precreateContent,
  type GoodsItem,
  type PayFields,
  type PrecreateFields,
} from '../../../../main/gateways/alipay/trade-content.ts';

const least: PrecreateFields = { outTradeNo: 'T01_1', totalAmountMinor: 8888, subject: 'ipad' };
const item: GoodsItem = { goodsId: 'apple-01', goodsName: 'ipad', quantity: 1, priceMinor: 200_000 };
const detail: RoyaltyDetail = { serialNo: 1, transIn: '2088101126708402', amountMinor: 10 };

function written(building: ContentBuilding): unknown {
  if (!building.ok) throw new Error(JSON.stringify(building.problems));
  return JSON.parse(JSON.stringify(building.content));
}

function problemsOf(building: ContentBuilding): readonly ContentProblem[] {
  return building.ok ? [] : building.problems;
}

const precreate = (change: Partial<PrecreateFields>) => precreateContent({ ...least, ...change });
const goods = (change: Partial<GoodsItem>) => precreate({ goodsDetail: [{ ...item, ...change }] });
const royalty = (...details: Partial<RoyaltyDetail>[]) =>
  precreate({ royaltyInfo: { details: details.map((change) => ({ ...detail, ...change })) } });

describe('the content of precreate', () => {
  it('carries every field of the published tables, under its name', () => {
    const building = precreateContent({
      outTradeNo: 'T01_20240501_7F3K',
      sellerId: '2088102146225135',
      totalAmountMinor: 8888,
      discountableAmountMinor: 888,
      undiscountableAmountMinor: 8000,
      subject: '当面付二维码支付',
      body: 'Iphone6 16G',
      goodsDetail: [{ ...item, alipayGoodsId: '20010001', goodsCategory: '34543238', body: 'discounted phone' }],
      operatorId: 'Yx_001',
      storeId: 'NJ_001',
      terminalId: 'NJ_T_001',
      sysServiceProviderId: '2088511833207846',
      timeoutExpress: '90m',
      qrCodeTimeoutExpress: '5m',
      timeExpire: new Date('2024-05-01T16:00:00Z'),
      productCode: 'QR_CODE_OFFLINE',
      royaltyInfo: {
        royaltyType: 'ROYALTY',
        details: [
          {
            serialNo: 1,
            transInType: 'bankIndex',
            batchNo: '123',
            outRelationId: '20131124001',
            transOutType: 'userId',
            transOut: '2088101126765726',
            transIn: '1234567890123456789012345678',
            amountMinor: 10,
            desc: '分账测试1',
          },
        ],
      },
    });
    expect(written(building)).toEqual({
      out_trade_no: 'T01_20240501_7F3K',
      seller_id: '2088102146225135',
      total_amount: '88.88',
      discountable_amount: '8.88',
      undiscountable_amount: '80.00',
      subject: '当面付二维码支付',
      body: 'Iphone6 16G',
      goods_detail: [
        {
          goods_id: 'apple-01',
          alipay_goods_id: '20010001',
          goods_name: 'ipad',
          quantity: 1,
          price: '2000.00',
          goods_category: '34543238',
          body: 'discounted phone',
        },
      ],
      operator_id: 'Yx_001',
      store_id: 'NJ_001',
      terminal_id: 'NJ_T_001',
      extend_params: { sys_service_provider_id: '2088511833207846' },
      timeout_express: '90m',
      qr_code_timeout_express: '5m',
      time_expire: '2024-05-02 00:00:00',
      product_code: 'QR_CODE_OFFLINE',
      royalty_info: {
        royalty_type: 'ROYALTY',
        royalty_detail_infos: [
          {
            serial_no: 1,
            trans_in_type: 'bankIndex',
            batch_no: '123',
            out_relation_id: '20131124001',
            trans_out_type: 'userId',
            trans_out: '2088101126765726',
            trans_in: '1234567890123456789012345678',
            amount: '0.10',
            desc: '分账测试1',
          },
        ],
      },
    });
  });

  it('leaves out what is absent or empty', () => {
    const empty = { sellerId: '', body: '', operatorId: '', timeoutExpress: '', sysServiceProviderId: '' };
    expect(written(precreate(empty))).toEqual({ out_trade_no: 'T01_1', total_amount: '88.88', subject: 'ipad' });
  });

  it('takes each text at its full length, counted in characters, and no longer', () => {
    const lengths: readonly [keyof PrecreateFields, string, number][] = [
      ['outTradeNo', 'out_trade_no', 64],
      ['sellerId', 'seller_id', 28],
      ['subject', 'subject', 256],
      ['body', 'body', 128],
      ['operatorId', 'operator_id', 28],
      ['storeId', 'store_id', 32],
      ['terminalId', 'terminal_id', 32],
      ['sysServiceProviderId', 'extend_params.sys_service_provider_id', 64],
    ];
    for (const [name, field, longest] of lengths) {
      const character = name === 'subject' || name === 'body' ? '😀' : '1';
      expect(problemsOf(precreate({ [name]: character.repeat(longest) }))).toEqual([]);
      expect(problemsOf(precreate({ [name]: character.repeat(longest + 1) }))).toEqual([{ field, rule: 'too_long' }]);
    }
  });

  it('takes each text of an item and of a split at its full length and no longer', () => {
    const lengths: readonly [string, (text: string) => ContentBuilding, number][] = [
      ['goods_detail[0].goods_id', (text) => goods({ goodsId: text }), 32],
      ['goods_detail[0].alipay_goods_id', (text) => goods({ alipayGoodsId: text }), 32],
      ['goods_detail[0].goods_name', (text) => goods({ goodsName: text }), 256],
      ['goods_detail[0].goods_category', (text) => goods({ goodsCategory: text }), 24],
      ['goods_detail[0].body', (text) => goods({ body: text }), 1000],
      [
        'royalty_info.royalty_detail_infos[0].batch_no',
        (text) => royalty({ transInType: 'bankIndex', transIn: '1'.repeat(28), batchNo: text }),
        32,
      ],
      ['royalty_info.royalty_detail_infos[0].out_relation_id', (text) => royalty({ outRelationId: text }), 64],
      ['royalty_info.royalty_detail_infos[0].desc', (text) => royalty({ desc: text }), 1000],
      [
        'royalty_info.royalty_detail_infos[0].trans_in',
        (text) => royalty({ transInType: 'storeId', transIn: text }),
        28,
      ],
    ];
    for (const [field, build, longest] of lengths) {
      expect([field, problemsOf(build('字'.repeat(longest)))]).toEqual([field, []]);
      expect(problemsOf(build('字'.repeat(longest + 1)))).toEqual([{ field, rule: 'too_long' }]);
    }
  });

  it.each<[string, Partial<PrecreateFields>, ContentProblem]>([
    ['no number', { outTradeNo: '' }, { field: 'out_trade_no', rule: 'missing' }],
    ['a number with a dash', { outTradeNo: 'T-1' }, { field: 'out_trade_no', rule: 'malformed' }],
    ['a seller by name', { sellerId: 'shop@example.com' }, { field: 'seller_id', rule: 'malformed' }],
    ['no subject', { subject: '' }, { field: 'subject', rule: 'missing' }],
    ['no goods in the list', { goodsDetail: [] }, { field: 'goods_detail', rule: 'empty_list' }],
    ['another product', { productCode: 'X' as never }, { field: 'product_code', rule: 'not_supported' }],
    ['no moment', { timeExpire: new Date(Number.NaN) }, { field: 'time_expire', rule: 'time_malformed' }],
    [
      'a key',
      { body: `MIICdgIBADANBgkqhkiG9w0BAQEFAAOCAQ8A${'A'.repeat(60)}` },
      { field: 'body', rule: 'looks_like_a_key' },
    ],
    ['an armoured key', { subject: '-----BEGIN PRIVATE KEY-----' }, { field: 'subject', rule: 'looks_like_a_key' }],
  ])('is refused with %s', (_what, change, problem) => {
    expect(problemsOf(precreate(change))).toEqual([problem]);
  });

  it('tells all problems at once', () => {
    expect(
      problemsOf(precreate({ outTradeNo: '', subject: '', totalAmountMinor: -1 })).map(({ rule }) => rule),
    ).toEqual(['amount_negative', 'missing', 'missing']);
  });
});

describe('total, discountable and undiscountable amount', () => {
  const amounts = (total?: number, discountable?: number, undiscountable?: number) =>
    precreate({
      totalAmountMinor: total,
      discountableAmountMinor: discountable,
      undiscountableAmountMinor: undiscountable,
    });

  it('follow from any two of them, to the cent', () => {
    const fen = fc.integer({ min: 0, max: 49_999_999 });
    fc.assert(
      fc.property(fen, fc.integer({ min: 1, max: 49_999_999 }), (discountable, undiscountable) => {
        const total = discountable + undiscountable;
        const all = written(amounts(total, discountable, undiscountable));
        expect(written(amounts(total, discountable))).toEqual(all);
        expect(written(amounts(total, undefined, undiscountable))).toEqual(all);
        expect(written(amounts(undefined, discountable, undiscountable))).toEqual(all);
        expect(all).toMatchObject({ total_amount: (total / 100).toFixed(2) });
      }),
    );
  });

  it.each([
    ['a triple that is a cent off', [8888, 888, 8001], 'total_amount', 'amounts_disagree'],
    ['a part over the total', [100, 101], 'total_amount', 'amounts_disagree'],
    ['the other part over the total', [100, undefined, 101], 'total_amount', 'amounts_disagree'],
    ['one part alone', [undefined, 100], 'total_amount', 'amount_unknown'],
    ['the other part alone', [undefined, undefined, 100], 'total_amount', 'amount_unknown'],
    ['nothing', [], 'total_amount', 'missing'],
    ['two parts of nothing', [undefined, 0, 0], 'total_amount', 'amount_zero'],
    ['zero', [0], 'total_amount', 'amount_zero'],
    ['less than zero', [-1], 'total_amount', 'amount_negative'],
    ['half a cent', [0.5], 'total_amount', 'amount_not_an_integer'],
    ['no number', [Number.NaN], 'total_amount', 'amount_not_an_integer'],
    ['more than nine characters', [100_000_000], 'total_amount', 'amount_over_limit'],
    ['parts of more than nine characters', [undefined, 99_999_999, 1], 'total_amount', 'amount_over_limit'],
    ['a part below zero', [100, -1], 'discountable_amount', 'amount_negative'],
    ['the other part below zero', [100, undefined, -1], 'undiscountable_amount', 'amount_negative'],
  ] as const)('are refused: %s', (_what, [total, discountable, undiscountable], field, rule) => {
    expect(problemsOf(amounts(total, discountable, undiscountable))).toEqual([{ field, rule }]);
  });
});

describe('a time limit', () => {
  it.each(['1m', '90m', '21600m', '1h', '360h', '1d', '15d', '1c'])('may be %s', (limit) => {
    expect(written(precreate({ timeoutExpress: limit, qrCodeTimeoutExpress: limit }))).toMatchObject({
      timeout_express: limit,
      qr_code_timeout_express: limit,
    });
  });

  it.each([
    ['1.5h', 'time_limit_malformed'],
    ['90', 'time_limit_malformed'],
    ['m', 'time_limit_malformed'],
    ['90M', 'time_limit_malformed'],
    ['-1m', 'time_limit_malformed'],
    ['01m', 'time_limit_malformed'],
    ['2c', 'time_limit_malformed'],
    ['0c', 'time_limit_malformed'],
    [' 5m', 'time_limit_malformed'],
    ['0m', 'time_limit_out_of_range'],
    ['21601m', 'time_limit_out_of_range'],
    ['361h', 'time_limit_out_of_range'],
    ['16d', 'time_limit_out_of_range'],
    ['100000m', 'too_long'],
  ] as const)('may not be %s: %s', (limit, rule) => {
    expect(problemsOf(precreate({ timeoutExpress: limit }))).toEqual([{ field: 'timeout_express', rule }]);
    expect(problemsOf(precreate({ qrCodeTimeoutExpress: limit }))).toEqual([
      { field: 'qr_code_timeout_express', rule },
    ]);
  });
});

describe('an item of the goods', () => {
  it('may cost nothing', () => {
    expect(written(goods({ priceMinor: 0 }))).toMatchObject({ goods_detail: [{ price: '0.00' }] });
  });

  it.each<[string, Partial<GoodsItem>, string, string]>([
    ['without a number', { goodsId: '' }, 'goods_id', 'missing'],
    ['without a name', { goodsName: '' }, 'goods_name', 'missing'],
    ['none of it', { quantity: 0 }, 'quantity', 'not_a_positive_integer'],
    ['half of it', { quantity: 0.5 }, 'quantity', 'not_a_positive_integer'],
    ['more than ten digits of it', { quantity: 10_000_000_000 }, 'quantity', 'too_long'],
    ['at less than nothing', { priceMinor: -1 }, 'price', 'amount_negative'],
    ['at more than nine characters', { priceMinor: 100_000_000 }, 'price', 'amount_over_limit'],
  ])('is refused: %s', (_what, change, field, rule) => {
    expect(problemsOf(goods(change))).toEqual([{ field: `goods_detail[0].${field}`, rule }]);
  });
});

describe('the splits of a payment', () => {
  const list = 'royalty_info.royalty_detail_infos';
  const bank = { transInType: 'bankIndex', transIn: '1'.repeat(28) } as const;

  it('name their kind even where it is not given', () => {
    expect(written(royalty({ serialNo: undefined }))).toMatchObject({
      royalty_info: {
        royalty_type: 'ROYALTY',
        royalty_detail_infos: [{ trans_in: '2088101126708402', amount: '0.10' }],
      },
    });
  });

  it('may come to the whole sum and not to a cent more', () => {
    expect(problemsOf(royalty({ amountMinor: 8887 }, { serialNo: 2, amountMinor: 1 }))).toEqual([]);
    expect(problemsOf(royalty({ amountMinor: 8887 }, { serialNo: 2, amountMinor: 2 }))).toEqual([
      { field: list, rule: 'royalty_over_total' },
    ]);
  });

  it('are held against a total that follows from its parts', () => {
    const building = precreateContent({
      ...least,
      totalAmountMinor: undefined,
      discountableAmountMinor: 5,
      undiscountableAmountMinor: 4,
      royaltyInfo: { details: [detail] },
    });
    expect(problemsOf(building)).toEqual([{ field: list, rule: 'royalty_over_total' }]);
  });

  it('may fill 2,000 characters with their frame and no more, and their list never more than 2,500', () => {
    const lengthOf = (building: ContentBuilding): number =>
      JSON.stringify((written(building) as Record<string, unknown>)['royalty_info']).length;
    const two = (last: number) => royalty({ desc: 'x'.repeat(1000) }, { serialNo: 2, desc: 'x'.repeat(last) });
    const room = 2000 - lengthOf(two(1)) + 1;
    expect(lengthOf(two(room))).toBe(2000);
    expect(problemsOf(two(room + 1))).toEqual([{ field: 'royalty_info', rule: 'royalty_too_long' }]);
    const three = royalty(
      { desc: 'x'.repeat(1000) },
      { serialNo: 2, desc: 'x'.repeat(1000) },
      { serialNo: 3, desc: 'x'.repeat(400) },
    );
    expect(problemsOf(three)).toEqual([
      { field: list, rule: 'royalty_too_long' },
      { field: 'royalty_info', rule: 'royalty_too_long' },
    ]);
  });

  it.each<[string, Partial<RoyaltyDetail>[], string, string]>([
    ['none at all', [], '', 'empty_list'],
    ['number zero', [{ serialNo: 0 }], '[0].serial_no', 'not_a_positive_integer'],
    ['a number below zero', [{ serialNo: -1 }], '[0].serial_no', 'not_a_positive_integer'],
    ['a number of ten digits', [{ serialNo: 1_000_000_000 }], '[0].serial_no', 'too_long'],
    ['one number twice', [{}, {}], '[1].serial_no', 'repeated'],
    [
      'one relation twice',
      [{ outRelationId: 'a' }, { serialNo: 2, outRelationId: 'a' }],
      '[1].out_relation_id',
      'repeated',
    ],
    ['a batch without a kind', [{ batchNo: '1' }], '[0].batch_no', 'batch_no_without_bank_index'],
    ['a batch for a user', [{ transInType: 'userId', batchNo: '1' }], '[0].batch_no', 'batch_no_without_bank_index'],
    [
      'a batch for a store',
      [{ transInType: 'storeId', transIn: 's1', batchNo: '1' }],
      '[0].batch_no',
      'batch_no_without_bank_index',
    ],
    ['two banks', [bank, { ...bank, serialNo: 2, transIn: '2'.repeat(28) }], '', 'more_than_one_bank_index'],
    ['a bank of 27 digits', [{ ...bank, transIn: '1'.repeat(27) }], '[0].trans_in', 'not_a_bank_index'],
    ['another kind', [{ transInType: 'loginId' as never }], '[0].trans_in_type', 'not_supported'],
    ['another payer', [{ transOutType: 'storeId' as never }], '[0].trans_out_type', 'not_supported'],
    ['a payer who is no user', [{ transOut: '2099101126708402' }], '[0].trans_out', 'not_a_user_id'],
    ['a receiver who is no user', [{ transIn: '208810112670840' }], '[0].trans_in', 'not_a_user_id'],
    ['no receiver', [{ transIn: '' }], '[0].trans_in', 'missing'],
    ['nothing', [{ amountMinor: 0 }], '[0].amount', 'amount_zero'],
  ])('are refused: %s', (_what, details, place, rule) => {
    expect(problemsOf(royalty(...details))).toEqual([{ field: `${list}${place}`, rule }]);
  });

  it('are of one kind only', () => {
    const royaltyInfo = { royaltyType: 'OTHER' as never, details: [detail] };
    expect(problemsOf(precreate({ royaltyInfo }))).toEqual([
      { field: 'royalty_info.royalty_type', rule: 'not_supported' },
    ]);
  });
});

describe('the content of pay', () => {
  const pay = (change: Partial<PayFields>) => payContent({ ...least, authCode: '2800000000000000', ...change });

  it('carries the customer\u2019s code beside the fields of precreate', () => {
    expect(written(pay({ storeId: 'NJ_001' }))).toEqual({
      out_trade_no: 'T01_1',
      total_amount: '88.88',
      subject: 'ipad',
      store_id: 'NJ_001',
      scene: 'bar_code',
      auth_code: '2800000000000000',
    });
  });

  it.each(['25', '26', '27', '28', '29', '30'])('takes codes that begin with %s, of 16 to 24 digits', (prefix) => {
    expect(pay({ authCode: prefix.padEnd(16, '0') }).ok).toBe(true);
    expect(pay({ authCode: prefix.padEnd(24, '0') }).ok).toBe(true);
    expect(pay({ authCode: prefix.padEnd(15, '0') }).ok).toBe(false);
    expect(pay({ authCode: prefix.padEnd(25, '0') }).ok).toBe(false);
  });

  it.each([
    ['', 'missing'],
    ['2400000000000000', 'malformed'],
    ['3100000000000000', 'malformed'],
    ['28000000000000x0', 'malformed'],
    ['100000000000000000', 'code_of_wechat'],
    ['150000000000000000', 'code_of_wechat'],
  ] as const)('does not take %s: %s', (authCode, rule) => {
    expect(problemsOf(pay({ authCode }))).toEqual([{ field: 'auth_code', rule }]);
  });
});
