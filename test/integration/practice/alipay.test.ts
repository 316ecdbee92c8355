import { AlipaySdk } from 'alipay-sdk';
import { createSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PracticePlatform } from '../../../main/practice/platform.ts';
import {
  alipay,
  type AlipayCall,
  alipayOrder,
  type Json,
  openAlipay,
  phone,
  postAlipay,
  scanAndPay,
  send,
  start,
  startEar,
  tillKeys,
  tradeOf,
  untilTold,
} from './support.ts';

const orderNo = 'T01_20261122_A1';
const number: Json = { out_trade_no: orderNo };

function officialClient(platform: PracticePlatform, signType: 'RSA' | 'RSA2' = 'RSA2'): AlipaySdk {
  return new AlipaySdk({
    appId: tillKeys.alipay.appId,
    privateKey: tillKeys.alipay.appPrivateKey.trim(),
    alipayPublicKey: tillKeys.alipay.alipayPublicKey.trim(),
    gateway: platform.alipayGatewayUrl,
    keyType: 'PKCS8',
    signType,
  });
}

describe('the official Alipay client against the platform', () => {
  it.each(['RSA2', 'RSA'] as const)(
    'goes through a sale with %s, every reply’s signature checked',
    async (signType) => {
      // The client stamps its requests with the real time.
      const { platform } = await start({
        clock: { now: () => new Date(), monotonicMs: () => 0, after: () => () => undefined, random: () => 0 },
      });
      const client = officialClient(platform, signType);
      const call = async (operation: string, bizContent: Json): Promise<Json> =>
        await client.exec(`alipay.trade.${operation}`, { bizContent }, { validateSign: true });
      const created = await call('precreate', alipayOrder());
      expect(created).toMatchObject({ code: '10000', outTradeNo: orderNo });
      const code = String(created['qrCode']);
      expect(code).toMatch(/^https:\/\/qr\.alipay\.com\/bax[0-9a-z]{21}$/);
      expect(created).not.toHaveProperty('tradeNo');
      expect(await call('query', number)).toMatchObject({ code: '40004', subCode: 'ACQ.TRADE_NOT_EXIST' });
      await phone(platform, 'scan', { code });
      const scanned = await call('query', number);
      expect(scanned).toMatchObject({ code: '10000', tradeStatus: 'WAIT_BUYER_PAY', totalAmount: '141.30' });
      expect(scanned['tradeNo']).toMatch(/^\d{28}$/);
      await phone(platform, 'pay', { orderNo });
      expect(await call('query', number)).toMatchObject({
        code: '10000',
        tradeStatus: 'TRADE_SUCCESS',
        tradeNo: scanned['tradeNo'],
        totalAmount: '141.30',
        receiptAmount: '141.30',
        buyerLogonId: '159****5620',
      });
      expect(await call('cancel', number)).toMatchObject({ code: '10000', retryFlag: 'N', action: 'refund' });
    },
  );
});

