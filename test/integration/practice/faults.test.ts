import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../main/practice/common/faults.ts';
import type { PracticePlatform } from '../../../main/practice/platform.ts';
import { settleMicrotasks } from '../../support/manual-clock.ts';
import {
  alipay,
  alipayOrder,
  heardByNow,
  type HttpReply,
  type Json,
  openAlipay,
  openScanForPay,
  phone,
  postAlipay,
  postScanForPay,
  scanAndPay,
  scanForPay,
  scanForPayEnvelope,
  scanForPayHeader,
  scanForPayOrder,
  send,
  start,
  startEar,
  tillKeys,
  told,
  tradeOf,
  untilTold,
} from './support.ts';

const orderNo = 'T01261122143205A1';

async function create(platform: PracticePlatform): Promise<HttpReply> {
  const text = JSON.stringify({ header: scanForPayHeader(), body: scanForPayOrder() });
  return postScanForPay(platform, 'create', scanForPayEnvelope(text));
}

/** How a request came out, or `unanswered` while it hangs. */
function watch(request: Promise<unknown>): { outcome: unknown } {
  const watched: { outcome: unknown } = { outcome: 'unanswered' };
  request.then(
    (value) => (watched.outcome = value),
    () => (watched.outcome = 'cut off'),
  );
  return watched;
}

describe('a planned fault', () => {
  it('hits the next request of its operation, once', async () => {
    const { platform } = await start();
    platform.failNext({ operation: 'create', fault: 'http_500' });
    expect((await scanForPay(platform, 'query', { storeNo: tillKeys.scanForPay.storeNo, orderNo: '1' }))['code']).toBe(
      30,
    );
    expect((await create(platform)).status).toBe(500);
    expect(platform.readState().trades).toEqual([]);
    expect(openScanForPay((await create(platform)).text).body['code']).toBe(1);
  });

  it('can be meant for one gateway', async () => {
    const { platform } = await start();
    platform.failNext({ gateway: 'alipay', operation: 'create', fault: 'http_500' });
    expect((await create(platform)).status).toBe(200);
    expect((await postAlipay(platform, {})).status).toBe(500);
  });

  it('html answers with a page, as a hotel’s network does', async () => {
    const { platform } = await start();
    platform.failNext({ operation: 'create', fault: 'html' });
    const reply = await create(platform);
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/html']);
    expect(reply.text).toContain('<!doctype html>');
  });

  it('unsigned and wrong_signature carry the request out, but nobody can trust the answer', async () => {
    const { platform } = await start();
    platform.failNext({ operation: 'create', fault: 'unsigned' });
    const unsigned = await create(platform);
    expect(JSON.parse(unsigned.text)).not.toHaveProperty('signature');
    expect(tradeOf(platform, orderNo).timeline.map(({ kind }) => kind)).toEqual(['code_asked']);
    platform.failNext({ operation: 'create', fault: 'wrong_signature' });
    const wrong = await create(platform);
    expect(wrong.text).toMatch(/"signature":"[0-9a-f]{64}"\}$/);
    expect(() => openScanForPay(wrong.text)).toThrow('Wrong signature');
  });

  it('does the same to Alipay’s answers', async () => {
    const { platform } = await start();
    platform.failNext({ operation: 'create', fault: 'unsigned' });
    expect(Object.keys(JSON.parse((await postAlipay(platform, {})).text) as Json)).toEqual([
      'alipay_trade_precreate_response',
    ]);
    platform.failNext({ operation: 'create', fault: 'wrong_signature' });
    const wrong = await postAlipay(platform, {});
    expect(() => openAlipay(wrong.text)).toThrow('Wrong signature');
  });

  it('reset cuts the connection; with `carriedOut` the order is booked all the same', async () => {
    const { platform } = await start();
    platform.failNext({ operation: 'create', fault: 'reset' });
    await expect(create(platform)).rejects.toThrow(/ECONNRESET|hang up/);
    expect(platform.readState().trades).toEqual([]);
    platform.failNext({ operation: 'create', fault: 'reset', carriedOut: true });
    await expect(create(platform)).rejects.toThrow(/ECONNRESET|hang up/);
    expect(tradeOf(platform, orderNo).status).toBe('waiting');
    expect(openScanForPay((await create(platform)).text).body['code']).toBe(31);
  });

  it('stall never answers, and does not keep the platform from stopping', async () => {
    const { platform, clock } = await start();
    platform.failNext({ operation: 'create', fault: 'stall' });
    const watched = watch(create(platform));
    await clock.advance(3_600_000);
    expect(watched.outcome).toBe('unanswered');
    await platform.stop();
    await settleMicrotasks();
    expect(watched.outcome).toBe('cut off');
  });

  it.each<[string, Fault, Json]>([
    ['9', { code: '9' }, { code: 9, msg: '系统异常，请稍后再试' }],
    ['21', { code: '21' }, { code: 21, msg: '支付结果超时' }],
  ])('answers with ScanForPay’s own code %s, signed', async (_code, fault, body) => {
    const { platform } = await start();
    platform.failNext({ operation: 'create', fault });
    expect(openScanForPay((await create(platform)).text).body).toEqual(body);
    expect(platform.readState().trades).toEqual([]);
  });

  it('answers with Alipay’s own codes, signed', async () => {
    const { platform } = await start();
    platform.failNext({ operation: 'query', fault: { code: '20000' } });
    expect(await alipay(platform, 'query', { out_trade_no: 'A' })).toMatchObject({
      code: '20000',
      sub_code: 'isp.unknow-error',
    });
    platform.failNext({ operation: 'cancel', fault: { code: '40004', subCode: 'ACQ.SYSTEM_ERROR' } });
    expect(await alipay(platform, 'cancel', { out_trade_no: 'A' })).toMatchObject({
      code: '40004',
      sub_code: 'ACQ.SYSTEM_ERROR',
    });
  });
});

