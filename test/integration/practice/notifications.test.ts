import { createVerify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type PracticePlatform, startPracticePlatform } from '../../../main/practice/platform.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import {
  alipay,
  alipayOrder,
  type Ear,
  heardByNow,
  type Json,
  openScanForPay,
  phone,
  platformKeys,
  postAlipay,
  scanAndPay,
  scanForPay,
  scanForPayOrder,
  sha256Hex,
  start,
  startEar,
  statusOf,
  tillKeys,
  told,
  toldAfterSeconds,
  untilTold,
} from './support.ts';

const orderNo = 'T01261122143205A1';
const alipayOrderNo = 'T01_20261122_A1';

async function createWithEar(platform: PracticePlatform, ear: Ear, changes: Json = {}): Promise<void> {
  await scanForPay(platform, 'create', scanForPayOrder({ notifyUrl: ear.url, ...changes }));
}

function isScanForPaySigned(text: string): boolean {
  const match = /^\{"response":(.*),"signature":"([0-9a-f]{64})"\}$/s.exec(text);
  return match !== null && sha256Hex(`${match[1]}${tillKeys.scanForPay.signKey}`) === match[2];
}

describe('a payment’s notification', () => {
  it('from ScanForPay is the signed envelope, posted as JSON', async () => {
    const { platform } = await start();
    const ear = await startEar();
    await createWithEar(platform, ear);
    await scanAndPay(platform, orderNo);
    await untilTold(platform, orderNo, 1);
    expect(ear.heard).toHaveLength(1);
    expect(ear.heard[0]?.contentType).toBe('application/json;charset=UTF-8');
    expect(openScanForPay(ear.heard[0]!.body).body).toMatchObject({
      code: 1,
      partnerOrderNo: orderNo,
      orderAmount: 14130,
      wallet: 'Alipay',
      status: 1,
      payTime: '2026-11-22T14:32:05+08:00',
      currency: 'CNY',
    });
  });

  it('from Alipay is a signed form that the official client’s check accepts', async () => {
    const { platform } = await start();
    const ear = await startEar();
    const subject = '茶 & "cake" + =';
    await postAlipay(platform, { content: alipayOrder({ subject }), common: { notify_url: ear.url } });
    await scanAndPay(platform, alipayOrderNo);
    await untilTold(platform, alipayOrderNo, 1);
    expect(ear.heard[0]?.contentType).toBe('application/x-www-form-urlencoded;charset=utf-8');
    const fields = Object.fromEntries(new URLSearchParams(ear.heard[0]?.body));
    expect(fields).toMatchObject({
      app_id: tillKeys.alipay.appId,
      seller_id: tillKeys.alipay.sellerId,
      out_trade_no: alipayOrderNo,
      trade_status: 'TRADE_SUCCESS',
      total_amount: '141.30',
      gmt_payment: '2026-11-22 14:32:05',
      sign_type: 'RSA2',
      subject,
    });
    const client = new AlipaySdk({
      appId: tillKeys.alipay.appId,
      privateKey: tillKeys.alipay.appPrivateKey.trim(),
      alipayPublicKey: tillKeys.alipay.alipayPublicKey.trim(),
    });
    expect(client.checkNotifySign(fields)).toBe(true);
    expect(client.checkNotifySign({ ...fields, total_amount: '1.00' })).toBe(false);
  });

  it('does not come without an address to send it to', async () => {
    const { platform, clock } = await start();
    await scanForPay(platform, 'create', scanForPayOrder());
    await scanAndPay(platform, orderNo);
    await clock.advance(60_000);
    expect(told(platform, orderNo)).toEqual([]);
  });

  it('is not sent for a declined order', async () => {
    const { platform, clock } = await start();
    const ear = await startEar();
    await createWithEar(platform, ear);
    await phone(platform, 'scan', { code: orderNo });
    await phone(platform, 'decline', { orderNo });
    await clock.advance(60_000);
    expect(await heardByNow(ear)).toEqual([]);
  });

  it('is repeated on its schedule until the answer is exactly `success`, and then no more', async () => {
    const { platform, clock } = await start({ notificationRetryMs: [1_000, 3_000, 10_000] });
    const ear = await startEar();
    ear.answer = { status: 200, text: 'SUCCESS' };
    await createWithEar(platform, ear);
    await scanAndPay(platform, orderNo);
    await untilTold(platform, orderNo, 1);
    await clock.advance(999);
    expect(await heardByNow(ear)).toHaveLength(1);
    ear.answer = { status: 500, text: 'success' };
    await clock.advance(1);
    await untilTold(platform, orderNo, 2);
    ear.answer = { status: 200, text: 'success' };
    await clock.advance(3_000);
    await untilTold(platform, orderNo, 3);
    await clock.advance(3_600_000);
    const heard = await heardByNow(ear);
    expect(told(platform, orderNo)).toEqual(['true#1:answered', 'true#2:answered', 'true#3:acknowledged']);
    expect(toldAfterSeconds(platform, orderNo)).toEqual([0, 1, 4]);
    expect(heard).toEqual([heard[0], heard[0], heard[0]]);
  });

  it('is given up after the last try', async () => {
    const { platform, clock } = await start({ notificationRetryMs: [1_000] });
    const ear = await startEar();
    ear.answer = { status: 200, text: 'success\n' };
    await createWithEar(platform, ear);
    await scanAndPay(platform, orderNo);
    await untilTold(platform, orderNo, 1);
    await clock.advance(1_000);
    await untilTold(platform, orderNo, 2);
    await clock.advance(3_600_000);
    expect(await heardByNow(ear)).toHaveLength(2);
    expect(told(platform, orderNo)).toEqual(['true#1:answered', 'true#2:answered']);
  });

  it('counts a till that does not listen as not told', async () => {
    const { platform, clock } = await start({ notificationRetryMs: [1_000] });
    await scanForPay(platform, 'create', scanForPayOrder({ notifyUrl: 'http://127.0.0.1:1/notify' }));
    await scanAndPay(platform, orderNo);
    await untilTold(platform, orderNo, 1);
    await clock.advance(1_000);
    await untilTold(platform, orderNo, 2);
    expect(told(platform, orderNo)).toEqual(['true#1:unreachable', 'true#2:unreachable']);
  });

  it.each(['http://192.0.2.1/notify', 'https://127.0.0.1/notify', 'http://127.0.0.1.example/notify'])(
    'never leaves this PC: %s is skipped',
    async (notifyUrl) => {
      const { platform } = await start();
      await scanForPay(platform, 'create', scanForPayOrder({ notifyUrl }));
      await scanAndPay(platform, orderNo);
      await untilTold(platform, orderNo, 1);
      expect(told(platform, orderNo)).toEqual(['true#1:skipped']);
    },
  );
});

