import { createHash, createVerify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  alipay,
  application,
  contentToSign,
  created,
  done,
  notification,
  paid,
  paidNotification,
  precreate,
  query,
  reply,
  signature,
  signedText,
} from '../gateways/alipay/platform.ts';
import { makeCertificateRequest, makeIdentity } from '../gateways/alipay/certificate-maker.ts';
import { order } from '../gateways/doubles.ts';
import { alipayAccount, folderWith, accountText, run, type Surroundings } from './support.ts';

const keyFiles = { alipay_app_private_key: 'app.pem', alipay_public_key: 'alipay.pem' };

function files(input: string | Uint8Array = '', account: object = alipayAccount) {
  const folder = folderWith({
    'account.json': accountText(account, keyFiles),
    'app.pem': application.privateKey,
    'alipay.pem': alipay.publicKey,
    input,
  });
  return { account: path.join(folder, 'account.json'), input: path.join(folder, 'input') };
}

async function runWith(command: string, input: string | Uint8Array, more: readonly string[] = [], account?: object) {
  const paths = files(input, account);
  return run([command, '--account', paths.account, '--input', paths.input, ...more]);
}

describe('scantill sign', () => {
  const parameters = {
    method: query,
    app_id: '2014072300007148',
    charset: 'utf-8',
    empty: '',
    biz_content: '{"矿":1}',
  };
  const text = `app_id=2014072300007148&biz_content={"矿":1}&charset=utf-8&method=${query}`;

  it('shows the sorted text and its signature', async () => {
    const { exitCode, output } = await runWith('sign', JSON.stringify(parameters));
    expect(exitCode).toBe(0);
    expect(output).toMatchObject({ gateway: 'alipay', signedText: text, charset: 'utf-8', signType: 'RSA2' });
    const verifier = createVerify('RSA-SHA256').update(text);
    expect(verifier.verify(application.publicKey, String(output['signature']), 'base64')).toBe(true);
  });

  it('signs in the character set that the parameters declare', async () => {
    const { output } = await runWith('sign', JSON.stringify({ charset: 'GBK', subject: '矿' }));
    const signed = Buffer.concat([Buffer.from('charset=GBK&subject='), Buffer.from([0xbf, 0xf3])]);
    expect(output).toMatchObject({ signedText: 'charset=GBK&subject=矿', charset: 'GBK' });
    const verifier = createVerify('RSA-SHA256').update(signed);
    expect(verifier.verify(application.publicKey, String(output['signature']), 'base64')).toBe(true);
  });

  it('says whether a signature that is given is the right one', async () => {
    const sign = signature(text, 'RSA-SHA256', application.privateKey);
    expect((await runWith('sign', JSON.stringify({ ...parameters, sign }))).output).toMatchObject({ agrees: true });
    expect((await runWith('sign', JSON.stringify({ ...parameters, sign: 'x' }))).output).toMatchObject({
      agrees: false,
    });
  });

  it.each(['', '[]', '{"a":1}', '{"a":"1","a":"2"}', '{"charset":"latin1"}', '{"charset":"GB2312","a":"\u{1f35c}"}'])(
    'does not sign %s',
    async (input) => {
      expect(await runWith('sign', input)).toMatchObject({ exitCode: 2, output: { kind: 'usage' } });
    },
  );
});