describe('the Alipay gateway', () => {
  it('answers JSON labelled as HTML, with the time of the gateway', async () => {
    const { platform } = await start();
    const reply = await postAlipay(platform, {});
    expect(reply.headers['content-type']).toBe('text/html;charset=utf-8');
    expect(reply.headers['date']).toBe('Sun, 22 Nov 2026 06:32:05 GMT');
  });

  it.each([
    ['escaped in every answer, as by the real one', undefined, [true, true, true]],
    ['plain', 'plain', [false, false, false]],
    ['the one and the other in turn', 'in_turn', [true, false, true]],
  ] as const)('has its slashes %s, and signs what it sends', async (_how, alipaySlashes, escaped) => {
    const { platform } = await start(alipaySlashes === undefined ? {} : { alipaySlashes });
    const texts: string[] = [];
    for (const _ of escaped) texts.push((await postAlipay(platform, {})).text);
    expect(texts.map((text) => text.includes('https:\\/\\/'))).toEqual(escaped);
    expect(texts.map((text) => text.includes('https://'))).toEqual(escaped.map((is) => !is));
    for (const text of texts) expect(openAlipay(text)).toEqual(openAlipay(texts[0]!));
  });

  it.each<[string, string, string, AlipayCall]>([
    ['no method', '40001', 'isv.missing-method', { common: { method: undefined } }],
    ['no app', '40001', 'isv.missing-app-id', { common: { app_id: undefined } }],
    ['no algorithm', '40001', 'isv.missing-signature-type', { common: { sign_type: undefined } }],
    ['no signature', '40001', 'isv.missing-signature', { sign: '' }],
    ['no time', '40001', 'isv.missing-timestamp', { common: { timestamp: undefined } }],
    ['no version', '40001', 'isv.missing-version', { common: { version: undefined } }],
    ['another charset', '40002', 'isv.invalid-charset', { common: { charset: 'Big5' } }],
    ['an app_auth_token of 41', '40002', 'isv.invalid-parameter', { common: { app_auth_token: 'a'.repeat(41) } }],
    [
      'a notify_url of 257',
      '40002',
      'isv.invalid-parameter',
      { common: { notify_url: `http://127.0.0.1/${'n'.repeat(240)}` } },
    ],
    ['a version of four', '40002', 'isv.invalid-parameter', { common: { version: '1.00' } }],
    [
      'certificates it does not have',
      '40002',
      'isv.invalid-parameter',
      { common: { app_cert_sn: 'a', alipay_root_cert_sn: 'b' } },
    ],
    ['another encryption', '40002', 'isv.invalid-encrypt-type', { common: { encrypt_type: 'RC4' } }],
    [
      'encrypted content without a key for it',
      '40002',
      'isv.decryption-error-not-valid-encrypt-key',
      { common: { encrypt_type: 'AES' } },
    ],
    ['another format', '40002', 'isv.invalid-format', { common: { format: 'XML' } }],
    ['another app', '40002', 'isv.invalid-app-id', { common: { app_id: '2014072300007148' } }],
    ['an unknown method', '40002', 'isv.invalid-method', { method: 'alipay.trade.prepay' }],
    ['another version', '40002', 'isv.invalid-parameter', { common: { version: '2.0' } }],
    ['an unknown algorithm', '40002', 'isv.invalid-signature-type', { common: { sign_type: 'MD5' } }],
    ['a signature of the other algorithm', '40002', 'isv.invalid-signature', { algorithm: 'RSA-SHA1' }],
    ['a signature that is no base64', '40002', 'isv.invalid-signature', { sign: 'a b' }],
    [
      'the local time of Tokyo a day off',
      '40002',
      'isv.invalid-timestamp',
      { common: { timestamp: '2026-11-23 14:32:06' } },
    ],
    ['a time long past', '40002', 'isv.invalid-timestamp', { common: { timestamp: '2026-11-21 14:32:04' } }],
    ['a time in another form', '40002', 'isv.invalid-timestamp', { common: { timestamp: '2026-11-22T14:32:05' } }],
    ['a date that does not exist', '40002', 'isv.invalid-timestamp', { common: { timestamp: '2026-11-31 14:32:05' } }],
  ])('answers %s with %s %s, unsigned', async (_what, code, subCode, call) => {
    const { platform } = await start();
    const reply = await postAlipay(platform, call);
    const members = JSON.parse(reply.text) as Record<string, Json>;
    expect(Object.keys(members)).toEqual(['error_response']);
    expect(members['error_response']).toMatchObject({ code, sub_code: subCode });
    expect(platform.readState().trades).toEqual([]);
  });

  it('takes a time up to 24 hours off', async () => {
    const { platform } = await start();
    const reply = await postAlipay(platform, { common: { timestamp: '2026-11-21 14:32:05' } });
    expect(openAlipay(reply.text)['code']).toBe('10000');
  });

  it('takes an app_auth_token of 40', async () => {
    const { platform } = await start();
    const reply = await postAlipay(platform, { common: { app_auth_token: 'a'.repeat(40) } });
    expect(openAlipay(reply.text)['code']).toBe('10000');
  });

  it('takes RSA for who says so, and answers with it', async () => {
    const { platform } = await start();
    const reply = await postAlipay(platform, { common: { sign_type: 'RSA' }, algorithm: 'RSA-SHA1' });
    expect(openAlipay(reply.text, 'RSA-SHA1')['code']).toBe('10000');
  });

  it('refuses a parameter given twice and text that is not form-encoded', async () => {
    const { platform } = await start();
    for (const query of ['app_id=1&app_id=2', 'app_id=%zz', 'charset=utf-8&charset=utf-8']) {
      const reply = await send(`${platform.alipayGatewayUrl}?${query}`, { method: 'POST' });
      expect(reply.text).toContain('isv.invalid-parameter');
    }
  });

  it('notices a changed amount', async () => {
    const { platform } = await start();
    const changed = await postAlipay(platform, { common: { notify_url: 'http://127.0.0.1/a+b?c=d&e' } });
    expect(openAlipay(changed.text)['code']).toBe('10000');
    const sign = 'A'.repeat(344);
    expect((await postAlipay(platform, { sign })).text).toContain('isv.invalid-signature');
  });
});

