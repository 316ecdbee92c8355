/** Both clients against the practice platform, which was written from the same pages but shares no code with them. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Order } from '../../../main/domain/order.ts';
import { disagreement } from '../../../main/domain/settlement.ts';
import { createAlipayGateway } from '../../../main/gateways/alipay/alipay-gateway.ts';
import { createHttpTransport } from '../../../main/gateways/http-transport.ts';
import { createScanForPayGateway } from '../../../main/gateways/scanforpay/scanforpay-gateway.ts';
import type { Gateway, NotificationReading } from '../../../main/ports/index.ts';
import type { Fault } from '../../../main/practice/common/faults.ts';
import { alipayAccount, keyStore, order, scanForPayAccount } from '../../unit/gateways/doubles.ts';
import { phone, scanAndPay, start, startEar, type Started, tillKeys, untilTold } from '../practice/support.ts';

type Make = (started: Started, timeoutMs?: number) => { readonly gateway: Gateway; readonly order: Order };

const keys = keyStore({
  scanforpay_sign_key: tillKeys.scanForPay.signKey,
  alipay_app_private_key: tillKeys.alipay.appPrivateKey,
  alipay_public_key: tillKeys.alipay.alipayPublicKey,
});

function transportTo(baseUrl: string) {
  const transport = createHttpTransport(baseUrl);
  onTestFinished(() => transport.close());
  return transport;
}

const scanForPay: Make = ({ platform, clock }, timeoutMs = 10_000) => {
  const { partnerNo, storeNo } = tillKeys.scanForPay;
  const baseUrl = platform.scanForPayBaseUrl;
  const account = { ...scanForPayAccount, baseUrl, partnerNo, storeNo };
  const gateway = createScanForPayGateway({ account, keys, transport: transportTo(baseUrl), clock, timeoutMs });
  return { gateway, order: { ...order, merchantId: partnerNo } };
};

const alipay: Make = ({ platform, clock }, timeoutMs = 10_000) => {
  const { appId, sellerId } = tillKeys.alipay;
  const gatewayUrl = platform.alipayGatewayUrl;
  const account = { ...alipayAccount, gatewayUrl, appId, sellerId };
  const gateway = createAlipayGateway({ account, keys, transport: transportTo(gatewayUrl), clock, timeoutMs });
  return { gateway, order: { ...order, gateway: 'alipay', merchantId: appId, sellerId } };
};

const both = [
  ['ScanForPay', scanForPay],
  ['Alipay', alipay],
] as const;

async function statusOf(gateway: Gateway, asked: Order): Promise<string> {
  const outcome = await gateway.query(asked);
  if (outcome.kind !== 'facts') return outcome.kind;
  return disagreement(asked, outcome.facts) ?? outcome.facts.status;
}

describe.each(both)('%s', (name, make) => {
  it('takes an order from its code to its payment, with a note in Chinese and an odd address', async () => {
    const started = await start();
    const ear = await startEar();
    const { gateway, order: plain } = make(started);
    const sale = { ...plain, note: '矿泉水 / "大" & 50% + 1\\' };
    expect(await gateway.create(sale, `${ear.url}?till=1&x=%E6%B0%B4`)).toMatchObject({ kind: 'created' });
    const isAlipay = name === 'Alipay';
    expect(await statusOf(gateway, sale)).toBe(isAlipay ? 'not_found' : 'waiting');
    await phone(started.platform, 'scan', { code: sale.orderNo });
    expect(await statusOf(gateway, sale)).toBe(isAlipay ? 'scanned' : 'waiting');
    await phone(started.platform, 'pay', { orderNo: sale.orderNo });
    expect(await statusOf(gateway, sale)).toBe('paid');
    await untilTold(started.platform, sale.orderNo, 1);
    const [heard] = ear.heard;
    const reading = await gateway.parseNotification({
      contentType: heard?.contentType ?? '',
      body: Buffer.from(heard?.body ?? ''),
    });
    if (reading.kind !== 'verified') throw new Error(reading.kind);
    expect(reading.facts).toMatchObject({ status: 'paid', orderNo: sale.orderNo, amountMinor: 2000 });
    expect(disagreement(sale, reading.facts)).toBeNull();
  });

  it('tells a forged notification and a wrong sum from the true ones', async () => {
    const started = await start();
    const ear = await startEar();
    const { gateway, order: sale } = make(started);
    await gateway.create(sale, ear.url);
    started.platform.setScenario('forged');
    await scanAndPay(started.platform, sale.orderNo);
    await untilTold(started.platform, sale.orderNo, 2);
    const second = { ...sale, orderNo: 'T01_20240501_0002_K7F3' };
    await gateway.create(second, ear.url);
    started.platform.setScenario('wrong_amount');
    await scanAndPay(started.platform, second.orderNo);
    await untilTold(started.platform, second.orderNo, 2);
    const readings = await Promise.all(
      ear.heard.map(({ contentType, body }) => gateway.parseNotification({ contentType, body: Buffer.from(body) })),
    );
    const verdict = (reading: NotificationReading): string =>
      reading.kind === 'verified'
        ? (disagreement(reading.facts.orderNo === sale.orderNo ? sale : second, reading.facts) ?? 'fits')
        : reading.problem.code;
    expect(readings.map(verdict).sort()).toEqual(['amount_differs', 'fits', 'fits', 'signature_wrong']);
  });

  it.each<[Fault, string]>([
    ['http_500', 'http_error'],
    ['html', 'malformed_reply'],
    ['unsigned', 'signature_missing'],
    ['wrong_signature', 'signature_wrong'],
    ['reset', 'unreachable'],
    ['stall', 'timeout'],
    [name === 'Alipay' ? { code: '20000', subCode: 'isp.unknow-error' } : { code: '9' }, 'gateway_unsure'],
  ])('knows nothing after the fault %j, and finds out by asking again', async (fault, code) => {
    const started = await start();
    const { gateway, order: sale } = make(started);
    // Only a request that is meant to hang is given up early.
    const { gateway: faulty } = make(started, fault === 'stall' ? 500 : undefined);
    const report = { kind: 'unknown', problem: { code } };
    started.platform.failNext({ operation: 'create', fault, carriedOut: true });
    expect(await faulty.create(sale, null)).toMatchObject(report);
    await scanAndPay(started.platform, sale.orderNo);
    started.platform.failNext({ operation: 'query', fault });
    expect(await faulty.query(sale)).toMatchObject(report);
    expect(await statusOf(gateway, sale)).toBe('paid');
    expect(await gateway.create(sale, null)).toMatchObject({
      kind: 'unknown',
      problem: { code: name === 'Alipay' ? 'already_paid' : 'order_number_used' },
    });
  });

  it('does not find an order that was never made', async () => {
    const { gateway, order: sale } = make(await start());
    expect(await statusOf(gateway, sale)).toBe('not_found');
  });
});

describe('Alipay', () => {
  it.each([
    ['nobody scanned', 0, 'nothing_to_close'],
    ['somebody scanned', 1, 'closed'],
    ['somebody paid', 2, 'refunded'],
  ] as const)('cancels what %s', async (_what, steps, kind) => {
    const started = await start();
    const { gateway, order: sale } = alipay(started);
    await gateway.create(sale, null);
    if (steps > 0) await phone(started.platform, 'scan', { code: sale.orderNo });
    if (steps > 1) await phone(started.platform, 'pay', { orderNo: sale.orderNo });
    expect(await gateway.cancel?.(sale)).toMatchObject({ kind });
    const status = await statusOf(gateway, sale);
    expect(steps === 0 ? ['not_found', 'closed'] : [kind]).toContain(status);
  });

  it('gives the same code again for the same order', async () => {
    const { gateway, order: sale } = alipay(await start());
    const first = await gateway.create(sale, null);
    if (first.kind !== 'created') throw new Error(first.kind);
    expect(await gateway.create(sale, null)).toMatchObject({ kind: 'created', qrText: first.qrText });
    expect(await gateway.create({ ...sale, amountMinor: 2001 }, null)).toMatchObject({
      kind: 'refused',
      problem: { code: 'order_number_used' },
    });
  });
});

it('takes no word for proof that comes unsigned because the key is wrong', async () => {
  const started = await start();
  const { partnerNo, storeNo } = tillKeys.scanForPay;
  const baseUrl = started.platform.scanForPayBaseUrl;
  const gateway = createScanForPayGateway({
    account: { ...scanForPayAccount, baseUrl, partnerNo, storeNo },
    keys: keyStore({ scanforpay_sign_key: 'another key' }),
    transport: transportTo(baseUrl),
    clock: started.clock,
  });
  const outcome = await gateway.create({ ...order, merchantId: partnerNo }, null);
  expect(outcome.kind).toBe('unknown');
  expect(outcome.kind === 'unknown' && outcome.problem.code).toMatch(/^signature_(missing|wrong)$/);
});
