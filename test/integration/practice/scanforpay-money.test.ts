/** ScanForPay's operations beside create and payQuery: barcode, website code, refund and checklist. */
import { describe, expect, it } from 'vitest';
import type { PracticePlatform } from '../../../main/practice/platform.ts';
import {
  alipay,
  alipayOrder,
  heardByNow,
  type Json,
  openScanForPay,
  phone,
  postScanForPay,
  scanAndPay,
  scanForPay,
  scanForPayEnvelope,
  scanForPayHeader,
  scanForPayOrder,
  send,
  start,
  startEar,
  statusOf,
  tillKeys,
  tradeOf,
  untilTold,
} from './support.ts';

const orderNo = 'T01261122143205A1';
const query: Json = { storeNo: tillKeys.scanForPay.storeNo, partnerOrderNo: orderNo };
const statusByQuery = async (platform: PracticePlatform): Promise<unknown> =>
  (await scanForPay(platform, 'query', query))['status'];

async function paidOrder(platform: PracticePlatform, changes: Json = {}): Promise<void> {
  const order = scanForPayOrder(changes);
  await scanForPay(platform, 'create', order);
  await scanAndPay(platform, String(order['partnerOrderNo']));
}

describe('ScanForPay pay', () => {
  const shown = (changes: Json = {}): Json => scanForPayOrder({ barcode: '28012345678901234567', ...changes });

  it('is paid at once for a small sum, and told to the till', async () => {
    const { platform } = await start();
    const ear = await startEar();
    const paid = await scanForPay(platform, 'pay', shown({ notifyUrl: ear.url }));
    expect(paid).toEqual({
      code: 1,
      msg: 'success',
      orderNo: expect.stringMatching(/^20261122143205\d{6}$/) as unknown,
      partnerOrderNo: orderNo,
      orderAmount: 14130,
      wallet: 'Alipay',
      status: 1,
      payTime: '2026-11-22T14:32:05+08:00',
      currency: 'CNY',
      buyer: '159****5620',
      buyerId: '2088000000005620',
    });
    expect(await statusByQuery(platform)).toBe(1);
    await untilTold(platform, orderNo, 1);
    expect(openScanForPay((await heardByNow(ear))[0] ?? '').body).toMatchObject({ code: 1, status: 1 });
  });

  it('falls under the scenario that the phone has chosen', async () => {
    const { platform } = await start();
    platform.setScenario('told_twice');
    await scanForPay(platform, 'pay', shown());
    expect(tradeOf(platform, orderNo).scenario).toBe('told_twice');
    expect(platform.readState().scenario).toBe('normal');
  });

  it('does not know yet from 1,000 on, until the customer confirms', async () => {
    const { platform } = await start();
    expect(await scanForPay(platform, 'pay', shown({ orderAmount: 100_000 }))).toEqual({
      code: 21,
      msg: '支付结果超时',
    });
    expect(await statusByQuery(platform)).toBe(0);
    await phone(platform, 'pay', { orderNo });
    expect(await statusByQuery(platform)).toBe(1);
  });

  it.each<[number, string, Json]>([
    [4, 'no barcode', { barcode: undefined }],
    [5, 'a barcode of 21', { barcode: '2'.repeat(21) }],
    [5, 'a barcode with a letter', { barcode: '2801234567890123456X' }],
    [5, 'nothing to pay', { orderAmount: 0 }],
    [3, 'another store', { storeNo: '1' }],
    [40, 'a barcode of no wallet', { barcode: '999999999999999999' }],
    [41, 'an Alipay code for a WeChat payment', { wallet: 'Wechat' }],
    [42, 'a WeChat code for an Alipay payment', { barcode: '130123456789012345' }],
  ])('answers %i to %s', async (code, _what, changes) => {
    const { platform } = await start();
    expect((await scanForPay(platform, 'pay', shown(changes)))['code']).toBe(code);
    expect(platform.readState().trades).toEqual([]);
  });

  it('takes a WeChat code for WeChat, and a number once', async () => {
    const { platform } = await start();
    const wechat = shown({ wallet: 'Wechat', barcode: '130123456789012345' });
    expect((await scanForPay(platform, 'pay', wechat))['status']).toBe(1);
    expect((await scanForPay(platform, 'pay', wechat))['code']).toBe(31);
  });
});

