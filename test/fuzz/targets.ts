/** What is fuzzed: the parsers against a reference, and the verification of each kind of message against forgery. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { readCatalogue, writeCatalogue } from '../../main/catalogue/catalogue-csv.ts';
import { readImportFile } from '../../main/catalogue/import-file.ts';
import { createAlipayGateway } from '../../main/gateways/alipay/alipay-gateway.ts';
import {
  certificateSn,
  certificateTextOf,
  readCertificates,
  readCertificateSet,
  validityProblem,
} from '../../main/gateways/alipay/certificates.ts';
import { parseContentKey } from '../../main/gateways/alipay/content-encryption.ts';
import { parsePrivateKey, parsePublicKey } from '../../main/gateways/alipay/keys.ts';
import { verifyReply } from '../../main/gateways/alipay/signing.ts';
import { readForm } from '../../main/gateways/form-body.ts';
import { base64OfBinary } from '../../main/gateways/pasted-key.ts';
import { createScanForPayGateway } from '../../main/gateways/scanforpay/scanforpay-gateway.ts';
import { parseSignKey } from '../../main/gateways/scanforpay/sign-key.ts';
import { readJsonDocument } from '../../main/gateways/signed-json.ts';
import { textOfFileBytes } from '../../main/common/strict-text.ts';
import { goodsSchema } from '../../preload/contract/index.ts';
import { noteProblem } from '../../main/domain/order-input.ts';
import { goodsName } from '../../main/domain/goods.ts';
import { makeCertificateRequest, makeIdentity } from '../unit/gateways/alipay/certificate-maker.ts';
import * as alipay from '../unit/gateways/alipay/platform.ts';
import {
  alipayAccount,
  clock,
  keyStore,
  order,
  scanForPayAccount,
  transportAnswering,
} from '../unit/gateways/doubles.ts';
import * as scanForPay from '../unit/gateways/scanforpay/platform.ts';
import type { FuzzTarget, Judgement } from './run-fuzz.ts';

const form = 'application/x-www-form-urlencoded';
const jsonWords = [
  ...Array.from('{}[]",:\\'),
  '"response":',
  '"signature":',
  '"sign":',
  ',"response":{"header":{"partnerNo":"10001"},"body":{"code":1,"status":1}}',
  '"status":1',
  '"trade_status":"TRADE_SUCCESS"',
  '\\u0072esponse',
  '\\/',
  '\\ud800',
  'null',
  '1e999',
  '-0',
  '\ufeff',
  '\u0000',
  ' ',
  '"__proto__":',
  '['.repeat(40),
  '{"a":'.repeat(40),
];
const formWords = [
  '&',
  '=',
  '+',
  '%',
  '%26',
  '%3D',
  '%25',
  '%2',
  '%00',
  '%FF',
  '&total_amount=0.01',
  '&trade_status=TRADE_SUCCESS',
  '&sign_type=RSA',
  '&sign=',
  '&charset=gbk',
  '&charset=utf-16',
  '&amp;',
  '%C4%E3',
];

/** With keys made for this run: the documents of the last four are signed by them. */
export async function createFuzzTargets(): Promise<readonly FuzzTarget[]> {
  return [
    tokenizer(),
    formBody(),
    catalogueFile(),
    pastedCertificate(),
    pastedKey(),
    await scanForPayReply(),
    await scanForPayNotification(),
    await alipayReply(),
    await alipayNotification(),
  ];
}

function tokenizer(): FuzzTarget {
  const documents = [
    scanForPay.reply(scanForPay.paidBody),
    '{}',
    '{"a":[1,-2.5e3,true,false,null,"\\u77ff\\n"],"b":{"c":{"d":[[],{}]}}}',
    ' {\r\n\t"sign" : "a\\/b" , "response" : { "x" : "\\ud83c\\udf5c" } } ',
    '[1,2]',
    '"text"',
  ];
  return { name: 'JSON tokenizer', corpus: buffers(documents), words: jsonWords, judge: judgeTokenizer };
}

