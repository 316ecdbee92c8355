/** Every operation of ScanForPay over real HTTP, against the practice platform in both styles of the gateway's pages. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpTransport } from '../../../main/gateways/http-transport.ts';
import { createScanForPayOperations } from '../../../main/gateways/scanforpay/operations.ts';
import { keyStore, scanForPayAccount } from '../../unit/gateways/doubles.ts';
import { scanAndPay, send, start, tillKeys, untilTold, startEar, phone } from '../practice/support.ts';

const { partnerNo, storeNo, signKey, currency } = tillKeys.scanForPay;
const sale = { orderNo: 'T01_20261122_0001_K7F3', wallet: 'alipay', amountMinor: 2000, payTimeLimit: '5m' } as const;
const barcode = '281234567890123456';

async function open(scanForPayStyle: 'tables' | 'samples') {
  const started = await start({ scanForPayStyle, areBillsReadyAtOnce: true });
  const baseUrl = started.platform.scanForPayBaseUrl;
  const transport = createHttpTransport(baseUrl);
  onTestFinished(() => transport.close());
  const skews: number[] = [];
  const operations = createScanForPayOperations({
    account: {
      ...scanForPayAccount,
      baseUrl,
      partnerNo,
      storeNo,
      alsoSendRequestTime: scanForPayStyle === 'samples',
    },
    keys: keyStore({ scanforpay_sign_key: signKey }),
    transport,
    clock: started.clock,
    onClockSkew: (skewMs) => skews.push(skewMs),
  });
  return { ...started, operations, skews };
}

const statusOf = (outcome: { readonly kind: string; readonly status?: string }): string =>
  outcome.status ?? outcome.kind;

describe.each(['tables', 'samples'] as const)('ScanForPay as its %s have it', (style) => {
  it('creates a code, hears that it is paid, and gives the money back in parts', async () => {
    const { operations, platform, clock, skews } = await open(style);
    const ear = await startEar();
    const created = await operations.create({ ...sale, title: '矿泉水 / "大"', operatorId: 'op1', notifyUrl: ear.url });
    if (created.kind !== 'created') throw new Error(JSON.stringify(created));
    expect(created.imageUrls).toHaveLength(3);
    expect(skews).toHaveLength(1);

    platform.setScenario('refund_delayed');
    await scanAndPay(platform, sale.orderNo);
    await untilTold(platform, sale.orderNo, 1);
    const [heard] = ear.heard;
    const raw = { contentType: heard?.contentType ?? '', body: Buffer.from(heard?.body ?? '') };
    expect(await operations.parseNotification(raw)).toMatchObject({ kind: 'verified', facts: { status: 'paid' } });
    const byGateway = { orderNo: null, gatewayOrderNo: created.gatewayOrderNo };
    expect(await operations.query(byGateway)).toMatchObject({
      kind: 'facts',
      facts: { status: 'paid', orderNo: sale.orderNo, amountMinor: 2000, currency, wallet: 'alipay' },
    });

    const part = { orderNo: sale.orderNo, refundNo: 'R01_1', amountMinor: 500 };
    expect(statusOf(await operations.refund(part))).toBe('in_progress');
    await clock.advance(24 * 3_600_000);
    expect(statusOf(await operations.refund(part))).toBe('done');
    expect(await operations.refund({ ...part, refundNo: 'R01_2', amountMinor: 1501 })).toMatchObject({
      kind: 'refused',
      problem: { gatewayCode: '35' },
    });
    expect(await operations.refund({ ...part, amountMinor: 501 })).toMatchObject({
      kind: 'unknown',
      problem: { code: 'order_number_used' },
    });
    expect((await operations.refund({ ...part, refundNo: 'R01_3', amountMinor: 1500 })).kind).toBe('refund');
  });

  it('takes a payment by barcode, at once or after the customer agreed', async () => {
    const { operations, platform } = await open(style);
    expect(await operations.pay({ ...sale, barcode })).toMatchObject({
      kind: 'facts',
      facts: { status: 'paid', amountMinor: 2000, merchantId: partnerNo },
    });
    const dear = { ...sale, orderNo: 'T01_20261122_0002_K7F3', amountMinor: 2_000_000 };
    expect(await operations.pay({ ...dear, barcode })).toMatchObject({
      kind: 'unknown',
      problem: { gatewayCode: '21' },
    });
    await phone(platform, 'pay', { orderNo: dear.orderNo });
    const asked = await operations.query({ orderNo: dear.orderNo, gatewayOrderNo: null });
    expect(asked).toMatchObject({ kind: 'facts', facts: { status: 'paid' } });
    expect(await operations.pay({ ...sale, orderNo: 'T01_3', wallet: 'wechat_pay', barcode })).toMatchObject({
      kind: 'refused',
      problem: { code: 'wallet_differs', gatewayCode: '41' },
    });
  });

  it('gets a page with a code, and a file of the day', async () => {
    const { operations, platform } = await open(style);
    const page = await operations.websiteQr({ ...sale, currency, goodsAmountMinor: 2000 });
    if (page.kind !== 'page') throw new Error(JSON.stringify(page));
    expect((await send(page.payUrl)).status).toBe(200);
    const day = '2026-11-22';
    expect(await operations.checklist({ day, content: 'transactions' })).toEqual({ kind: 'no_data' });
    await scanAndPay(platform, sale.orderNo);
    const list = await operations.checklist({ day, content: 'transactions' });
    if (list.kind !== 'file') throw new Error(JSON.stringify(list));
    expect((await send(list.url)).text).toContain(sale.orderNo);
  });
});

describe('every result code of ScanForPay', () => {
  const codes = [2, 3, 4, 5, 6, 7, 8, 9, 20, 21, 22, 30, 31, 32, 33, 34, 35, 40, 41, 42, 43, 44];
  it('comes through each operation as something to act on', async () => {
    const { operations, platform } = await open('tables');
    const ask = {
      create: () => operations.create(sale),
      pay: () => operations.pay({ ...sale, barcode }),
      web_code: () => operations.websiteQr({ ...sale, currency }),
      query: () => operations.query({ orderNo: sale.orderNo, gatewayOrderNo: null }),
      refund: () => operations.refund({ orderNo: sale.orderNo, refundNo: 'R01_1', amountMinor: 1 }),
      bill: () => operations.checklist({ day: '2026-11-22', content: 'settlement' }),
    } as const;
    for (const [operation, call] of Object.entries(ask)) {
      for (const code of codes) {
        platform.failNext({ operation: operation as keyof typeof ask, fault: { code: String(code) } });
        const outcome = await call();
        if (operation === 'query' && code === 30) expect(outcome.kind).toBe('not_found');
        else {
          expect([operation, code, outcome.kind]).toEqual([
            operation,
            code,
            [9, 20, 21, 22, 31].includes(code) ? 'unknown' : 'refused',
          ]);
          expect(outcome).toMatchObject({ problem: { gatewayCode: String(code) } });
        }
      }
    }
  });
});
