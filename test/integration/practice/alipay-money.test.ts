/** Alipay's operations that move money, or look at money that has moved: close, pay, refund, refund query, bill. */
import { describe, expect, it } from 'vitest';
import type { PracticePlatform } from '../../../main/practice/platform.ts';
import {
  alipay,
  alipayOrder,
  gmt8,
  heardByNow,
  type Json,
  openAlipay,
  phone,
  postAlipay,
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
import { unzip } from './unzip.ts';

const orderNo = 'T01_20261122_A1';
const number: Json = { out_trade_no: orderNo };

async function paidTrade(platform: PracticePlatform, changes: Json = {}): Promise<void> {
  const order = alipayOrder(changes);
  await alipay(platform, 'precreate', order);
  await scanAndPay(platform, String(order['out_trade_no']));
}

const refund = (refundAmount: string, requestNo?: string): Json => ({
  ...number,
  refund_amount: refundAmount,
  ...(requestNo === undefined ? {} : { out_request_no: requestNo }),
});

describe('alipay.trade.close', () => {
  it('closes a trade that waits for its payment, once', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    await phone(platform, 'scan', { code: orderNo });
    const closed = await alipay(platform, 'close', number);
    expect(closed).toEqual({ code: '10000', msg: 'Success', trade_no: closed['trade_no'], out_trade_no: orderNo });
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_CLOSED');
    expect((await alipay(platform, 'close', number))['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
  });

  it('knows no trade before the scan, and kills the code all the same', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    expect((await alipay(platform, 'close', number))['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    expect((await phone(platform, 'scan', { code: orderNo })).status).toBe(409);
  });

  it('leaves a paid trade as it is', async () => {
    const { platform } = await start();
    await paidTrade(platform);
    expect((await alipay(platform, 'close', number))['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
    expect(statusOf(platform, orderNo)).toBe('paid');
  });
});

describe('alipay.trade.pay', () => {
  const shown = (changes: Json = {}): Json => {
    const { qr_code_timeout_express: _left, ...order } = alipayOrder();
    return { ...order, scene: 'bar_code', auth_code: '280123456789012345', ...changes };
  };

  it('is paid at once for a small sum, and told to the till', async () => {
    const { platform } = await start();
    const ear = await startEar();
    const reply = await postAlipay(platform, {
      method: 'alipay.trade.pay',
      content: shown(),
      common: { notify_url: ear.url },
    });
    expect(openAlipay(reply.text)).toMatchObject({
      code: '10000',
      out_trade_no: orderNo,
      total_amount: '141.30',
      receipt_amount: '141.30',
      buyer_logon_id: '159****5620',
      gmt_payment: '2026-11-22 14:32:05',
    });
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_SUCCESS');
    await untilTold(platform, orderNo, 1);
    expect((await heardByNow(ear))[0]).toContain('trade_status=TRADE_SUCCESS');
    expect(
      tradeOf(platform, orderNo)
        .timeline.map(({ kind }) => kind)
        .slice(0, 2),
    ).toEqual(['barcode_read', 'paid']);
  });

  it('waits from 1,000 yuan on for the customer to confirm on the phone', async () => {
    const { platform } = await start();
    const order = shown({ total_amount: '1000.00' });
    const waiting = await alipay(platform, 'pay', order);
    expect(waiting).toMatchObject({ code: '10003', msg: 'order success pay inprocess', out_trade_no: orderNo });
    expect(waiting).not.toHaveProperty('sub_code');
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('WAIT_BUYER_PAY');
    expect((await alipay(platform, 'pay', order))['code']).toBe('10003');
    await phone(platform, 'pay', { orderNo });
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_SUCCESS');
    expect((await alipay(platform, 'pay', order))['sub_code']).toBe('ACQ.TRADE_HAS_SUCCESS');
    await alipay(platform, 'pay', shown({ out_trade_no: 'SMALL', total_amount: '999.99' }));
    expect(statusOf(platform, 'SMALL')).toBe('paid');
  });

  it('closes a payment that the customer refuses or forgets', async () => {
    const { platform, clock } = await start();
    await alipay(platform, 'pay', shown({ total_amount: '2000.00', out_trade_no: 'REFUSED' }));
    await phone(platform, 'decline', { orderNo: 'REFUSED' });
    expect((await alipay(platform, 'query', { out_trade_no: 'REFUSED' }))['trade_status']).toBe('TRADE_CLOSED');
    await alipay(platform, 'pay', shown({ total_amount: '2000.00' }));
    await clock.advance(5 * 60_000);
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_CLOSED');
    expect((await alipay(platform, 'pay', shown({ total_amount: '2000.00' })))['sub_code']).toBe('ACQ.TRADE_HAS_CLOSE');
  });

  it('can be cancelled after an answer that says nothing, and the money goes back', async () => {
    const { platform } = await start();
    platform.failNext({ operation: 'pay', fault: { code: '20000' }, carriedOut: true });
    expect((await alipay(platform, 'pay', shown()))['code']).toBe('20000');
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_SUCCESS');
    expect((await alipay(platform, 'cancel', number))['action']).toBe('refund');
  });

  it.each<[string, string, Json]>([
    ['no scene', 'ACQ.INVALID_PARAMETER', { scene: undefined }],
    ['another scene', 'ACQ.INVALID_PARAMETER', { scene: 'wave_code' }],
    ['no code', 'ACQ.INVALID_PARAMETER', { auth_code: undefined }],
    ['a code of 15 digits', 'ACQ.INVALID_PARAMETER', { auth_code: '2'.repeat(15) }],
    ['a code of 25 digits', 'ACQ.INVALID_PARAMETER', { auth_code: '2'.repeat(25) }],
    ['a code with a letter', 'ACQ.INVALID_PARAMETER', { auth_code: '28012345678901234X' }],
    ['a WeChat code', 'ACQ.PAYMENT_AUTH_CODE_INVALID', { auth_code: '130123456789012345' }],
    ['a code beginning with 24', 'ACQ.PAYMENT_AUTH_CODE_INVALID', { auth_code: '240123456789012345' }],
    ['a code beginning with 31', 'ACQ.PAYMENT_AUTH_CODE_INVALID', { auth_code: '310123456789012345' }],
    ['the product of the other way', 'ACQ.INVALID_PARAMETER', { product_code: 'QR_CODE_OFFLINE' }],
    ['another seller', 'ACQ.ACCESS_FORBIDDEN', { seller_id: '2088102146225135' }],
  ])('refuses %s with %s', async (_what, subCode, changes) => {
    const { platform } = await start();
    expect(await alipay(platform, 'pay', shown(changes))).toMatchObject({ code: '40004', sub_code: subCode });
    expect(platform.readState().trades).toEqual([]);
  });

  it.each(['2500000000000000', '300000000000000000000000'])('takes the code %s', async (code) => {
    const { platform } = await start();
    expect((await alipay(platform, 'pay', shown({ auth_code: code })))['code']).toBe('10000');
  });

  it('does not take the number of a code that is out', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', shown());
    expect((await alipay(platform, 'pay', shown()))['sub_code']).toBe('ACQ.CONTEXT_INCONSISTENT');
    expect(statusOf(platform, orderNo)).toBe('waiting');
  });
});

describe('alipay.trade.refund', () => {
  it('gives parts back until nothing is left, and says each time how much it was in all', async () => {
    const { platform } = await start();
    await paidTrade(platform);
    const first = await alipay(platform, 'refund', refund('41.30', 'R1'));
    expect(first).toMatchObject({
      code: '10000',
      out_trade_no: orderNo,
      fund_change: 'Y',
      refund_fee: '41.30',
      send_back_fee: '41.30',
    });
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_SUCCESS');
    const over = await alipay(platform, 'refund', refund('100.01', 'R2'));
    expect(over['sub_code']).toBe('ACQ.REASON_TRADE_REFUND_FEE_ERR');
    expect(await alipay(platform, 'refund', refund('100.00', 'R2'))).toMatchObject({
      fund_change: 'Y',
      refund_fee: '141.30',
    });
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_CLOSED');
    const more = await alipay(platform, 'refund', refund('0.01', 'R3'));
    expect(more['sub_code']).toBe('ACQ.REASON_TRADE_STATUS_INVALID');
    expect(tradeOf(platform, orderNo).timeline.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['part_refunded', 'refunded']),
    );
  });

  it('moves no money for the same number and sum, and refuses the number for another sum', async () => {
    const { platform } = await start();
    await paidTrade(platform);
    await alipay(platform, 'refund', refund('41.30', 'R1'));
    expect(await alipay(platform, 'refund', refund('41.30', 'R1'))).toMatchObject({
      code: '10000',
      fund_change: 'N',
      refund_fee: '41.30',
    });
    const other = await alipay(platform, 'refund', refund('41.31', 'R1'));
    expect(other['sub_code']).toBe('ACQ.DISCORDANT_REPEAT_REQUEST');
  });

  it('needs a number of its own unless all is given back in one go', async () => {
    const { platform } = await start();
    await paidTrade(platform);
    expect((await alipay(platform, 'refund', refund('41.30')))['sub_code']).toBe('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
    expect((await alipay(platform, 'refund', refund('141.30')))['fund_change']).toBe('Y');
    expect((await alipay(platform, 'refund', refund('141.30')))['fund_change']).toBe('N');
    expect(statusOf(platform, orderNo)).toBe('refunded');
  });

  it('refuses before the scan, before the payment and after a cancel', async () => {
    const { platform } = await start();
    await alipay(platform, 'precreate', alipayOrder());
    expect((await alipay(platform, 'refund', refund('1.00', 'R')))['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
    await phone(platform, 'scan', { code: orderNo });
    expect((await alipay(platform, 'refund', refund('1.00', 'R')))['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
    await phone(platform, 'pay', { orderNo });
    await alipay(platform, 'cancel', number);
    expect((await alipay(platform, 'refund', refund('1.00', 'R')))['sub_code']).toBe('ACQ.REASON_TRADE_STATUS_INVALID');
  });

  it('refuses after a year, when the trade is finished', async () => {
    const { platform, clock } = await start();
    await paidTrade(platform);
    await clock.advance(365 * 86_400_000);
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_SUCCESS');
    await clock.advance(1);
    expect((await alipay(platform, 'query', number))['trade_status']).toBe('TRADE_FINISHED');
    expect((await alipay(platform, 'refund', refund('1.00', 'R')))['sub_code']).toBe('ACQ.TRADE_NOT_ALLOW_REFUND');
  });

  it.each<[string, Json]>([
    ['no amount', { ...number, out_request_no: 'R' }],
    ['an amount of three decimals, as number', { ...number, refund_amount: 0.125, out_request_no: 'R' }],
    ['nothing', refund('0.00', 'R')],
    ['one decimal', refund('1.5', 'R')],
    ['a number of 65', refund('1.00', 'R'.repeat(65))],
    ['a reason of 257', { ...refund('1.00', 'R'), refund_reason: '茶'.repeat(257) }],
    ['no trade', { refund_amount: '1.00', out_request_no: 'R' }],
  ])('refuses %s as ACQ.INVALID_PARAMETER', async (_what, content) => {
    const { platform } = await start();
    await paidTrade(platform);
    expect((await alipay(platform, 'refund', content))['sub_code']).toBe('ACQ.INVALID_PARAMETER');
    expect(statusOf(platform, orderNo)).toBe('paid');
  });

  it('gives back by cancel only what is left', async () => {
    const { platform } = await start();
    await paidTrade(platform);
    await alipay(platform, 'refund', refund('41.30', 'R1'));
    expect((await alipay(platform, 'cancel', number))['action']).toBe('refund');
    const query = { ...number, out_request_no: `${orderNo}_cancel` };
    expect((await alipay(platform, 'fastpay.refund.query', query))['refund_amount']).toBe('100.00');
  });
});

describe('alipay.trade.fastpay.refund.query', () => {
  it('tells a refund by its number, and succeeds without data where there was none', async () => {
    const { platform } = await start();
    await paidTrade(platform);
    await alipay(platform, 'refund', refund('41.30', 'R1'));
    const told = await alipay(platform, 'fastpay.refund.query', { ...number, out_request_no: 'R1' });
    expect(told).toMatchObject({
      code: '10000',
      out_trade_no: orderNo,
      out_request_no: 'R1',
      refund_status: 'REFUND_SUCCESS',
      refund_amount: '41.30',
      total_amount: '141.30',
    });
    const none = await alipay(platform, 'fastpay.refund.query', { ...number, out_request_no: 'R2' });
    expect(none).toEqual({ code: '10000', msg: 'Success' });
  });

  it('needs the number, and a trade', async () => {
    const { platform } = await start();
    const asked = async (content: Json): Promise<unknown> =>
      (await alipay(platform, 'fastpay.refund.query', content))['sub_code'];
    expect(await asked({ ...number, out_request_no: 'R' })).toBe('ACQ.TRADE_NOT_EXIST');
    await alipay(platform, 'precreate', alipayOrder());
    expect(await asked({ ...number, out_request_no: 'R' })).toBe('ACQ.TRADE_NOT_EXIST');
    expect(await asked(number)).toBe('ACQ.INVALID_PARAMETER');
  });
});

describe('alipay.data.dataservice.bill.downloadurl.query', () => {
  const bill = async (platform: PracticePlatform, content: Json): Promise<Json> => {
    const method = 'alipay.data.dataservice.bill.downloadurl.query';
    const timestamp = gmt8(platform.readState().serverTime);
    return openAlipay((await postAlipay(platform, { method, content, common: { timestamp } })).text);
  };
  const today: Json = { bill_type: 'trade', bill_date: '2026-11-22' };
  const untilReadyMs = (24 + 9) * 3_600_000 - (14 * 3_600 + 32 * 60 + 5) * 1_000;

  it('is there from nine on the next day, under an address that lives 30 seconds', async () => {
    const { platform, clock } = await start();
    await paidTrade(platform);
    await clock.advance(untilReadyMs - 1);
    expect((await bill(platform, today))['sub_code']).toBe('BILL_NOT_EXIST');
    await clock.advance(1);
    const url = String((await bill(platform, today))['bill_download_url']);
    await clock.advance(29_999);
    const file = await send(url);
    expect([file.status, file.bytes.subarray(0, 4).toString('latin1')]).toEqual([200, 'PK\u0003\u0004']);
    await clock.advance(1);
    expect((await send(url)).status).toBe(404);
  });

  it('is a ZIP of two files in GBK: each payment and refund of the day, and their sums', async () => {
    const { platform, clock } = await start({ areBillsReadyAtOnce: true });
    await paidTrade(platform, { subject: '红茶, 大杯', store_id: 'S1', operator_id: 'O1', terminal_id: 'T1' });
    await clock.advance(60_000);
    await alipay(platform, 'refund', refund('41.30', 'R1'));
    await alipay(platform, 'precreate', alipayOrder({ out_trade_no: 'UNPAID' }));
    const tradeNo = String((await alipay(platform, 'query', number))['trade_no']);
    const zip = (await send(String((await bill(platform, today))['bill_download_url']))).bytes;
    const gbk = (bytes: Buffer): string => new TextDecoder('gbk', { fatal: true }).decode(bytes);
    const files = unzip(zip).map(({ name, content }) => ({ name: gbk(name), lines: gbk(content).split('\r\n') }));
    const account = `${tillKeys.alipay.sellerId}0156_20261122`;
    expect(files.map(({ name }) => name)).toEqual([`${account}_业务明细.csv`, `${account}_业务明细(汇总).csv`]);
    const cellsOf = (line: string): readonly string[] => line.split(',').map((cell) => cell.trim());
    const [names = [], ...rows] = files[0]!.lines.filter((line) => line !== '' && !line.startsWith('#')).map(cellsOf);
    const records = rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
    const common = {
      支付宝交易号: tradeNo,
      商户订单号: orderNo,
      商品名称: '红茶， 大杯',
      创建时间: '2026-11-22 14:32:05',
      门店编号: 'S1',
      操作员: 'O1',
      终端号: 'T1',
    };
    expect(records).toEqual([
      expect.objectContaining({
        ...common,
        业务类型: '交易',
        完成时间: '2026-11-22 14:32:05',
        '订单金额（元）': '141.30',
        '商家实收（元）': '141.30',
        '退款批次号/请求号': '',
        服务费: '-0.85',
      }),
      expect.objectContaining({
        ...common,
        业务类型: '退款',
        完成时间: '2026-11-22 14:33:05',
        '订单金额（元）': '-41.30',
        '退款批次号/请求号': 'R1',
        服务费: '0.25',
      }),
    ]);
    const [summaryNames = [], total = []] = files[1]!.lines.filter((line) => !line.startsWith('#')).map(cellsOf);
    const sums = Object.fromEntries(summaryNames.map((name, index) => [name, total[index]]));
    expect(sums).toMatchObject({
      门店编号: '合计',
      交易订单总笔数: '1',
      退款订单总笔数: '1',
      '商家实收（元）': '100.00',
      '实收净额（元）': '99.40',
    });
  });

  it('lists nothing of the other gateway', async () => {
    const { platform, clock } = await start({ areBillsReadyAtOnce: true });
    await scanForPay(platform, 'create', scanForPayOrder());
    await scanAndPay(platform, String(scanForPayOrder()['partnerOrderNo']));
    const body = { partnerOrderNo: scanForPayOrder()['partnerOrderNo'], refundNo: 'R1', orderAmount: 100 };
    await scanForPay(platform, 'refund', body);
    await clock.advance(5_000);
    expect((await bill(platform, today))['sub_code']).toBe('BILL_NOT_EXIST');
  });

  it('is there for a month from the third of the next', async () => {
    const { platform, clock } = await start();
    await paidTrade(platform);
    const month = { bill_type: 'trade', bill_date: '2026-11' };
    await clock.advance(8 * 86_400_000 + untilReadyMs);
    expect((await bill(platform, month))['sub_code']).toBe('BILL_NOT_EXIST');
    await clock.advance(2 * 86_400_000);
    expect((await bill(platform, month))['code']).toBe('10000');
  });

  it.each<[string, string, Json]>([
    ['a day without trades', 'BILL_NOT_EXIST', { bill_date: '2026-11-21' }],
    ['a kind that practice does not have', 'BILL_NOT_EXIST', { bill_type: 'signcustomer' }],
    ['an unknown kind', 'INVAILID_ARGUMENTS', { bill_type: 'all' }],
    ['no kind', 'INVAILID_ARGUMENTS', { bill_type: undefined }],
    ['a date in another form', 'INVAILID_ARGUMENTS', { bill_date: '20261122' }],
    ['a day that does not exist', 'INVAILID_ARGUMENTS', { bill_date: '2026-11-31' }],
  ])('refuses %s with %s', async (_what, subCode, changes) => {
    const { platform } = await start({ areBillsReadyAtOnce: true });
    await paidTrade(platform);
    expect(await bill(platform, { ...today, ...changes })).toMatchObject({ code: '40004', sub_code: subCode });
  });
});
