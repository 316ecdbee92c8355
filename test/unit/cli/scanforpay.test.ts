import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { now, order } from '../gateways/doubles.ts';
import { paidBody, reply, responseText, sha256Hex, signedText } from '../gateways/scanforpay/platform.ts';
import { folderWith, accountText, run, scanForPayAccount, type Surroundings } from './support.ts';

const key = '123456';
const request = '{"header":{"partnerNo":"10001"},"body":{"orderTitle":"矿 / 泉"}}';

function files(input = '') {
  const folder = folderWith({
    'account.json': accountText(scanForPayAccount, { scanforpay_sign_key: 'sign-key.txt' }),
    'sign-key.txt': `${key}\r\n`,
    'input.json': input,
  });
  return { account: path.join(folder, 'account.json'), input: path.join(folder, 'input.json') };
}

async function runWith(command: string, input: string) {
  const paths = files(input);
  return run([command, '--account', paths.account, '--input', paths.input]);
}

describe('scantill sign', () => {
  it('signs the text of a request exactly as it is, without the blanks round it', async () => {
    const { exitCode, output } = await runWith('sign', `\ufeff ${request}\n`);
    expect(exitCode).toBe(0);
    const signature = sha256Hex(request + key);
    expect(output).toEqual({
      gateway: 'scanforpay',
      signedText: request,
      signature,
      body: `{"request":${request},"signature":"${signature}"}`,
    });
  });

  it('says whether a whole request is signed rightly', async () => {
    const right = `{"request": ${request} ,"signature":"${sha256Hex(request + key).toUpperCase()}"}`;
    expect((await runWith('sign', right)).output).toMatchObject({ signedText: request, agrees: true });
    const wrong = `{"request":${request},"signature":"${sha256Hex(request)}"}`;
    expect((await runWith('sign', wrong)).output).toMatchObject({ signedText: request, agrees: false });
  });

  it('reads standard input for -', async () => {
    const { output } = await run(['sign', '--account', files().account, '--input', '-'], { standardInput: request });
    expect(output).toMatchObject({ signature: sha256Hex(request + key) });
  });

  it('refuses an option that belongs to another command', async () => {
    const paths = files(request);
    const ran = await run(['sign', '--account', paths.account, '--input', paths.input, '--order-no', 'T01_1']);
    expect(ran).toMatchObject({ exitCode: 2, output: { kind: 'usage', message: 'sign has no option --order-no.' } });
  });

  it.each(['', 'text', '[1]', '{"a":1,"a":2}'])('does not sign %j', async (input) => {
    expect(await runWith('sign', input)).toMatchObject({ exitCode: 2, output: { kind: 'usage' } });
  });
});

describe.each(['verify-response', 'verify-notification'])('scantill %s', (command) => {
  it('shows what a good signature proves', async () => {
    const { exitCode, output } = await runWith(command, reply(paidBody, { partnerNo: '10001', reqMsgId: 'a47c' }));
    expect(exitCode).toBe(0);
    expect(output).toMatchObject({
      verified: true,
      gateway: 'scanforpay',
      messageId: 'a47c',
      message: { body: { status: '1', orderAmount: '2000' } },
    });
  });

  const text = responseText({ ...paidBody, url: 'https://a/b' });
  const escaped = text.replaceAll('/', '\\/');
  it.each([
    ['a changed document', signedText(text).replace('2000', '2001'), []],
    [
      'a key hashed before the text',
      `{"response":${text},"signature":"${sha256Hex(key + text)}"}`,
      ['key_before_the_text'],
    ],
    ['a key left out', `{"response":${text},"signature":"${sha256Hex(text)}"}`, ['key_left_out']],
    [
      'a document written again after it was signed',
      `{"response":${text.replaceAll(',', ', ')},"signature":"${sha256Hex(text + key)}"}`,
      ['written_again_after_signing'],
    ],
    [
      'slashes escaped after it was signed',
      `{"response":${escaped},"signature":"${sha256Hex(text + key)}"}`,
      ['written_again_after_signing', 'slashes_changed_after_signing'],
    ],
    [
      'slashes unescaped after it was signed',
      `{"response":${text},"signature":"${sha256Hex(escaped + key)}"}`,
      ['slashes_changed_after_signing'],
    ],
  ])('tells %s', async (_what, document, hints) => {
    const { exitCode, output } = await runWith(command, document);
    expect(exitCode).toBe(3);
    const response = document.slice('{"response":'.length, document.indexOf(',"signature"'));
    expect(output).toMatchObject({
      verified: false,
      reason: 'signature_wrong',
      signedText: response,
      signatureExpected: sha256Hex(response + key),
      hints,
    });
  });

  it.each([
    ['without a signature', `{"response":${text}}`, 'signature_missing'],
    ['that is not JSON', '<html>', 'malformed_reply'],
    ['with two responses', signedText(text).replace(/\}$/, ',"response":{}}'), 'malformed_reply'],
    ['without a response', '{"signature":"00"}', 'malformed_reply'],
  ])('refuses a document %s', async (_what, document, reason) => {
    expect(await runWith(command, document)).toMatchObject({ exitCode: 3, output: { verified: false, reason } });
  });
});