describe('the scenario slow', () => {
  it('makes every answer take four seconds until another is chosen', async () => {
    const { platform, clock } = await start();
    platform.setScenario('slow');
    const watched = watch(create(platform));
    await expect.poll(() => platform.readState().trades.length).toBe(1);
    await clock.advance(3_999);
    expect(watched.outcome).toBe('unanswered');
    await clock.advance(1);
    await expect.poll(() => watched.outcome).toMatchObject({ status: 200 });
    await scanAndPay(platform, orderNo);
    expect(platform.readState().scenario).toBe('slow');
    platform.setScenario('normal');
    expect((await create(platform)).status).toBe(200);
  });
});

describe('the scenario service_down', () => {
  it('leaves requests hanging for a minute from the first, cuts them off, and is over', async () => {
    const { platform, clock } = await start();
    platform.setScenario('service_down');
    await clock.advance(60_000);
    expect(platform.readState().outageEndsAt).toBeNull();
    const first = watch(create(platform));
    await expect.poll(() => platform.readState().outageEndsAt).toBe('2026-11-22T06:34:05.000Z');
    await clock.advance(20_000);
    const second = watch(postAlipay(platform, {}));
    // An answered request shows that the one before it has arrived.
    await send(`${platform.phoneUrl}api/state`);
    await clock.advance(39_999);
    expect([first.outcome, second.outcome]).toEqual(['unanswered', 'unanswered']);
    await clock.advance(1);
    await expect.poll(() => [first.outcome, second.outcome]).toEqual(['cut off', 'cut off']);
    expect(platform.readState()).toMatchObject({ scenario: 'normal', outageEndsAt: null, trades: [] });
    expect((await create(platform)).status).toBe(200);
  });

  it('keeps the phone working, and tells the till when the service is back', async () => {
    const { platform, clock } = await start();
    const ear = await startEar();
    await scanForPay(platform, 'create', scanForPayOrder({ notifyUrl: ear.url }));
    await scanForPay(platform, 'create', scanForPayOrder({ notifyUrl: ear.url, partnerOrderNo: 'B' }));
    platform.setScenario('service_down');
    await scanAndPay(platform, orderNo);
    await scanAndPay(platform, 'B');
    expect(await heardByNow(ear)).toEqual([]);
    await clock.advance(59_999);
    expect(await heardByNow(ear)).toEqual([]);
    await clock.advance(1);
    await untilTold(platform, 'B', 1);
    expect(told(platform, orderNo)).toEqual(['true#1:acknowledged']);
    expect(tradeOf(platform, orderNo).scenario).toBe('service_down');
  });

  it('ends at once when another scenario is chosen', async () => {
    const { platform } = await start();
    platform.setScenario('service_down');
    const watched = watch(create(platform));
    await expect.poll(() => platform.readState().outageEndsAt).not.toBeNull();
    await phone(platform, 'scenario', { name: 'normal' });
    await expect.poll(() => watched.outcome).toBe('cut off');
  });
});

describe('orders of both gateways', () => {
  it('stand side by side under the same number', async () => {
    const { platform } = await start();
    await scanForPay(platform, 'create', scanForPayOrder({ partnerOrderNo: 'SAME' }));
    await alipay(platform, 'precreate', alipayOrder({ out_trade_no: 'SAME' }));
    expect(platform.readState().trades.map(({ gateway }) => gateway)).toEqual(['alipay', 'scanforpay']);
  });
});