function judgeTokenizer(input: Buffer): Judgement {
  const text = input.toString('utf8');
  const document = readJsonDocument(text);
  const reference = parseJson(text);
  if (!document.ok) {
    const isObject = typeof reference === 'object' && reference !== null && !Array.isArray(reference);
    switch (document.fault) {
      case 'malformed':
        return reference === undefined ? 'refused' : 'wrong';
      case 'not_an_object':
        return reference !== undefined && !isObject ? 'refused' : 'wrong';
      case 'duplicate_name':
      case 'too_deep':
        return 'refused';
    }
  }
  const members = Object.fromEntries(
    [...document.members].map(([name, { start, end }]) => [name, JSON.parse(text.slice(start, end)) as unknown]),
  );
  return isDeepStrictEqual(members, reference) ? 'accepted' : 'wrong';
}

/** `undefined` for what is not JSON: no JSON has that value. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function formBody(): FuzzTarget {
  const bodies = [
    'a=1&b=2+3&c=%E7%9F%BF&d=&e',
    'charset=utf-8&subject=%E7%9F%BF%E6%B3%89%E6%B0%B4+%26+50%25&total_amount=20.00',
    'charset=GBK&subject=%BF%F3%C8%AA%CB%AE',
    alipay.notification(alipay.paidNotification, 'abc+/=='),
  ];
  return { name: 'form body', corpus: buffers(bodies), words: formWords, judge: judgeForm };
}

function judgeForm(input: Buffer): Judgement {
  const reading = readForm(input, form);
  if (!reading.ok) return 'refused';
  const isAscii = input.every((byte) => byte < 0x80);
  // The reference knows UTF-8 only, takes text instead of bytes, and a line break at an end for a part of it.
  if (!isAscii || reading.charset !== 'utf-8') return 'accepted';
  const pairs = [...reading.fields.values()].map(({ name, value }) => [name, value]);
  const text = input.toString('latin1').replace(/^[\r\n]+|[\r\n]+$/g, '');
  return isDeepStrictEqual(pairs, [...new URLSearchParams(text)]) ? 'accepted' : 'wrong';
}

const csvWords = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '\r\n',
  '\r',
  "'",
  '=',
  '@',
  '-',
  '¥',
  '元',
  '1,234.50',
  '6.9E+12',
  '\ufeff',
];

function catalogueFile(): FuzzTarget {
  const files = [
    'code,name,price,unit,currency\r\n4006381333931,"Tea, ""green""",48.00,50 g,CNY\r\nPOT,Pot,HK$120\r\n',
    '条码;品名;售价\n036000291452;竹茶漏;12,50\nA-1;=x;¥1\n',
    'sep=\t\nTEA-50\tLongjing\t0.5\n"CUP\n1"\tCup\t3\n',
  ];
  return { name: 'catalogue file', corpus: buffers(files), words: csvWords, judge: judgeCatalogue };
}

/** Accepted is what is taken whole. What is taken at all could be sold, and is the same after it was written and read again. */
function judgeCatalogue(input: Buffer): Judgement {
  const reading = readImportFile(input, { language: 'zh', currencies: ['CNY'] });
  if (reading.kind !== 'read') return 'refused';
  const { goods, refused } = reading;
  if (!goods.every((one) => goodsSchema.safeParse(one).success && noteProblem(goodsName(one)) === null)) return 'wrong';
  const again = readCatalogue(writeCatalogue(goods).slice(1), 'CNY');
  if (again.kind !== 'read' || !isDeepStrictEqual(again.goods, goods)) return 'wrong';
  return refused.length > 0 || reading.questions.length > 0 || goods.length === 0 ? 'refused' : 'accepted';
}

const pemWords = [
  '-----BEGIN CERTIFICATE-----',
  '-----END CERTIFICATE-----',
  '-----BEGIN CERTIFICATE REQUEST-----',
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  'MII',
  'AgEB',
  'AgH7',
  'AgEA',
  'AAAA',
  '/////w==',
  '\\n',
  '\\/',
  '%2B',
  '\u200b',
  '\ufeff',
  '"',
  'private_key=',
];

