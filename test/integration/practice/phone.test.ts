import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PracticePlatform } from '../../../main/practice/platform.ts';
import { generatePracticeCredentials } from '../../../main/practice/common/credentials.ts';
import type { PhoneState } from '../../../main/practice/common/phone-view.ts';
import {
  alipay,
  alipayOrder,
  phone,
  platformKeys,
  scanAndPay,
  scanForPay,
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

describe('the phone’s state', () => {
  it('shows the orders, newest first, with shop, sum, number and scenario', async () => {
    const { platform } = await start({ merchantName: 'Harbour Tea House' });
    await scanForPay(platform, 'create', scanForPayOrder({ orderTitle: 'Tea', wallet: 'Wechat', it_b_pay: '5m' }));
    await alipay(platform, 'precreate', alipayOrder());
    const state = JSON.parse((await send(`${platform.phoneUrl}api/state`)).text) as PhoneState;
    expect(state).toMatchObject({
      serverTime: '2026-11-22T06:32:05.000Z',
      merchantName: 'Harbour Tea House',
      scenario: 'normal',
      outageEndsAt: null,
    });
    expect(state.trades.map(({ gateway }) => gateway)).toEqual(['alipay', 'scanforpay']);
    expect(state.trades[1]).toMatchObject({
      gateway: 'scanforpay',
      wallet: 'wechat_pay',
      orderNo,
      amountMinor: 14130,
      currency: 'CNY',
      title: 'Tea',
      status: 'waiting',
      scenario: null,
      hasNotifyUrl: false,
      createdAt: '2026-11-22T06:32:05.000Z',
      endsAt: '2026-11-22T08:32:05.000Z',
    });
  });

  it('tells what the till heard, step by step', async () => {
    const { platform, clock } = await start();
    const ear = await startEar();
    await scanForPay(platform, 'create', scanForPayOrder({ notifyUrl: ear.url }));
    await clock.advance(1_000);
    await phone(platform, 'scan', { code: orderNo });
    await clock.advance(1_000);
    await phone(platform, 'pay', { orderNo });
    await untilTold(platform, orderNo, 1);
    const asked = { storeNo: tillKeys.scanForPay.storeNo, partnerOrderNo: orderNo };
    await scanForPay(platform, 'query', asked);
    await scanForPay(platform, 'query', asked);
    expect(tradeOf(platform, orderNo).timeline).toEqual([
      { at: '2026-11-22T06:32:05.000Z', kind: 'code_asked' },
      { at: '2026-11-22T06:32:05.000Z', kind: 'code_handed_out' },
      { at: '2026-11-22T06:32:06.000Z', kind: 'scanned' },
      { at: '2026-11-22T06:32:07.000Z', kind: 'paid' },
      { at: '2026-11-22T06:32:07.000Z', kind: 'till_asked', told: 'paid' },
      {
        at: '2026-11-22T06:32:07.000Z',
        kind: 'notified',
        delivery: 'true',
        attempt: 1,
        result: { kind: 'acknowledged' },
      },
    ]);
  });

  it('never holds a key', async () => {
    const { platform } = await start();
    await scanForPay(platform, 'create', scanForPayOrder());
    await scanAndPay(platform, orderNo);
    const text = (await send(`${platform.phoneUrl}api/state`)).text;
    expect(text).not.toContain(platformKeys.scanForPay.signKey);
    expect(text).not.toContain('PRIVATE KEY');
  });

  it('arrives by itself when something changes', async () => {
    const { platform } = await start();
    const events = listen(platform);
    expect((await events.next()).trades).toEqual([]);
    await scanForPay(platform, 'create', scanForPayOrder());
    await events.until((state) => state.trades[0]?.timeline.at(-1)?.kind === 'code_handed_out');
    await phone(platform, 'scan', { code: orderNo });
    await events.until((state) => state.trades[0]?.status === 'scanned');
    await phone(platform, 'scenario', { name: 'forged' });
    await events.until((state) => state.scenario === 'forged');
  });

  it('shows an order run out without anyone asking', async () => {
    const { platform, clock } = await start();
    const events = listen(platform);
    await alipay(platform, 'precreate', alipayOrder());
    await clock.advance(5 * 60_000);
    await events.until((state) => state.trades[0]?.status === 'expired');
  });
});

describe('the phone', () => {
  it('opens a code by its text or by the order number, and again without harm', async () => {
    const { platform } = await start();
    const created = await scanForPay(platform, 'create', scanForPayOrder());
    const reply = await phone(platform, 'scan', { code: String(created['qrcode']) });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, { ok: true, orderNo }]);
    expect((await phone(platform, 'scan', { code: orderNo })).status).toBe(200);
    expect(statusOf(platform, orderNo)).toBe('scanned');
  });

  it('cannot pay or decline what it has not opened', async () => {
    const { platform } = await start();
    await scanForPay(platform, 'create', scanForPayOrder());
    for (const action of ['pay', 'decline']) {
      const reply = await phone(platform, action, { orderNo });
      expect([reply.status, JSON.parse(reply.text)]).toEqual([409, { ok: false, problem: 'not_possible_now' }]);
    }
    expect(statusOf(platform, orderNo)).toBe('waiting');
  });

  it('pays once: a second tap changes nothing', async () => {
    const { platform } = await start();
    await scanForPay(platform, 'create', scanForPayOrder());
    await scanAndPay(platform, orderNo);
    for (const action of ['pay', 'decline', 'expire']) {
      expect((await phone(platform, action, { orderNo })).status).toBe(409);
    }
    expect(statusOf(platform, orderNo)).toBe('paid');
  });

  it('lets an order run out, opened or not', async () => {
    const { platform } = await start();
    await scanForPay(platform, 'create', scanForPayOrder());
    await scanForPay(platform, 'create', scanForPayOrder({ partnerOrderNo: 'B' }));
    await phone(platform, 'scan', { code: 'B' });
    expect((await phone(platform, 'expire', { orderNo })).status).toBe(200);
    expect((await phone(platform, 'expire', { orderNo: 'B' })).status).toBe(200);
    expect([statusOf(platform, orderNo), statusOf(platform, 'B')]).toEqual(['expired', 'expired']);
  });

  it('says when it does not know a code, or what is wanted', async () => {
    const { platform } = await start();
    expect((await phone(platform, 'scan', { code: 'https://qr.alipay.com/other' })).status).toBe(404);
    expect((await phone(platform, 'scan', {})).status).toBe(400);
    expect((await phone(platform, 'scenario', { name: 'earthquake' })).status).toBe(400);
    expect((await phone(platform, 'fly', { orderNo })).status).toBe(400);
  });
});