describe('ScanForPay qrcode', () => {
  const website = (changes: Json = {}): Json => scanForPayOrder({ currency: 'CNY', ...changes });

  it('hands out the address of a page with the code, which the phone can pay', async () => {
    const { platform } = await start();
    const made = await scanForPay(
      platform,
      'qrcode',
      website({ orderTitle: '<b>茶</b>', goodsAmount: 14000, goodsExtraAmount: 130 }),
    );
    expect(made).toEqual({
      code: 1,
      msg: 'success',
      orderNo: expect.any(String) as unknown,
      partnerOrderNo: orderNo,
      payUrl: expect.stringContaining(`${platform.baseUrl}/pay/`) as unknown,
    });
    const page = await send(String(made['payUrl']));
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html;charset=utf-8']);
    expect(page.text).toContain('CNY 141.30');
    expect(page.text).toContain('&#60;b&#62;茶');
    const [, code = ''] = /Code: ([^<]+)</.exec(page.text) ?? [];
    expect((await phone(platform, 'scan', { code })).status).toBe(200);
    await phone(platform, 'pay', { orderNo });
    expect(await statusByQuery(platform)).toBe(1);
  });

  it('has no page under another address', async () => {
    const { platform } = await start();
    expect((await send(`${platform.baseUrl}/pay/${Buffer.from(orderNo).toString('base64url')}`)).status).toBe(404);
  });

  it.each<[number, string, Json]>([
    [4, 'no currency', { currency: undefined }],
    [5, 'a currency that is not the store’s', { currency: 'JPY' }],
    [5, 'a currency in another form', { currency: 'cny' }],
    [5, 'part of a fen for the goods', { goodsAmount: 0.5 }],
    [5, 'an extra amount as text', { goodsExtraAmount: '1' }],
    [5, 'an address to return to that is none', { returnUrl: 'shop' }],
    [5, 'an address to return to of 201', { returnUrl: `https://shop.example/${'r'.repeat(180)}` }],
    [5, 'a title of 101', { orderTitle: 't'.repeat(101) }],
    [3, 'another store', { storeNo: '1' }],
  ])('answers %i to %s', async (code, _what, changes) => {
    const { platform } = await start();
    expect((await scanForPay(platform, 'qrcode', website(changes)))['code']).toBe(code);
    expect(platform.readState().trades).toEqual([]);
  });
});