/** Of a certificate, or of what is none, everything is asked that the app asks; accepted is what has a number. */
function pastedCertificate(): FuzzTarget {
  const root = makeIdentity('Root', { isAuthority: true });
  const app = makeIdentity('Shop', { keys: alipay.application, issuer: root, serial: 0xfb });
  const privateKey = createPrivateKey(alipay.application.privateKey);
  const pems = [app.certificate, root.certificate, makeCertificateRequest('Shop', alipay.application)];
  const judge = (input: Buffer): Judgement => {
    const text = certificateTextOf(input) ?? '';
    const parsing = readCertificates(text);
    if (!parsing.ok) return 'refused';
    const fitting = { app: app.certificate, alipay: root.certificate, alipayRoot: root.certificate };
    for (const part of ['app', 'alipay', 'alipayRoot'] as const) {
      readCertificateSet({ ...fitting, [part]: text }, privateKey);
    }
    const { first, all } = parsing;
    const dates = [first.validFromDate, first.validToDate].map((date) => date.toISOString());
    validityProblem(first, clock.now());
    return dates.length === 2 && all.every((one) => /^[0-9a-f]{32}$/.test(certificateSn(one))) ? 'accepted' : 'wrong';
  };
  return { name: 'certificate', corpus: [...buffers(pems), ...pems.map(binaryOf)], words: pemWords, judge };
}

/** Accepted is a key that signs or verifies; it is the one that was pasted, or another whole one. */
function pastedKey(): FuzzTarget {
  const { privateKey, publicKey } = alipay.application;
  const judge = (input: Buffer): Judgement => {
    const text = base64OfBinary(input) ?? textOfFileBytes(input) ?? '';
    const parsings = [parsePrivateKey(text, 'RSA2'), parsePublicKey(text, 'RSA2')];
    parseContentKey(text);
    parseSignKey(text);
    const types = parsings.map((parsing) => (parsing.ok ? parsing.key.asymmetricKeyType : null));
    if (types.every((type) => type === null)) return 'refused';
    return types.every((type) => type === null || type === 'rsa') ? 'accepted' : 'wrong';
  };
  const pems = [privateKey, publicKey];
  return { name: 'pasted key', corpus: [...buffers(pems), ...pems.map(binaryOf)], words: pemWords, judge };
}

function binaryOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----.*-----|\n/g, ''), 'base64');
}

const scanForPayDocuments = [
  scanForPay.reply(scanForPay.paidBody),
  scanForPay.reply({ ...scanForPay.paidBody, status: 0 }),
  scanForPay.reply({ ...scanForPay.paidBody, orderAmount: 1, msg: '成功 "response" \\/' }),
  scanForPay.reply({ code: 30, msg: '订单不存在' }),
];
const forgedScanForPayDocuments = [
  scanForPay.signedText(scanForPay.responseText({ ...scanForPay.paidBody, orderAmount: 1_000_000 }), 'another key'),
  `{"response":${scanForPay.responseText({ ...scanForPay.paidBody, status: 3 })}}`,
];

async function scanForPayReply(): Promise<FuzzTarget> {
  let answer: Buffer = Buffer.alloc(0);
  const gateway = createScanForPayGateway({
    account: scanForPayAccount,
    keys: keyStore({ scanforpay_sign_key: scanForPay.signKey }),
    transport: transportAnswering(() => ({ kind: 'reply', status: 200, body: answer, dateHeader: null }), 'forgetting'),
    clock,
  });
  const read = async (input: Buffer): Promise<string | null> => {
    answer = input;
    const outcome = await gateway.query(order);
    if (outcome.kind === 'unknown' || outcome.kind === 'not_sent') return null;
    return JSON.stringify({ ...outcome, evidence: null });
  };
  return forgery('ScanForPay reply', scanForPayDocuments, forgedScanForPayDocuments, jsonWords, read);
}