describe('the phone’s door', () => {
  const post = async (platform: PracticePlatform, headers: Record<string, string>, url = platform.phoneUrl) =>
    send(`${url}api/scenario`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"name":"slow"}',
    });

  it.each<[string, Record<string, string>]>([
    ['a rebound name', { host: 'attacker.example' }],
    ['another port’s name', { host: '127.0.0.1:1' }],
    ['a foreign page', { origin: 'https://attacker.example' }],
    ['a page of another local server', { origin: 'http://127.0.0.1:1' }],
    ['a page without origin', { origin: 'null' }],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
    ['another local page', { 'sec-fetch-site': 'same-site' }],
  ])('stays shut for %s', async (_what, headers) => {
    const { platform } = await start();
    expect((await post(platform, headers)).status).toBe(403);
    expect((await send(`${platform.phoneUrl}api/state`, { headers })).status).toBe(403);
    expect(platform.readState().scenario).toBe('normal');
  });

  it('opens for its own page', async () => {
    const { platform } = await start();
    const headers = { origin: platform.baseUrl, 'sec-fetch-site': 'same-origin' };
    expect((await post(platform, headers)).status).toBe(200);
    expect(platform.readState().scenario).toBe('slow');
  });

  it('stays shut without the token, which differs at every start', async () => {
    const { platform } = await start();
    const other = await start();
    const token = /phone\/([\w-]{32})\/$/.exec(other.platform.phoneUrl)?.[1];
    expect(token).toBeDefined();
    for (const path of ['/phone/', '/phone//', `/phone/${token!}/`, '/phone/x/']) {
      expect((await post(platform, {}, `${platform.baseUrl}${path}`)).status).toBe(403);
    }
    expect(platform.readState().scenario).toBe('normal');
  });

  it('takes only JSON, and no more than 64 KiB of it', async () => {
    const { platform } = await start();
    expect((await post(platform, { 'content-type': 'text/plain' })).status).toBe(415);
    const long = phone(platform, 'scenario', { name: 'slow', padding: 'x'.repeat(64 * 1024) });
    expect([413, 'cut off']).toContain(
      await long.then(
        ({ status }) => status,
        () => 'cut off',
      ),
    );
    expect((await send(`${platform.phoneUrl}api/scenario`, { method: 'PUT' })).status).toBe(405);
    expect(platform.readState().scenario).toBe('normal');
  });
});