describe('the scenario', () => {
  it('told_twice sends the very same notification again', async () => {
    const { platform } = await start();
    const ear = await startEar();
    await createWithEar(platform, ear);
    platform.setScenario('told_twice');
    await scanAndPay(platform, orderNo);
    await untilTold(platform, orderNo, 2);
    expect(told(platform, orderNo)).toEqual(['true#1:acknowledged', 'repeated#1:acknowledged']);
    expect(ear.heard[1]).toEqual(ear.heard[0]);
  });

  it('told_late waits until the code’s own time is over, while a question is answered truly', async () => {
    const { platform, clock } = await start();
    const ear = await startEar();
    await createWithEar(platform, ear, { it_b_pay: '5m' });
    platform.setScenario('told_late');
    await scanAndPay(platform, orderNo);
    await clock.advance(5 * 60_000 + 4_999);
    expect(await heardByNow(ear)).toEqual([]);
    const asked = { storeNo: tillKeys.scanForPay.storeNo, partnerOrderNo: orderNo };
    expect((await scanForPay(platform, 'query', asked))['status']).toBe(1);
    await clock.advance(1);
    await untilTold(platform, orderNo, 1);
    expect(toldAfterSeconds(platform, orderNo)).toEqual([305]);
    expect((await heardByNow(ear)).map(isScanForPaySigned)).toEqual([true]);
  });

  it('told_late can be told how late', async () => {
    const { platform, clock } = await start({ lateNotificationAfterMs: 2_000 });
    const ear = await startEar();
    await createWithEar(platform, ear);
    platform.setScenario('told_late');
    await scanAndPay(platform, orderNo);
    await clock.advance(2_000);
    await untilTold(platform, orderNo, 1);
    expect(toldAfterSeconds(platform, orderNo)).toEqual([2]);
  });

  it('forged sends a wrongly signed message first, once, and then the true one', async () => {
    const { platform, clock } = await start();
    const ear = await startEar();
    ear.answer = { status: 200, text: 'failure' };
    await createWithEar(platform, ear);
    platform.setScenario('forged');
    await scanAndPay(platform, orderNo);
    await untilTold(platform, orderNo, 2);
    ear.answer = { status: 200, text: 'success' };
    await clock.advance(60_000);
    await untilTold(platform, orderNo, 3);
    expect(told(platform, orderNo)).toEqual(['forged#1:answered', 'true#1:answered', 'true#2:acknowledged']);
    expect(ear.heard.map(({ body }) => isScanForPaySigned(body))).toEqual([false, true, true]);
  });

  it('forged works for Alipay too', async () => {
    const { platform } = await start();
    const ear = await startEar();
    await postAlipay(platform, { common: { notify_url: ear.url } });
    platform.setScenario('forged');
    await scanAndPay(platform, alipayOrderNo);
    await untilTold(platform, alipayOrderNo, 2);
    expect(ear.heard.map(({ body }) => isAlipaySigned(body))).toEqual([false, true]);
  });

  it('wrong_amount sends a rightly signed message about another sum before the true one', async () => {
    const { platform } = await start();
    const ear = await startEar();
    await postAlipay(platform, { common: { notify_url: ear.url } });
    platform.setScenario('wrong_amount');
    await scanAndPay(platform, alipayOrderNo);
    await untilTold(platform, alipayOrderNo, 2);
    expect(ear.heard.map(({ body }) => isAlipaySigned(body))).toEqual([true, true]);
    expect(ear.heard.map(({ body }) => new URLSearchParams(body).get('total_amount'))).toEqual(['141.31', '141.30']);
  });

  it.each(['told_twice', 'told_late', 'forged', 'wrong_amount', 'refund_delayed'] as const)(
    '%s is for one payment',
    async (name) => {
      const { platform } = await start();
      await scanForPay(platform, 'create', scanForPayOrder());
      platform.setScenario(name);
      await scanAndPay(platform, orderNo);
      const state = platform.readState();
      expect([state.scenario, state.trades[0]?.scenario]).toEqual(['normal', name]);
    },
  );
});