describe('scantill verify-response', () => {
  it('shows what a good signature proves, and finds out whose reply it is', async () => {
    const ran = await runWith('verify-response', reply(query, paid));
    expect(ran).toMatchObject({ exitCode: 0, output: { verified: true, message: { trade_status: 'TRADE_SUCCESS' } } });
  });

  it('holds a reply against the method that was asked', async () => {
    const ran = await runWith('verify-response', reply(query, paid), ['--method', precreate]);
    expect(ran).toMatchObject({ exitCode: 3, output: { verified: false, reason: 'malformed_reply' } });
  });

  it('reads a reply in the account\u2019s character set', async () => {
    const text = Buffer.concat([Buffer.from('{"code":"10000","msg":"'), Buffer.from([0xbf, 0xf3]), Buffer.from('"}')]);
    const document = Buffer.concat([
      Buffer.from('{"alipay_trade_query_response":'),
      text,
      Buffer.from(`,"sign":"${signature(text)}"}`),
    ]);
    const ran = await runWith('verify-response', document, [], { ...alipayAccount, charset: 'GBK' });
    expect(ran).toMatchObject({ exitCode: 0, output: { message: { msg: '矿' } } });
    expect(await runWith('verify-response', document)).toMatchObject({
      exitCode: 0,
      output: { message: { msg: '矿' } },
    });
  });

  const text = JSON.stringify(paid);
  const withSlash = JSON.stringify({ ...paid, url: 'https://a/b' });
  it.each([
    ['a changed reply', reply(query, paid).replace('20.00', '20.01'), 'signature_wrong', []],
    [
      'the weaker algorithm',
      signedText(query, text, signature(text, 'RSA-SHA1')),
      'signature_wrong',
      ['signed_with_RSA'],
    ],
    [
      'a reply written again after it was signed',
      signedText(query, JSON.stringify(paid, null, 1), signature(text)),
      'signature_wrong',
      ['written_again_after_signing'],
    ],
    [
      'the application\u2019s own signature',
      signedText(query, text, signature(text, 'RSA-SHA256', application.privateKey)),
      'signature_wrong',
      ['signed_by_the_application_itself'],
    ],
    [
      'slashes unescaped after it was signed',
      signedText(query, withSlash, signature(withSlash.replaceAll('/', '\\/'))),
      'signature_wrong',
      ['slashes_changed_after_signing'],
    ],
    ['no signature', `{"alipay_trade_query_response":${text}}`, 'signature_missing', []],
  ])('tells %s', async (_what, document, reason, hints) => {
    expect(await runWith('verify-response', document)).toMatchObject({
      exitCode: 3,
      output: { verified: false, reason, hints },
    });
  });

  it('tells slashes that were unescaped on the way in GBK, where half a character may look like a backslash', async () => {
    const at = (slash: string): Buffer =>
      Buffer.concat([
        Buffer.from('{"code":"10000","msg":"'),
        Buffer.from('8d5c', 'hex'),
        Buffer.from(`","url":"https:${slash}${slash}a${slash}b"}`),
      ]);
    const document = Buffer.concat([
      Buffer.from('{"alipay_trade_query_response":'),
      at('/'),
      Buffer.from(`,"sign":"${signature(at('\\/'))}"}`),
    ]);
    expect(await runWith('verify-response', document)).toMatchObject({
      exitCode: 3,
      output: { hints: ['slashes_changed_after_signing'] },
    });
  });

  it('trusts in certificate mode only the certificate that the reply names, as the app does', async () => {
    const root = makeIdentity('Root', { isAuthority: true });
    const app = makeIdentity('Shop', { keys: application, issuer: root, serial: 3 });
    const own = makeIdentity('Alipay', { keys: alipay, issuer: root, serial: 2 });
    const folder = folderWith({
      'account.json': JSON.stringify({
        account: alipayAccount,
        keyFiles: { alipay_app_private_key: 'app.pem' },
        certificateFiles: { app: 'a.crt', alipay: 'b.crt', alipayRoot: 'c.crt' },
      }),
      'app.pem': application.privateKey,
      'a.crt': app.certificate,
      'b.crt': own.certificate,
      'c.crt': root.certificate,
    });
    const md5 = (name: string): string => createHash('md5').update(name).digest('hex');
    const verify = (certSn: string | null) => {
      const certificate = certSn === null ? '' : `,"alipay_cert_sn":"${certSn}"`;
      const document = reply(query, paid).replace(/\}$/, `${certificate}}`);
      return run(['verify-response', '--account', path.join(folder, 'account.json'), '--input', '-'], {
        standardInput: document,
      });
    };
    expect(await verify(md5('CN=Root,O=Test,C=CN2'))).toMatchObject({ exitCode: 0, output: { verified: true } });
    expect(await verify(null)).toMatchObject({ exitCode: 0 });
    const other = md5('CN=Root,O=Test,C=CN9');
    expect(await verify(other)).toMatchObject({
      exitCode: 3,
      output: {
        verified: false,
        reason: 'signature_wrong',
        certSn: other,
        hints: ['signed_under_another_certificate'],
      },
    });
  });

  it.each(['<html>', '{}', '{"error_response":{"code":"40002"}}'])('finds no proof in %s', async (document) => {
    expect(await runWith('verify-response', document)).toMatchObject({ exitCode: 3 });
  });
});