describe('the phone’s page', () => {
  const folder = (): string => {
    const made = mkdtempSync(path.join(tmpdir(), 'phone-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    writeFileSync(path.join(made, 'index.html'), '<!doctype html>');
    writeFileSync(path.join(made, 'index.js'), '1;');
    writeFileSync(path.join(made, 'secret.txt'), 'no');
    return made;
  };

  it('comes with a policy that lets nothing from elsewhere in', async () => {
    const { platform } = await start({ phoneFilesFolder: folder() });
    const page = await send(`${platform.phoneUrl}?language=zh&order=1`);
    expect([page.status, page.text]).toEqual([200, '<!doctype html>']);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html;charset=utf-8',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:/,
      ) as unknown,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect((await send(`${platform.phoneUrl}index.js`)).headers['content-type']).toBe('text/javascript;charset=utf-8');
  });

  it('is all that the folder gives away', async () => {
    const { platform } = await start({ phoneFilesFolder: folder() });
    for (const name of [
      'secret.txt',
      '../index.html',
      '..%2findex.html',
      'a/../index.js',
      'missing.js',
      '.hidden.js',
    ]) {
      expect((await rawGet(platform, name)).status).toBe(404);
    }
  });

  it('is not there when no folder was given', async () => {
    const { platform } = await start();
    expect((await send(platform.phoneUrl)).status).toBe(404);
  });
});

describe('the platform', () => {
  it('moves to a free port when the wanted one is taken', async () => {
    const { platform } = await start();
    const other = await start({ port: platform.port });
    expect(other.platform.port).not.toBe(platform.port);
    expect((await send(`${other.platform.phoneUrl}api/state`)).status).toBe(200);
  });

  it('stops with a phone still listening', async () => {
    const { platform } = await start();
    const events = listen(platform);
    await events.next();
    await platform.stop();
    await expect(send(`${platform.phoneUrl}api/state`)).rejects.toThrow('ECONNREFUSED');
  });

  it('makes different keys for every PC', async () => {
    const other = await generatePracticeCredentials();
    expect(other.till.scanForPay.signKey).toMatch(/^[0-9a-f]{32}$/);
    expect(other.till.scanForPay.signKey).not.toBe(tillKeys.scanForPay.signKey);
    expect(other.till.alipay.appPrivateKey).not.toBe(tillKeys.alipay.appPrivateKey);
    expect(other.platform.alipay.appId).toBe(tillKeys.alipay.appId);
  });
});

/** Sends the path as it is; URL parsing would tidy it. */
async function rawGet(platform: PracticePlatform, name: string): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const { pathname } = new URL(platform.phoneUrl);
    const options = { host: '127.0.0.1', port: platform.port, path: `${pathname}${name}`, agent: false };
    httpRequest(options, (reply) => {
      reply.resume();
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0 }));
    })
      .on('error', reject)
      .end();
  });
}

interface Events {
  next(): Promise<PhoneState>;
  until(condition: (state: PhoneState) => boolean): Promise<void>;
}

function listen(platform: PracticePlatform): Events {
  const states: PhoneState[] = [];
  let wake: () => void = () => undefined;
  let text = '';
  const request = httpRequest(`${platform.phoneUrl}api/events`, { agent: false }, (reply) => {
    reply.setEncoding('utf8');
    reply.on('error', () => undefined);
    reply.on('data', (chunk: string) => {
      const parts = `${text}${chunk}`.split('\n\n');
      text = parts.pop() ?? '';
      states.push(...parts.map((part) => JSON.parse(part.replace(/^data: /, '')) as PhoneState));
      wake();
    });
  });
  request.on('error', () => undefined);
  request.end();
  onTestFinished(() => void request.destroy());
  const next = async (): Promise<PhoneState> => {
    for (;;) {
      const state = states.shift();
      if (state !== undefined) return state;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    next,
    async until(condition) {
      while (!condition(await next()));
    },
  };
}