describe('ScanForPay refund', () => {
  const refund = (orderAmount: number, refundNo: string, changes: Json = {}): Json => ({
    partnerOrderNo: orderNo,
    refundNo,
    orderAmount,
    ...changes,
  });

  it('is done at once, and the same when it is asked for again', async () => {
    const { platform } = await start();
    await paidOrder(platform);
    const done = { code: 1, msg: 'success', orderAmount: 10_000, currency: 'CNY', status: 1 };
    expect(await scanForPay(platform, 'refund', refund(10_000, 'R1'))).toEqual(done);
    expect(await scanForPay(platform, 'refund', refund(10_000, 'R1'))).toEqual(done);
    expect(await statusByQuery(platform)).toBe(1);
    expect(await scanForPay(platform, 'refund', refund(4_130, 'R2'))).toEqual({ ...done, orderAmount: 4_130 });
    expect(statusOf(platform, orderNo)).toBe('refunded');
    expect(await statusByQuery(platform)).toBe(3);
  });

  it('is in progress for five seconds and then done where it is delayed, asked for with the same number and sum', async () => {
    const { platform, clock } = await start();
    platform.setScenario('refund_delayed');
    await paidOrder(platform);
    const underWay = { code: 1, msg: 'success', orderAmount: 14130, currency: 'CNY', status: 0 };
    expect(await scanForPay(platform, 'refund', refund(14130, 'R1'))).toEqual(underWay);
    expect(await statusByQuery(platform)).toBe(1);
    await clock.advance(4_999);
    expect(await scanForPay(platform, 'refund', refund(14130, 'R1'))).toEqual(underWay);
    await clock.advance(1);
    expect(statusOf(platform, orderNo)).toBe('refunded');
    expect(await scanForPay(platform, 'refund', refund(14130, 'R1'))).toEqual({ ...underWay, status: 1 });
    expect(await statusByQuery(platform)).toBe(3);
  });

  it('may be in parts, counting those under way, and no more than was paid', async () => {
    const { platform, clock } = await start();
    platform.setScenario('refund_delayed');
    await paidOrder(platform);
    expect((await scanForPay(platform, 'refund', refund(10_000, 'R1')))['status']).toBe(0);
    expect(await scanForPay(platform, 'refund', refund(4_131, 'R2'))).toEqual({
      code: 35,
      msg: '退款金额超过可退金额',
    });
    await clock.advance(5_000);
    expect(await statusByQuery(platform)).toBe(1);
    expect((await scanForPay(platform, 'refund', refund(4_130, 'R2')))['status']).toBe(0);
    await clock.advance(5_000);
    expect(await statusByQuery(platform)).toBe(3);
    expect((await scanForPay(platform, 'refund', refund(1, 'R3')))['code']).toBe(35);
  });

  it('is whole only when every part is back', async () => {
    const { platform, clock } = await start();
    platform.setScenario('refund_delayed');
    await paidOrder(platform);
    await scanForPay(platform, 'refund', refund(10_000, 'R1'));
    await clock.advance(1_000);
    await scanForPay(platform, 'refund', refund(4_130, 'R2'));
    await clock.advance(4_000);
    expect(await statusByQuery(platform)).toBe(1);
    await clock.advance(1_000);
    expect(await statusByQuery(platform)).toBe(3);
  });

  it('takes a number that Alipay knows already', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    await scanAndPay(platform, String(alipayOrder()['out_trade_no']));
    await alipay(platform, 'refund', {
      out_trade_no: alipayOrder()['out_trade_no'],
      refund_amount: '1.00',
      out_request_no: 'R1',
    });
    await paidOrder(platform);
    expect((await scanForPay(platform, 'refund', refund(100, 'R1')))['status']).toBe(1);
  });

  it('refuses a number that stands for another sum or another order', async () => {
    const { platform } = await start();
    await paidOrder(platform);
    await paidOrder(platform, { partnerOrderNo: 'B' });
    await scanForPay(platform, 'refund', refund(100, 'R1'));
    expect((await scanForPay(platform, 'refund', refund(101, 'R1')))['code']).toBe(31);
    expect((await scanForPay(platform, 'refund', refund(100, 'R1', { partnerOrderNo: 'B' })))['code']).toBe(31);
  });

  it('answers 30 to an unknown order, 32 to one that waits and 33 to one that ended unpaid', async () => {
    const { platform } = await start();
    expect((await scanForPay(platform, 'refund', refund(100, 'R')))['code']).toBe(30);
    await scanForPay(platform, 'create', scanForPayOrder());
    expect((await scanForPay(platform, 'refund', refund(100, 'R')))['code']).toBe(32);
    await phone(platform, 'expire', { orderNo });
    expect((await scanForPay(platform, 'refund', refund(100, 'R')))['code']).toBe(33);
  });

  it.each<[number, string, Json]>([
    [4, 'no order', { partnerOrderNo: '' }],
    [4, 'no number', { refundNo: undefined }],
    [4, 'no sum', { orderAmount: undefined }],
    [5, 'a number of 33', { refundNo: 'R'.repeat(33) }],
    [5, 'nothing', { orderAmount: 0 }],
    [5, 'a fraction', { orderAmount: 0.5 }],
    [5, 'an operator of 21', { operatorId: 'o'.repeat(21) }],
    [5, 'a terminal of 21', { terminalNo: 't'.repeat(21) }],
  ])('answers %i to %s', async (code, _what, changes) => {
    const { platform } = await start();
    await paidOrder(platform);
    expect((await scanForPay(platform, 'refund', refund(100, 'R', changes)))['code']).toBe(code);
  });

  it('is finished when its time comes, whoever asks', async () => {
    const { platform, clock } = await start();
    platform.setScenario('refund_delayed');
    await paidOrder(platform);
    await scanForPay(platform, 'refund', refund(14130, 'R1'));
    await clock.advance(5_000);
    expect(tradeOf(platform, orderNo).timeline.at(-1)).toEqual({ at: '2026-11-22T06:32:10.000Z', kind: 'refunded' });
  });
});

