/** Every operation in every mode against the practice platform, which shares no code with the client. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAlipayGateway } from '../../../main/gateways/alipay/alipay-gateway.ts';
import { createAlipayOperations } from '../../../main/gateways/alipay/operations.ts';
import { meaningOf } from '../../../main/gateways/alipay/result-codes.ts';
import type { PrecreateFields } from '../../../main/gateways/alipay/trade-content.ts';
import type { AlipayAccount } from '../../../main/gateways/alipay/wire.ts';
import { createHttpTransport } from '../../../main/gateways/http-transport.ts';
import { withAlipayExtras } from '../../../main/practice/common/credentials.ts';
import { alipayAccount, keyStore } from '../../unit/gateways/doubles.ts';
import { phone, platformKeys, scanAndPay, start, startEar, tillKeys, untilTold } from '../practice/support.ts';

const both = await withAlipayExtras({ platform: platformKeys, till: tillKeys });
const { certificates, contentKey = '' } = both.till.alipay;

type Mode = Pick<AlipayAccount, 'charset' | 'certificates' | 'encryptsContent' | 'appAuthToken'> & {
  readonly signType?: AlipayAccount['signType'];
};

const modes: readonly [string, Mode][] = [
  ['in UTF-8 with a public key', {}],
  ['signed with SHA-1', { signType: 'RSA' }],
  ['in GBK', { charset: 'GBK' }],
  ['in GB2312', { charset: 'GB2312' }],
  ['with certificates', { certificates }],
  ['encrypted', { encryptsContent: true }],
  [
    'in GBK, encrypted, with certificates, for another',
    { charset: 'GBK', certificates, encryptsContent: true, appAuthToken: '201510BB' },
  ],
];

async function begin(mode: Mode) {
  const started = await start({ credentials: both.platform, areBillsReadyAtOnce: true });
  const { platform, clock } = started;
  const transport = createHttpTransport(platform.alipayGatewayUrl);
  onTestFinished(() => transport.close());
  const { appId, sellerId, appPrivateKey, alipayPublicKey } = both.till.alipay;
  const options = {
    account: { ...alipayAccount, gatewayUrl: platform.alipayGatewayUrl, appId, sellerId, ...mode },
    keys: keyStore({
      alipay_app_private_key: appPrivateKey,
      alipay_public_key: alipayPublicKey,
      alipay_content_key: contentKey,
    }),
    transport,
    clock,
  };
  return { ...started, operations: createAlipayOperations(options), gateway: createAlipayGateway(options), sellerId };
}

const outTradeNo = 'T01_20240501_0001_K7F3';
const trade = { outTradeNo };

function everyField(sellerId: string): PrecreateFields {
  return {
    outTradeNo,
    sellerId,
    discountableAmountMinor: 500,
    undiscountableAmountMinor: 1500,
    subject: '矿泉水 / "大" & 50% + 1\\ 當😀',
    body: '瓶装',
    goodsDetail: [
      {
        goodsId: 'apple-01',
        alipayGoodsId: '20010001',
        goodsName: '水',
        quantity: 2,
        priceMinor: 1000,
        goodsCategory: '7788230',
        body: '冷',
      },
    ],
    operatorId: 'op001',
    storeId: 'pudong001',
    terminalId: 't_001',
    sysServiceProviderId: '2088511833207846',
    timeoutExpress: '90m',
    qrCodeTimeoutExpress: '5m',
    productCode: 'FACE_TO_FACE_PAYMENT',
    royaltyInfo: {
      details: [
        {
          serialNo: 1,
          transOutType: 'userId',
          transOut: sellerId,
          transIn: '2088101126708402',
          amountMinor: 10,
          desc: '分账',
        },
        {
          serialNo: 2,
          transInType: 'bankIndex',
          batchNo: '1',
          transIn: '1'.repeat(28),
          outRelationId: 'r2',
          amountMinor: 10,
        },
      ],
    },
  };
}

describe.each(modes)('Alipay %s', (_what, mode) => {
  it('takes a sale with every field from its code through payment and notification to its refund', async () => {
    const { platform, operations, gateway, sellerId } = await begin(mode);
    const ear = await startEar();
    expect(await operations.precreate(everyField(sellerId), ear.url)).toMatchObject({ kind: 'created' });
    expect((await operations.query(trade)).kind).toBe('not_found');
    await scanAndPay(platform, outTradeNo);
    expect(await operations.query(trade)).toMatchObject({
      kind: 'facts',
      facts: { status: 'paid', orderNo: outTradeNo, amountMinor: 2000 },
    });
    await untilTold(platform, outTradeNo, 1);
    const [heard] = ear.heard;
    const raw = { contentType: heard?.contentType ?? '', body: Buffer.from(heard?.body ?? '') };
    expect(await gateway.parseNotification(raw)).toMatchObject({ kind: 'verified', facts: { amountMinor: 2000 } });

    const part = { outTradeNo, refundAmountMinor: 500, outRequestNo: 'R01', refundReason: '退货' };
    expect(await operations.refundQuery(part, 500)).toMatchObject({ kind: 'not_refunded' });
    expect(await operations.refund(part)).toMatchObject({ kind: 'refunded', refundedTotalMinor: 500 });
    expect(await operations.refund(part)).toMatchObject({ kind: 'unconfirmed', refundedTotalMinor: 500 });
    expect(await operations.refundQuery(part, 500)).toMatchObject({ kind: 'refunded', refundAmountMinor: 500 });
    expect(await operations.refundQuery(part, 499)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'amount_differs' },
    });
    const rest = { outTradeNo, refundAmountMinor: 1500, outRequestNo: 'R02' };
    expect(await operations.refund(rest)).toMatchObject({ kind: 'refunded', refundedTotalMinor: 2000 });
    expect(await operations.query(trade)).toMatchObject({ kind: 'facts', facts: { status: 'refunded' } });
  });

  it('is paid by the customer\u2019s code: at once, or after a look at the phone', async () => {
    const { platform, operations } = await begin(mode);
    const authCode = '2812345678901234';
    const small = { outTradeNo, totalAmountMinor: 2000, subject: '水', authCode };
    expect(await operations.pay(small, null)).toMatchObject({ kind: 'paid', facts: { amountMinor: 2000 } });
    const large = { outTradeNo: 'T01_2', totalAmountMinor: 200_000, subject: '水', authCode: '2812345678901235' };
    expect(await operations.pay(large, null)).toMatchObject({ kind: 'awaiting_customer' });
    expect(await operations.query({ outTradeNo: 'T01_2' })).toMatchObject({ facts: { status: 'scanned' } });
    await phone(platform, 'pay', { orderNo: 'T01_2' });
    expect(await operations.query({ outTradeNo: 'T01_2' })).toMatchObject({ facts: { status: 'paid' } });
    expect(await operations.cancel({ outTradeNo: 'T01_2' })).toMatchObject({ kind: 'refunded' });
  });

  it('is closed before the payment, and not after it', async () => {
    const { platform, operations } = await begin(mode);
    const fields = { outTradeNo, totalAmountMinor: 2000, subject: '水' };
    await operations.precreate(fields, null);
    expect(await operations.close(trade)).toMatchObject({ kind: 'not_found' });
    await operations.precreate({ ...fields, outTradeNo: 'T01_2' }, null);
    await phone(platform, 'scan', { code: 'T01_2' });
    expect(await operations.close({ outTradeNo: 'T01_2', operatorId: 'op001' })).toMatchObject({ kind: 'closed' });
    await operations.precreate({ ...fields, outTradeNo: 'T01_3' }, null);
    await scanAndPay(platform, 'T01_3');
    expect(await operations.close({ outTradeNo: 'T01_3' })).toMatchObject({ kind: 'refused', nextStep: 'query' });
  });

  it('tells where the day\u2019s bill is', async () => {
    const { operations, clock } = await begin(mode);
    await operations.pay({ outTradeNo, totalAmountMinor: 2000, subject: '水', authCode: '2812345678901234' }, null);
    const billDate = new Date(clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(await operations.billDownloadUrl({ billType: 'trade', billDate })).toMatchObject({ kind: 'available' });
    expect(await operations.billDownloadUrl({ billType: 'trade', billDate: '2019-01-01' })).toMatchObject({
      kind: 'not_available',
    });
  });
});

describe('each sub-code of the published table, said over HTTP', () => {
  const subCodes = [
    'SYSTEM_ERROR',
    'TRADE_HAS_SUCCESS',
    'TRADE_HAS_CLOSE',
    'CONTEXT_INCONSISTENT',
    'TOTAL_FEE_EXCEED',
    'INVALID_PARAMETER',
    'EXIST_FORBIDDEN_WORD',
    'ACCESS_FORBIDDEN',
    'PARTNER_ERROR',
    'SELLER_BEEN_BLOCKED',
    'BUYER_SELLER_EQUAL',
    'BUYER_BALANCE_NOT_ENOUGH',
    'BUYER_ENABLE_STATUS_FORBID',
    'BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR',
    'BEYOND_PAY_RESTRICTION',
    'CANCEL_NOT_ALLOWED',
    'TRADE_CANCEL_TIME_OUT',
    'TRADE_HAS_FINISHED',
    'SELLER_BALANCE_NOT_ENOUGH',
    'REASON_TRADE_STATUS_INVALID',
    'REASON_ILLEGAL_STATUS',
    'TRADE_STATUS_ERROR',
    'REFUND_AMT_NOT_EQUAL_TOTAL',
    'REASON_TRADE_REFUND_FEE_ERR',
    'TRADE_NOT_ALLOW_REFUND',
  ];

  it('comes to its meaning at every operation', async () => {
    const { platform, operations } = await begin({});
    const pay = { outTradeNo, totalAmountMinor: 2000, subject: '水', authCode: '2812345678901234' };
    const refund = { outTradeNo, refundAmountMinor: 500, outRequestNo: 'R01' };
    const asks = {
      create: () => operations.precreate(pay, null),
      pay: () => operations.pay(pay, null),
      query: () => operations.query(trade),
      cancel: () => operations.cancel(trade),
      close: () => operations.close(trade),
      refund: () => operations.refund(refund),
      refund_query: () => operations.refundQuery(refund, 500),
      bill: () => operations.billDownloadUrl({ billType: 'trade', billDate: '2024-05-01' }),
    } as const;
    for (const name of subCodes) {
      const subCode = `ACQ.${name}`;
      const meaning = meaningOf('40004', subCode);
      if (meaning.kind !== 'unsure' && meaning.kind !== 'refused') throw new Error(`${subCode} has no row`);
      const kind = meaning.kind === 'unsure' ? 'unknown' : 'refused';
      for (const operation of Object.keys(asks) as (keyof typeof asks)[]) {
        platform.failNext({ gateway: 'alipay', operation, fault: { code: '40004', subCode } });
        const outcome = await asks[operation]();
        expect([operation, outcome]).toMatchObject([
          operation,
          { kind, problem: { code: meaning.code, gatewayCode: subCode } },
        ]);
      }
    }
  });
});