async function scanForPayNotification(): Promise<FuzzTarget> {
  const gateway = createScanForPayGateway({
    account: scanForPayAccount,
    keys: keyStore({ scanforpay_sign_key: scanForPay.signKey }),
    transport: transportAnswering(() => ''),
    clock,
  });
  const read = async (body: Buffer): Promise<string | null> => {
    const reading = await gateway.parseNotification({ contentType: 'application/json', body });
    return reading.kind === 'verified' ? JSON.stringify(reading.facts) : null;
  };
  return forgery('ScanForPay notification', scanForPayDocuments, forgedScanForPayDocuments, jsonWords, read);
}

async function alipayReply(): Promise<FuzzTarget> {
  const publicKey = createPublicKey(alipay.alipay.publicKey);
  const spaced = JSON.stringify({ ...alipay.paid, url: 'https://a/b' }, null, 1);
  const documents = [
    alipay.reply(alipay.query, alipay.paid),
    alipay.reply(alipay.query, { ...alipay.paid, trade_status: 'WAIT_BUYER_PAY' }),
    alipay.signedText(alipay.query, spaced.replaceAll('/', '\\/'), alipay.signature(spaced)),
  ];
  const forged = [
    alipay.signedText(alipay.query, JSON.stringify({ ...alipay.paid, total_amount: '9.99' }), alipay.signature('x')),
    `{"alipay_trade_query_response":${JSON.stringify({ ...alipay.paid, total_amount: '8.88' })}}`,
    '{"error_response":{"code":"40002","msg":"Invalid Arguments"}}',
  ];
  const read = (input: Buffer): Promise<string | null> => {
    const verification = verifyReply(input.toString('utf8'), alipay.query, publicKey, 'RSA2');
    return Promise.resolve(verification.kind === 'verified' ? JSON.stringify(verification.value) : null);
  };
  return forgery('Alipay reply', documents, forged, jsonWords, read);
}

async function alipayNotification(): Promise<FuzzTarget> {
  const gateway = createAlipayGateway({
    account: alipayAccount,
    keys: keyStore(alipay.keyTexts),
    transport: transportAnswering(() => ''),
    clock,
  });
  const signed = (changes: Readonly<Record<string, string>>): string => {
    const fields = { ...alipay.paidNotification, ...changes };
    return alipay.notification(fields, alipay.signature(alipay.contentToSign(fields)));
  };
  const documents = [
    signed({}),
    signed({ trade_status: 'TRADE_CLOSED', gmt_payment: '', body: '' }),
    signed({ total_amount: '0.01', subject: 'a=b&c=d%26' }),
  ];
  const forged = [alipay.notification({ ...alipay.paidNotification, total_amount: '99.00' }, alipay.signature('x'))];
  const read = async (body: Buffer): Promise<string | null> => {
    const reading = await gateway.parseNotification({ contentType: form, body });
    return reading.kind === 'verified' ? JSON.stringify(reading.facts) : null;
  };
  return forgery('Alipay notification', documents, forged, formWords, read);
}

/**
 * @param signed documents of the gateway, each of which must be believed
 * @param forged documents that must not be; both serve as material
 * @param read what is believed of a document, as text; `null` for nothing
 */
async function forgery(
  name: string,
  signed: readonly string[],
  forged: readonly string[],
  words: readonly string[],
  read: (input: Buffer) => Promise<string | null>,
): Promise<FuzzTarget> {
  const genuine = new Set<string>();
  for (const document of buffers(signed)) {
    const believed = await read(document);
    if (believed !== null) genuine.add(believed);
  }
  if (genuine.size < 2) throw new Error(`${name}: the signed documents themselves are not believed.`);
  return {
    name,
    corpus: buffers([...signed, ...forged]),
    words,
    judge: async (input) => {
      const believed = await read(input);
      if (believed === null) return 'refused';
      return genuine.has(believed) ? 'accepted' : 'wrong';
    },
  };
}

function buffers(texts: readonly string[]): readonly Buffer[] {
  return texts.map((text) => Buffer.from(text, 'utf8'));
}