describe('asking the gateway', () => {
  const sale = ['--order-no', order.orderNo, '--amount-minor', '2000', '--wallet', 'alipay'];
  const refund = ['--order-no', order.orderNo, '--refund-no', 'R01_1', '--amount-minor', '500'];
  const created = { code: 1, partnerOrderNo: order.orderNo, orderNo: '2018', qrcode: 'https://qr.alipay.com/bax' };
  const ask = async (command: string, options: readonly string[], surroundings: Surroundings) =>
    run([command, '--account', files().account, ...options], surroundings);

  it('creates a code with everything that can be said of it', async () => {
    const options = ['--title', 'Tea', '--operator-id', 'op1', '--terminal-no', 't09', '--time-limit', '1h'];
    const ran = await ask('create', [...sale, ...options, '--notify-url', 'https://shop.example.com/n'], {
      answer: reply(created),
    });
    expect(ran).toMatchObject({ exitCode: 0, output: { kind: 'created', qrText: created.qrcode, clockSkewMs: null } });
    expect(JSON.parse(ran.sent[0]?.body ?? '')).toMatchObject({
      request: {
        body: {
          partnerOrderNo: order.orderNo,
          wallet: 'Alipay',
          orderAmount: 2000,
          orderTitle: 'Tea',
          operatorId: 'op1',
          terminalNo: 't09',
          notifyUrl: 'https://shop.example.com/n',
          it_b_pay: '1h',
        },
      },
    });
  });

  it('queries and refunds', async () => {
    expect(await ask('query', ['--order-no', order.orderNo], { answer: reply(paidBody) })).toMatchObject({
      exitCode: 0,
      output: { kind: 'facts', facts: { status: 'paid', amountMinor: 2000 } },
    });
    const answer = reply({ code: 1, orderAmount: 500, status: 0, currency: 'CNY' });
    expect(await ask('refund', refund, { answer })).toMatchObject({
      exitCode: 0,
      output: { kind: 'refund', status: 'in_progress', amountMinor: 500 },
    });
  });

  it('says how far the clock is off', async () => {
    const dateHeader = new Date(now.getTime() + 400_000).toUTCString();
    const answer = { kind: 'reply', status: 200, body: Buffer.from(reply(paidBody)), dateHeader } as const;
    const { output } = await ask('query', ['--order-no', order.orderNo], { answer });
    expect(output['clockSkewMs']).toBe(-400_000);
  });

  it.each([
    ['refused', reply({ code: 31 + 4, msg: 'too much' }), 5],
    ['unknown', reply({ code: 9, msg: 'later' }), 4],
    ['unknown', '<html>', 4],
    ['not_sent', { kind: 'failure', reason: 'not_allowed', detail: 'ADDRESS_NOT_ALLOWED' } as const, 6],
  ])('ends a refund that is %s with its own code', async (kind, answer, exitCode) => {
    expect(await ask('refund', refund, { answer })).toMatchObject({ exitCode, output: { kind } });
  });

  it.each([
    ['--order-no', order.orderNo, { partnerOrderNo: 'OTHER' }],
    ['--gateway-order-no', '2018072517535241', { orderNo: '2018072517535242' }],
  ])(
    'does not take a signed reply about another order for the one that was asked about by %s',
    async (option, number, body) => {
      const ran = await ask('query', [option, number], { answer: reply({ ...paidBody, ...body }) });
      expect(ran).toMatchObject({
        exitCode: 4,
        output: { kind: 'unknown', problem: { code: 'order_number_differs' } },
      });
    },
  );

  it('ends a query for an order that nobody knows as refused', async () => {
    const ran = await ask('query', ['--order-no', 'T01_x'], { answer: reply({ code: 30 }) });
    expect(ran).toMatchObject({ exitCode: 5, output: { kind: 'not_found' } });
  });

  it('does not send what breaks a rule', async () => {
    const ran = await ask('create', [...sale, '--time-limit', '5'], { answer: reply(created) });
    expect(ran).toMatchObject({
      exitCode: 6,
      output: { kind: 'not_sent', problem: { gatewayMessage: 'it_b_pay: not_a_time_limit' } },
    });
    expect(ran.sent).toEqual([]);
  });
});