describe('scantill verify-notification', () => {
  it('shows the facts of a good one', async () => {
    const ran = await runWith('verify-notification', notification(paidNotification));
    expect(ran).toMatchObject({
      exitCode: 0,
      output: { verified: true, facts: { status: 'paid', amountMinor: 2000 } },
    });
  });

  it('shows the same of one that was saved with a line break or a byte-order mark', async () => {
    const body = notification(paidNotification).replace(/(&sign=[^&]*)(&sign_type=RSA2)$/, '$2$1');
    const plain = await runWith('verify-notification', body);
    expect(plain).toMatchObject({ exitCode: 0 });
    for (const saved of [`${body}\n`, `${body}\r\n`, `\ufeff${body}`]) {
      expect(await runWith('verify-notification', saved)).toEqual(plain);
    }
  });

  it('tells a forged one', async () => {
    const forged = notification(
      { ...paidNotification, total_amount: '0.01' },
      signature(contentToSign(paidNotification)),
    );
    expect(await runWith('verify-notification', forged)).toMatchObject({
      exitCode: 3,
      output: { verified: false, reason: 'signature_wrong', claimedOrderNo: order.orderNo },
    });
  });
});

describe('asking Alipay', () => {
  const sale = ['--order-no', order.orderNo, '--amount-minor', '2000', '--wallet', 'alipay'];
  const refund = ['--order-no', order.orderNo, '--refund-no', 'R01_1', '--amount-minor', '500'];
  const ask = async (command: string, options: readonly string[], surroundings: Surroundings = {}) =>
    run([command, '--account', files().account, ...options], surroundings);
  const refundMethod = 'alipay.trade.refund';

  it('creates, queries and refunds', async () => {
    const options = [...sale, '--title', 'Tea', '--operator-id', 'op1', '--time-limit', '1h'];
    const ran = await ask('create', options, { answer: reply(precreate, created) });
    expect(ran).toMatchObject({ exitCode: 0, output: { kind: 'created', qrCode: created.qr_code } });
    const content = new URLSearchParams(ran.sent[0]?.body).get('biz_content') ?? '';
    expect(JSON.parse(content)).toMatchObject({
      out_trade_no: order.orderNo,
      total_amount: '20.00',
      subject: 'Tea',
      operator_id: 'op1',
      timeout_express: '1h',
      qr_code_timeout_express: '1h',
    });
    const queried = await ask('query', ['--order-no', order.orderNo], { answer: reply(query, paid) });
    expect(queried).toMatchObject({ exitCode: 0, output: { kind: 'facts', facts: { status: 'paid' } } });
    const answer = reply(refundMethod, { ...done, fund_change: 'Y', refund_fee: '5.00' });
    expect(await ask('refund', refund, { answer })).toMatchObject({ exitCode: 0, output: { kind: 'refunded' } });
  });

  it.each([
    ['unconfirmed', { ...done, fund_change: 'N', refund_fee: '5.00' }, 4],
    ['unknown', { code: '20000', msg: 'x', sub_code: 'isp.unknow-error' }, 4],
    ['refused', { code: '40004', msg: 'x', sub_code: 'ACQ.TRADE_NOT_ALLOW_REFUND' }, 5],
    ['not_found', { code: '40004', msg: 'x', sub_code: 'ACQ.TRADE_NOT_EXIST' }, 5],
  ])('ends a refund that is %s with its own code', async (kind, body, exitCode) => {
    expect(await ask('refund', refund, { answer: reply(refundMethod, body) })).toMatchObject({
      exitCode,
      output: { kind },
    });
  });

  it('sends every other field of the published tables from a file, under their own names', async () => {
    const fields = {
      seller_id: '2088102146225135',
      discountable_amount: '8.88',
      undiscountable_amount: '11.12',
      subject: 'Iphone6 16G',
      body: 'Iphone6 16G, white',
      goods_detail: [
        {
          goods_id: 'apple-01',
          alipay_goods_id: '20010001',
          goods_name: 'ipad',
          quantity: 1,
          price: '20.00',
          goods_category: '34543238',
          body: 'discounted phone',
        },
      ],
      operator_id: 'Yx_001',
      store_id: 'NJ_001',
      terminal_id: 'NJ_T_001',
      extend_params: { sys_service_provider_id: '2088511833207846' },
      timeout_express: '90m',
      qr_code_timeout_express: '30m',
      time_expire: '2027-01-01 00:00:00',
      royalty_info: {
        royalty_type: 'ROYALTY',
        royalty_detail_infos: [
          {
            serial_no: 1,
            trans_in_type: 'userId',
            out_relation_id: '20131124001',
            trans_out_type: 'userId',
            trans_out: '2088101126765726',
            trans_in: '2088101126708402',
            amount: '0.10',
            desc: '分账测试1',
          },
        ],
      },
      product_code: 'FACE_TO_FACE_PAYMENT',
    };
    const file = path.join(folderWith({ 'fields.json': JSON.stringify(fields) }), 'fields.json');
    const ran = await ask('create', [...sale, '--fields', file], { answer: reply(precreate, created) });
    expect(ran).toMatchObject({ exitCode: 0 });
    const content = JSON.parse(new URLSearchParams(ran.sent[0]?.body).get('biz_content') ?? '{}') as object;
    expect(content).toMatchObject({ ...fields, out_trade_no: order.orderNo, total_amount: '20.00' });
  });

  it.each([
    ['an unknown member', { colour: 'red' }, /colour|file: unrecognized_keys/u],
    ['three decimals', { discountable_amount: '8.888' }, /discountable_amount/u],
    ['a wrong moment', { time_expire: 'tomorrow' }, /time_expire/u],
  ])('refuses a file with %s before anything is sent', async (_what, fields, message) => {
    const file = path.join(folderWith({ 'fields.json': JSON.stringify(fields) }), 'fields.json');
    const ran = await ask('create', [...sale, '--fields', file]);
    expect(ran).toMatchObject({ exitCode: 2, sent: [] });
    expect(ran.output['message']).toMatch(message);
  });

  it('sends nothing when amounts in the file do not come to the total', async () => {
    const fields = { discountable_amount: '8.88', undiscountable_amount: '80.00' };
    const file = path.join(folderWith({ 'fields.json': JSON.stringify(fields) }), 'fields.json');
    const ran = await ask('create', [...sale, '--fields', file]);
    expect(ran.sent).toEqual([]);
    expect(ran.exitCode).not.toBe(0);
  });

  it('does not sell for another wallet', async () => {
    const options = [...sale.slice(0, -1), 'wechat_pay'];
    expect(await ask('create', options)).toMatchObject({ exitCode: 2 });
  });
});