function isAlipaySigned(body: string): boolean {
  const { sign = '', sign_type: _signType, ...fields } = Object.fromEntries(new URLSearchParams(body));
  const text = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&');
  return createVerify('RSA-SHA256').update(text, 'utf8').verify(tillKeys.alipay.alipayPublicKey, sign, 'base64');
}

describe('the practice books', () => {
  const folderFor = (): string => {
    const folder = mkdtempSync(path.join(tmpdir(), 'practice-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  };
  const settings = { credentials: platformKeys, port: 0, phoneFilesFolder: null };

  it('survive a restart: an order made before it can be scanned and paid after it', async () => {
    const booksPath = path.join(folderFor(), 'below', 'books.sqlite');
    const clock = new ManualClock();
    const first = await startPracticePlatform({ ...settings, booksPath, clock });
    await scanForPay(first, 'create', scanForPayOrder());
    const created = await alipay(first, 'precreate', alipayOrder());
    await first.stop();
    const second = await startPracticePlatform({ ...settings, booksPath, clock });
    onTestFinished(() => second.stop());
    await scanAndPay(second, orderNo);
    await phone(second, 'scan', { code: String(created['qr_code']) });
    expect([statusOf(second, orderNo), statusOf(second, alipayOrderNo)]).toEqual(['paid', 'scanned']);
    expect((await scanForPay(second, 'create', scanForPayOrder()))['code']).toBe(31);
  });

  it('survive a restart: what the till was not told yet is told then', async () => {
    const booksPath = path.join(folderFor(), 'books.sqlite');
    const clock = new ManualClock();
    const ear = await startEar();
    ear.answer = { status: 503, text: '' };
    const first = await startPracticePlatform({ ...settings, booksPath, clock });
    await createWithEar(first, ear);
    await scanAndPay(first, orderNo);
    await untilTold(first, orderNo, 1);
    await first.stop();
    ear.answer = { status: 200, text: 'success' };
    await clock.advance(10_000);
    expect(await heardByNow(ear)).toHaveLength(1);
    const second = await startPracticePlatform({ ...settings, booksPath, clock });
    onTestFinished(() => second.stop());
    await untilTold(second, orderNo, 2);
    expect(told(second, orderNo)).toEqual(['true#1:answered', 'true#2:acknowledged']);
  });

  it('notice at the start what ran out in between', async () => {
    const booksPath = path.join(folderFor(), 'books.sqlite');
    const clock = new ManualClock();
    const first = await startPracticePlatform({ ...settings, booksPath, clock });
    await alipay(first, 'precreate', alipayOrder());
    await first.stop();
    await clock.advance(5 * 60_000);
    const second = await startPracticePlatform({ ...settings, booksPath, clock });
    onTestFinished(() => second.stop());
    expect(statusOf(second, alipayOrderNo)).toBe('expired');
  });
});