describe('what other clients send to Alipay', () => {
  /** Everything that is signed, as one form. */
  function signedForm(
    changes: Record<string, string> = {},
    bizContent = JSON.stringify(alipayOrder()),
  ): URLSearchParams {
    const parameters: Record<string, string> = {
      app_id: tillKeys.alipay.appId,
      method: 'alipay.trade.precreate',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: '2026-11-22 14:32:05',
      version: '1.0',
      biz_content: bizContent,
      ...changes,
    };
    const text = Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join('&');
    const sign = createSign('RSA-SHA256').update(text, 'utf8').sign(tillKeys.alipay.appPrivateKey, 'base64');
    return new URLSearchParams({ ...parameters, sign });
  }

  const posted = (body: URLSearchParams, contentType = 'application/x-www-form-urlencoded') => ({
    method: 'POST',
    headers: { 'content-type': contentType },
    body: body.toString(),
  });

  it('may name the charset in the address and again in the body, if it is the same', async () => {
    const { platform } = await start();
    for (const charset of ['utf-8', 'UTF-8']) {
      const reply = await send(`${platform.alipayGatewayUrl}?charset=${charset}`, posted(signedForm()));
      expect(openAlipay(reply.text)['code']).toBe('10000');
    }
    for (const query of ['charset=GBK', 'app_id=1', 'charset=utf-8&version=1.0']) {
      const reply = await send(`${platform.alipayGatewayUrl}?${query}`, posted(signedForm()));
      expect(reply.text).toContain('isv.invalid-parameter');
    }
  });

  it('may come whole in the address, by GET', async () => {
    const { platform } = await start();
    const reply = await send(`${platform.alipayGatewayUrl}?${signedForm().toString()}`);
    expect(openAlipay(reply.text)).toMatchObject({ code: '10000', out_trade_no: alipayOrder()['out_trade_no'] });
    const forged = signedForm();
    forged.set('biz_content', JSON.stringify(alipayOrder({ total_amount: '0.01' })));
    expect((await send(`${platform.alipayGatewayUrl}?${forged.toString()}`)).text).toContain('isv.invalid-signature');
    expect((await send(platform.alipayGatewayUrl, { method: 'PUT' })).status).toBe(405);
    expect((await send(`${platform.scanForPayBaseUrl}/api/offline/create`)).status).toBe(405);
  });

  it('may be numbers without quotes, of which each digit counts', async () => {
    const { platform } = await start();
    const number = '1600064968073';
    expect(
      await alipay(platform, 'precreate', alipayOrder({ out_trade_no: 1600064968073, total_amount: 0.01 })),
    ).toMatchObject({ code: '10000', out_trade_no: number });
    await scanAndPay(platform, number);
    expect(tradeOf(platform, number)).toMatchObject({ status: 'paid', amountMinor: 1 });
    const refund = { out_trade_no: 1600064968073, refund_amount: 0.01, out_request_no: 7 };
    expect(await alipay(platform, 'refund', refund)).toMatchObject({
      code: '10000',
      fund_change: 'Y',
      refund_fee: '0.01',
    });

    const long = '1234567890123456789012345678';
    const bizContent = JSON.stringify(alipayOrder({ out_trade_no: long })).replace(`"${long}"`, long);
    const reply = await send(platform.alipayGatewayUrl, posted(signedForm({}, bizContent)));
    expect(openAlipay(reply.text)).toMatchObject({ code: '10000', out_trade_no: long });
  });

  it.each([
    ['address', '?charset=utf-8', 'application/x-www-form-urlencoded', 'utf-8'],
    ['header', '', 'application/x-www-form-urlencoded;charset=utf-8', 'utf-8'],
    ['body alone', '', 'application/x-www-form-urlencoded', 'GBK'],
  ])(
    'is told of its payment in the charset that it named in its %s, as is reported of the real one',
    async (_where, query, contentType, charset) => {
      const { platform } = await start();
      const ear = await startEar();
      const reply = await send(
        `${platform.alipayGatewayUrl}${query}`,
        posted(signedForm({ notify_url: ear.url }), contentType),
      );
      expect(openAlipay(reply.text)['code']).toBe('10000');
      await scanAndPay(platform, String(alipayOrder()['out_trade_no']));
      await untilTold(platform, String(alipayOrder()['out_trade_no']), 1);
      const [heard] = ear.heard;
      expect(heard?.contentType).toBe(`application/x-www-form-urlencoded;charset=${charset}`);
      const subject = /(?:^|&)subject=([^&]*)/.exec(heard?.body ?? '')?.[1];
      expect(subject).toBe(charset === 'GBK' ? '%B9%F1%CC%A8+1' : '%E6%9F%9C%E5%8F%B0+1');
      expect(heard?.body).toContain(`charset=${charset}`);
    },
  );
});