describe('keys and certificates', () => {
  it.each(['sign', 'verify-response', 'verify-notification'])(
    'are named by what is wrong with them: %s',
    async (command) => {
      const folder = folderWith({
        'account.json': accountText(alipayAccount, { alipay_app_private_key: 'bad.pem', alipay_public_key: 'bad.pem' }),
        'bad.pem': 'f3b1secretf3b1!',
        input: command === 'sign' ? '{"a":"b"}' : reply(query, paid),
      });
      const ran = await run([
        command,
        '--account',
        path.join(folder, 'account.json'),
        '--input',
        path.join(folder, 'input'),
      ]);
      expect(ran).toMatchObject({ exitCode: 2, output: { kind: 'usage' } });
      expect(ran.output['message']).toMatch(/not_a_key/);
      expect(JSON.stringify(ran)).not.toContain('f3b1secretf3b1');
    },
  );

  it('are read from files beside the account, which must be there', async () => {
    const text = JSON.stringify({
      account: alipayAccount,
      keyFiles,
      certificateFiles: { app: 'a.crt', alipay: 'b.crt', alipayRoot: 'c.crt' },
    });
    const folder = folderWith({
      'account.json': text,
      'app.pem': application.privateKey,
      'alipay.pem': alipay.publicKey,
    });
    const ran = await run(['query', '--account', path.join(folder, 'account.json'), '--order-no', 'a']);
    expect(ran).toMatchObject({ exitCode: 2 });
    expect(ran.output['message']).toMatch(/a\.crt cannot be read: ENOENT/);
  });

  const repoRoot = path.resolve(import.meta.dirname, '..', '..', '..');
  const vectors = path.join(process.env['SCANTILL_SHARED'] ?? path.join(repoRoot, '..', 'shared'), 'vectors');
  it.skipIf(!existsSync(vectors))('give the serial numbers of the shared vectors (skipped without them)', async () => {
    interface Vector {
      readonly kind: string;
      readonly certFile: string;
      readonly expect: string;
    }
    const { vectors: all } = JSON.parse(readFileSync(path.join(vectors, 'alipay.json'), 'utf8')) as {
      vectors: Vector[];
    };
    const some = all.filter(({ kind }) => kind === 'cert-sn' || kind === 'root-cert-sn');
    expect(some.length).toBeGreaterThan(1);
    for (const { kind, certFile, expect: serialNumber } of some) {
      const { exitCode, output } = await run(['cert-sn', '--input', path.join(vectors, certFile)]);
      expect(exitCode).toBe(0);
      if (kind === 'root-cert-sn') expect(output['rootSerialNumber']).toBe(serialNumber);
      else expect((output['certificates'] as readonly object[])[0]).toMatchObject({ serialNumber });
    }
  });

  it('are read of binary files and of what editors make of text', async () => {
    const root = makeIdentity('Root', { isAuthority: true });
    const app = makeIdentity('Shop', { keys: application, issuer: root, serial: 0xfb });
    const gateway = makeIdentity('Alipay', { keys: alipay, issuer: root, serial: 2 });
    const binary = (pem: string): Buffer => Buffer.from(pem.replace(/-----.*-----|\n/g, ''), 'base64');
    const folder = folderWith({
      'account.json': JSON.stringify({
        account: alipayAccount,
        keyFiles: { alipay_app_private_key: 'app.der' },
        certificateFiles: { app: 'a.cer', alipay: 'b.crt', alipayRoot: 'c.crt' },
      }),
      'app.der': binary(application.privateKey),
      'a.cer': binary(app.certificate),
      'b.crt': Buffer.from(`\ufeff${gateway.certificate}`, 'utf16le'),
      'c.crt': `\ufeff${root.certificate}`,
    });
    const ran = await run(['query', '--account', path.join(folder, 'account.json'), '--order-no', 'a']);
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const sent = new URL(ran.sent[0]?.url ?? '').searchParams;
    expect(sent.get('app_cert_sn')).toBe(md5('CN=Root,O=Test,C=CN-5'));
    expect(sent.get('alipay_root_cert_sn')).toBe(md5('CN=Root,O=Test,C=CN1'));
    for (const name of ['a.cer', 'b.crt', 'c.crt']) {
      expect(await run(['cert-sn', '--input', path.join(folder, name)])).toMatchObject({ exitCode: 0 });
    }
  });

  it('are told from a request for one, which is named', async () => {
    const request = makeCertificateRequest('Shop', application);
    const folder = folderWith({
      'x.csr': request,
      'x.der': Buffer.from(request.replace(/-----.*-----|\n/g, ''), 'base64'),
    });
    for (const name of ['x.csr', 'x.der']) {
      const ran = await run(['cert-sn', '--input', path.join(folder, name)]);
      expect(ran).toMatchObject({ exitCode: 2 });
      expect(ran.output['message']).toContain('certificate_request_given');
    }
  });

  it('are told from other files', async () => {
    const folder = folderWith({ 'key.pem': alipay.publicKey, 'x.crt': 'hello' });
    for (const name of ['key.pem', 'x.crt']) {
      expect(await run(['cert-sn', '--input', path.join(folder, name)])).toMatchObject({ exitCode: 2 });
    }
  });
});