describe('ScanForPay checklist', () => {
  const list = (changes: Json = {}): Json => ({
    merchantNo: tillKeys.scanForPay.partnerNo,
    tradeDate: '20261122',
    type: 0,
    ...changes,
  });
  const untilReadyMs = (24 + 9) * 3_600_000 - (14 * 3_600 + 32 * 60 + 5) * 1_000;

  it('has a file from nine on the next day, under an address that lives ten minutes', async () => {
    const { platform, clock } = await start();
    await paidOrder(platform);
    await clock.advance(untilReadyMs - 1);
    expect(await scanForPay(platform, 'checklist', list())).toEqual({ code: 1, msg: 'success', flag: 0 });
    await clock.advance(1);
    const { flag, url } = await scanForPay(platform, 'checklist', list());
    expect(flag).toBe(1);
    expect(String(url).length).toBeLessThanOrEqual(100);
    await clock.advance(10 * 60_000 - 1);
    expect((await send(String(url))).status).toBe(200);
    await clock.advance(1);
    expect((await send(String(url))).status).toBe(404);
  });

  it('lists each payment and refund of the day, and in the other file their sum', async () => {
    const { platform, clock } = await start({ areBillsReadyAtOnce: true });
    platform.setScenario('refund_delayed');
    await paidOrder(platform);
    await scanForPay(platform, 'refund', { partnerOrderNo: orderNo, refundNo: 'R1', orderAmount: 4130 });
    await clock.advance(5_000);
    await scanForPay(platform, 'create', scanForPayOrder({ partnerOrderNo: 'UNPAID' }));
    const number = String((await scanForPay(platform, 'query', query))['orderNo']);
    const fetchFile = async (type: number): Promise<string> =>
      (await send(String((await scanForPay(platform, 'checklist', list({ type })))['url']))).text;
    expect((await fetchFile(0)).split('\r\n')).toEqual([
      'tradeTime,orderNo,partnerOrderNo,refundNo,type,wallet,amount,currency',
      `2026-11-22T14:32:05+08:00,${number},${orderNo},,PAY,Alipay,14130,CNY`,
      `2026-11-22T14:32:10+08:00,${number},${orderNo},R1,REFUND,Alipay,-4130,CNY`,
      '',
    ]);
    expect((await fetchFile(1)).split('\r\n')[1]).toBe('20261122,CNY,141.30,-41.30,-0.80,99.20');
  });

  it.each<[number, string, Json]>([
    [4, 'no merchant', { merchantNo: '' }],
    [4, 'no day', { tradeDate: undefined }],
    [4, 'no kind', { type: undefined }],
    [5, 'a kind of its own', { type: 2 }],
    [5, 'a day in another form', { tradeDate: '2026-11-22' }],
    [5, 'a day that does not exist', { tradeDate: '20261131' }],
    [3, 'another merchant', { merchantNo: '1' }],
  ])('answers %i to %s', async (code, _what, changes) => {
    const { platform } = await start();
    expect((await scanForPay(platform, 'checklist', list(changes)))['code']).toBe(code);
  });

  it('has no file for a day without trades', async () => {
    const { platform } = await start({ areBillsReadyAtOnce: true });
    expect((await scanForPay(platform, 'checklist', list()))['flag']).toBe(0);
  });
});

describe('ScanForPay in the style of the pages’ samples', () => {
  it('says reqMsgId, quotes its numbers, and puts blanks around names', async () => {
    const { platform } = await start({ scanForPayStyle: 'samples' });
    const text = JSON.stringify({ header: scanForPayHeader(), body: scanForPayOrder() });
    const { header, body } = openScanForPay((await postScanForPay(platform, 'create', scanForPayEnvelope(text))).text);
    expect(header).toHaveProperty('reqMsgId');
    expect(header).not.toHaveProperty('respMsgId');
    expect(body).toMatchObject({ code: '1', ' orderNo ': expect.any(String) as unknown });
    expect(await scanForPay(platform, 'query', query)).toMatchObject({ orderAmount: '14130', status: '0' });
  });

  it('takes requestTime for reqTime', async () => {
    const { platform } = await start({ scanForPayStyle: 'samples' });
    const time = { reqTime: undefined, requestTime: '2026-11-22T14:32:05+08:00' };
    expect((await scanForPay(platform, 'create', scanForPayOrder(), time))['code']).toBe('1');
    expect((await scanForPay(platform, 'query', query, { ...time, requestTime: undefined }))['code']).toBe('4');
  });
});