describe('alipay.trade.precreate', () => {
  const goods = { goods_id: 'apple-01', goods_name: 'ipad', quantity: 1, price: '141.30' };
  const royalty = { trans_in: '2088101126708402', amount: '0.10' };
  const bankShare = { trans_in_type: 'bankIndex', trans_in: '1'.repeat(28), amount: 0.1, batch_no: '123' };
  const shares = (detail: Json, info: Json = {}): Json => ({
    royalty_info: { ...info, royalty_detail_infos: [detail] },
  });

  it.each<[string, Json]>([
    ['no number', { out_trade_no: undefined }],
    ['a number with a dash', { out_trade_no: 'T01-1' }],
    ['a number of 65', { out_trade_no: 'A'.repeat(65) }],
    ['no subject', { subject: '' }],
    ['a subject of 257', { subject: '茶'.repeat(257) }],
    ['no amount', { total_amount: undefined }],
    ['an amount as number', { total_amount: 141.3 }],
    ['one decimal', { total_amount: '141.3' }],
    ['three decimals', { total_amount: '141.300' }],
    ['nothing to pay', { total_amount: '0.00' }],
    ['a negative amount', { total_amount: '-1.00' }],
    ['an amount of ten characters', { total_amount: '1000000.00' }],
    ['parts that do not add up', { discountable_amount: '100.00', undiscountable_amount: '41.29' }],
    ['a part above the whole', { discountable_amount: '141.31' }],
    ['a limit with a fraction', { timeout_express: '1.5h' }],
    ['a limit of 16 days', { timeout_express: '16d' }],
    ['a code limit in seconds', { qr_code_timeout_express: '300s' }],
    ['a time to expire in another form', { time_expire: '2026-11-22T15:00:00' }],
    ['an operator of 29', { operator_id: 'o'.repeat(29) }],
    ['a store of 33', { store_id: 's'.repeat(33) }],
    ['a terminal of 33', { terminal_id: 't'.repeat(33) }],
    ['a body of 129', { body: 'b'.repeat(129) }],
    ['a product it does not know', { product_code: 'FAST_INSTANT_TRADE_PAY' }],
    ['a time to expire that is over', { time_expire: '2026-11-22 14:32:05' }],
    ['a seller that is no number', { seller_id: 'shop' }],
    ['a seller of 29', { seller_id: '2'.repeat(29) }],
    ['an extension that is a text', { extend_params: '{}' }],
    ['a provider of 65', { extend_params: { sys_service_provider_id: '2'.repeat(65) } }],
    ['goods as text', { goods_detail: JSON.stringify([goods]) }],
    ['an empty list of goods', { goods_detail: [] }],
    ['goods without a number', { goods_detail: [{ ...goods, goods_id: undefined }] }],
    ['goods with a number of 33', { goods_detail: [{ ...goods, goods_id: 'g'.repeat(33) }] }],
    ['goods with a number of Alipay’s of 33', { goods_detail: [{ ...goods, alipay_goods_id: 'g'.repeat(33) }] }],
    ['goods without a name', { goods_detail: [goods, { ...goods, goods_name: '' }] }],
    ['goods with a name of 257', { goods_detail: [{ ...goods, goods_name: 'n'.repeat(257) }] }],
    ['half a piece of goods', { goods_detail: [{ ...goods, quantity: 0.5 }] }],
    ['goods with a quantity of eleven digits', { goods_detail: [{ ...goods, quantity: 10_000_000_000 }] }],
    ['goods with a price of one decimal', { goods_detail: [{ ...goods, price: '141.3' }] }],
    ['goods with a category of 25', { goods_detail: [{ ...goods, goods_category: 'c'.repeat(25) }] }],
    ['goods with a description of 1001', { goods_detail: [{ ...goods, body: 'b'.repeat(1001) }] }],
    ['shares as text', { royalty_info: '{}' }],
    ['shares without details', { royalty_info: { royalty_type: 'ROYALTY' } }],
    ['shares of another type', shares(royalty, { royalty_type: 'X' })],
    ['a share without a receiver', shares({ ...royalty, trans_in: undefined })],
    ['a share without an amount', shares({ ...royalty, amount: undefined })],
    ['a share of nothing', shares({ ...royalty, amount: '0.00' })],
    ['a share of three decimals', shares({ ...royalty, amount: 0.125 })],
    ['shares above the whole', { royalty_info: { royalty_detail_infos: [{ ...royalty, amount: '141.30' }, royalty] } }],
    ['a share numbered zero', shares({ ...royalty, serial_no: 0 })],
    ['a share numbered with ten digits', shares({ ...royalty, serial_no: '1000000000' })],
    ['a receiver of an unknown kind', shares({ ...royalty, trans_in_type: 'email' })],
    ['a user who is none', shares({ ...royalty, trans_in: '1088101126708402' })],
    ['a bank index of 27 digits', shares({ trans_in_type: 'bankIndex', trans_in: '1'.repeat(27), amount: 1 })],
    ['two bank indexes', { royalty_info: { royalty_detail_infos: [bankShare, bankShare] } }],
    ['a store of 29', shares({ trans_in_type: 'storeId', trans_in: 's'.repeat(29), amount: 1 })],
    ['a share with a batch but no bank', shares({ ...royalty, batch_no: '1' })],
    ['a batch of 33', shares({ ...bankShare, batch_no: 'b'.repeat(33) })],
    ['a relation of 65', shares({ ...royalty, out_relation_id: 'r'.repeat(65) })],
    [
      'the same relation twice',
      {
        royalty_info: {
          royalty_detail_infos: [
            { ...royalty, out_relation_id: 'r' },
            { ...royalty, out_relation_id: 'r' },
          ],
        },
      },
    ],
    ['a payer of another kind', shares({ ...royalty, trans_out_type: 'storeId' })],
    ['a payer who is none', shares({ ...royalty, trans_out: '2088' })],
    ['a share with a description of 1001', shares({ ...royalty, desc: 'd'.repeat(1001) })],
    [
      'shares of more than 2,500 characters',
      {
        royalty_info: {
          royalty_detail_infos: Array.from({ length: 3 }, () => ({ ...royalty, desc: 'd'.repeat(900) })),
        },
      },
    ],
  ])('refuses %s as ACQ.INVALID_PARAMETER, signed', async (_what, changes) => {
    const { platform } = await start();
    const reply = await alipay(platform, 'precreate', alipayOrder(changes));
    expect(reply).toMatchObject({ code: '40004', sub_code: 'ACQ.INVALID_PARAMETER' });
    expect(platform.readState().trades).toEqual([]);
  });

  it.each<[string, number, Json]>([
    ['whole yuan', 14100, { total_amount: '141' }],
    ['the longest amount', 99_999_999, { total_amount: '999999.99' }],
    [
      'both parts and no whole',
      14130,
      { total_amount: undefined, discountable_amount: '100', undiscountable_amount: '41.30' },
    ],
    ['parts that add up', 14130, { discountable_amount: '100.00', undiscountable_amount: '41.30' }],
    ['goods', 14130, { goods_detail: [goods, { ...goods, quantity: '2', price: 2000 }] }],
    [
      'goods with all there is to say',
      14130,
      {
        goods_detail: [
          {
            goods_id: 'g'.repeat(32),
            alipay_goods_id: '2'.repeat(32),
            goods_name: '茶'.repeat(256),
            quantity: 1_000_000_000,
            price: '999999.99',
            goods_category: 'c'.repeat(24),
            body: 'b'.repeat(1000),
          },
        ],
      },
    ],
    ['a share', 14130, shares(royalty, { royalty_type: 'ROYALTY' })],
    [
      'shares of the whole, to each kind of receiver',
      14130,
      {
        royalty_info: {
          royalty_detail_infos: [
            {
              serial_no: '1',
              trans_in_type: 'userId',
              trans_in: '2088101126708402',
              trans_out_type: 'userId',
              trans_out: '2088101126765726',
              out_relation_id: '20131124001',
              amount: 141.1,
              desc: '分账测试1',
            },
            bankShare,
            { trans_in_type: 'storeId', trans_in: 'NJ_001', amount: '0.1' },
          ],
        },
      },
    ],
    ['a provider', 14130, { extend_params: { sys_service_provider_id: '2088511833207846' } }],
    ['members it does not know', 14130, { discount_amount: '8.88', passback_params: 'x' }],
    ['an order code', 14130, { product_code: 'QR_CODE_OFFLINE', time_expire: '2026-11-22 15:00:00' }],
    ['the own seller', 14130, { seller_id: tillKeys.alipay.sellerId }],
  ])('takes %s', async (_what, amountMinor, changes) => {
    const { platform } = await start();
    expect((await alipay(platform, 'precreate', alipayOrder(changes)))['code']).toBe('10000');
    expect(platform.readState().trades[0]?.amountMinor).toBe(amountMinor);
  });

  it('refuses another seller', async () => {
    const { platform } = await start();
    const reply = await alipay(platform, 'precreate', alipayOrder({ seller_id: '2088102146225135' }));
    expect(reply).toMatchObject({ code: '40004', sub_code: 'ACQ.ACCESS_FORBIDDEN' });
  });

  it('gives the same code again for the same order, and refuses the number for any other', async () => {
    const { platform } = await start();
    const first = await alipay(platform, 'precreate', alipayOrder());
    const reordered = Object.fromEntries(Object.entries(alipayOrder()).reverse());
    expect(await alipay(platform, 'precreate', reordered)).toEqual(first);
    const other = await alipay(platform, 'precreate', alipayOrder({ total_amount: '141.31' }));
    expect(other).toMatchObject({ code: '40004', sub_code: 'ACQ.CONTEXT_INCONSISTENT', out_trade_no: orderNo });
    const notified = await postAlipay(platform, { common: { notify_url: 'http://127.0.0.1:1/' } });
    expect(openAlipay(notified.text)['sub_code']).toBe('ACQ.CONTEXT_INCONSISTENT');
    expect(platform.readState().trades).toHaveLength(1);
  });

  it('says ACQ.TRADE_HAS_SUCCESS for a paid order and ACQ.TRADE_HAS_CLOSE for a closed one', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    await scanAndPay(platform, orderNo);
    expect((await alipay(platform, 'precreate', alipayOrder()))['sub_code']).toBe('ACQ.TRADE_HAS_SUCCESS');
    await alipay(platform, 'precreate', alipayOrder({ out_trade_no: 'B' }));
    await alipay(platform, 'cancel', { out_trade_no: 'B' });
    const again = await alipay(platform, 'precreate', alipayOrder({ out_trade_no: 'B' }));
    expect(again['sub_code']).toBe('ACQ.TRADE_HAS_CLOSE');
  });
});

describe('alipay.trade.query', () => {
  it('knows no trade before the scan, even after the code has run out', async () => {
    const { platform, clock } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    const unknown = { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST', sub_msg: '交易不存在', out_trade_no: orderNo };
    expect(await alipay(platform, 'query', number)).toMatchObject(unknown);
    await clock.advance(5 * 60_000);
    expect((await phone(platform, 'scan', { code: orderNo })).status).toBe(409);
    expect(await alipay(platform, 'query', number)).toMatchObject(unknown);
  });

  it('finds a scanned trade by Alipay’s number, which wins', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    await phone(platform, 'scan', { code: orderNo });
    const { trade_no } = await alipay(platform, 'query', number);
    expect((await alipay(platform, 'query', { trade_no, out_trade_no: 'x' }))['out_trade_no']).toBe(orderNo);
  });

  it('refuses a question without a number, and biz_content that is no object', async () => {
    const { platform } = await start();
    expect((await alipay(platform, 'query', {}))['sub_code']).toBe('ACQ.INVALID_PARAMETER');
    expect((await alipay(platform, 'query', [] as unknown as Json))['sub_code']).toBe('ACQ.INVALID_PARAMETER');
  });

  it('closes a scanned trade when timeout_express has run since the scan', async () => {
    const { platform, clock } = await start();
    await alipay(platform, 'precreate', alipayOrder({ timeout_express: '3m' }));
    await clock.advance(4 * 60_000);
    await phone(platform, 'scan', { code: orderNo });
    await clock.advance(3 * 60_000 - 1);
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('WAIT_BUYER_PAY');
    await clock.advance(1);
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_CLOSED');
  });

  it('holds both code and trade to time_expire', async () => {
    const { platform, clock } = await start();
    await alipay(platform, 'precreate', alipayOrder({ time_expire: '2026-11-22 14:34:05' }));
    await clock.advance(60_000);
    await phone(platform, 'scan', { code: orderNo });
    await clock.advance(60_000);
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_CLOSED');
  });

  it('says TRADE_CLOSED after the customer declined', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    await phone(platform, 'scan', { code: orderNo });
    await phone(platform, 'decline', { orderNo });
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_CLOSED');
  });
});

describe('alipay.trade.cancel', () => {
  it('kills a code that nobody opened, with no action to report', async () => {
    const { platform } = await start();
    const { qr_code } = await alipay(platform, 'precreate', alipayOrder());
    const cancelled = { code: '10000', msg: 'Success', out_trade_no: orderNo, retry_flag: 'N' };
    expect(await alipay(platform, 'cancel', number)).toEqual(cancelled);
    expect((await phone(platform, 'scan', { code: String(qr_code) })).status).toBe(409);
    expect(await alipay(platform, 'cancel', number)).toEqual(cancelled);
    expect((await alipay(platform, 'query', number))['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  });

  it('closes a scanned trade', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    await phone(platform, 'scan', { code: orderNo });
    expect(await alipay(platform, 'cancel', number)).toMatchObject({ retry_flag: 'N', action: 'close' });
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_CLOSED');
    expect((await phone(platform, 'pay', { orderNo })).status).toBe(409);
  });

  it('gives the money of a paid trade back, and says so again when asked again', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    await scanAndPay(platform, orderNo);
    expect(await alipay(platform, 'cancel', number)).toMatchObject({ retry_flag: 'N', action: 'refund' });
    expect(await alipay(platform, 'cancel', number)).toMatchObject({ retry_flag: 'N', action: 'refund' });
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_CLOSED');
  });

  it('knows nothing of a number it never saw, and refuses after 24 hours', async () => {
    const { platform, clock } = await start();
    expect((await alipay(platform, 'cancel', number))['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    await alipay(platform, 'precreate', alipayOrder({ qr_code_timeout_express: '2d' }));
    await clock.advance(24 * 3_600_000 + 1);
    const late = await postAlipay(platform, {
      method: 'alipay.trade.cancel',
      content: number,
      common: { timestamp: '2026-11-23 14:32:05' },
    });
    expect(openAlipay(late.text)['sub_code']).toBe('ACQ.TRADE_CANCEL_TIME_OUT');
  });
});
