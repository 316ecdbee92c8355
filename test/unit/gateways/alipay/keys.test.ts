import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  describeKeyProblem,
  isOwnPublicKey,
  parsePrivateKey,
  parsePublicKey,
  type KeyParsing,
} from '../../../../main/gateways/alipay/keys.ts';
import { rsaPair } from '../doubles.ts';

const pair = rsaPair();
const shortPair = rsaPair(1024);
const shorterPair = rsaPair(512);
const privateKey = createPrivateKey(pair.privateKey);
const publicKey = createPublicKey(pair.publicKey);

function pem(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'spki'): string {
  return key.export({ type, format: 'pem' }).toString();
}

function bare(pemText: string): string {
  return pemText.replace(/-----.*-----|\n/g, '');
}

function keyOf(parsing: KeyParsing): KeyObject {
  if (!parsing.ok) throw new Error(parsing.problem);
  return parsing.key;
}

/** The same key in every form in which people paste it. */
function pastes(pemText: string): [string, string][] {
  return [
    ['PEM', pemText],
    ['PEM with Windows line ends', pemText.replaceAll('\n', '\r\n')],
    ['PEM with blanks before each line', pemText.replace(/^/gm, '  ')],
    ['PEM on one line', pemText.replaceAll('\n', ' ')],
    ['PEM with written-out line ends', pemText.replaceAll('\n', '\\n')],
    ['bare base64', bare(pemText)],
    ['bare base64 in lines of 76', bare(pemText).replace(/.{76}/g, '$&\n')],
    ['bare base64 with a byte-order mark', `\ufeff${bare(pemText)}\n`],
    [
      'bare base64 with characters that nobody sees',
      `\u200b${bare(pemText).replace(/.{76}/g, '$&\u200b\u2060\u00ad\u00a0')}\u200e`,
    ],
    ['bare base64 in quotes', `"${bare(pemText)}",`],
    ['bare base64 in printed quotes', `\u201c${bare(pemText)}\u201d`],
    ['a line of JSON', `"private_key": "${bare(pemText).replaceAll('/', '\\/')}",`],
    ['a line of a properties file', `alipay.public.key=${bare(pemText)}`],
    ['a line of PHP', `'merchant_private_key' => '${pemText.replaceAll('\n', '\\n')}',`],
    ['what the console calls it', `应用私钥：${pemText.replace(/-----[^-]+-----|\s/g, '')}`],
    ['what the console calls the other', `支付宝公钥: ${pemText.replace(/-----[^-]+-----|\s/g, '')}`],
    ['part of an address', encodeURIComponent(bare(pemText))],
    ['PEM with dashes that a text program joined', pemText.replaceAll('-----', '\u2014\u2013')],
  ];
}

describe('parsePrivateKey', () => {
  const forms = (['pkcs1', 'pkcs8'] as const).flatMap((type) =>
    pastes(pem(privateKey, type)).map(([form, text]) => [type, form, text] as const),
  );

  it.each(forms)('reads %s pasted as %s', (_type, _form, text) => {
    expect(keyOf(parsePrivateKey(text, 'RSA2')).equals(privateKey)).toBe(true);
  });

  it('goes by the content where the armour names the other form', () => {
    const mislabelled = pem(privateKey, 'pkcs8').replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY');
    expect(keyOf(parsePrivateKey(mislabelled, 'RSA2')).equals(privateKey)).toBe(true);
  });
});

describe('parsePublicKey', () => {
  const forms = (['pkcs1', 'spki'] as const).flatMap((type) =>
    pastes(pem(publicKey, type)).map(([form, text]) => [type, form, text] as const),
  );

  it.each(forms)('reads %s pasted as %s', (_type, _form, text) => {
    expect(keyOf(parsePublicKey(text, 'RSA2')).equals(publicKey)).toBe(true);
  });
});

describe('describeKeyProblem', () => {
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const encrypted = privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString();
  const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

  const curvePrivate = curve.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const curvePublic = curve.publicKey.export({ type: 'spki', format: 'pem' }).toString();

  it.each([
    ['nothing', 'empty', ''],
    ['only blanks', 'empty', ' \n\ufeff'],
    ['only armour', 'empty', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----'],
    ['a word', 'not_a_key', 'hello'],
    ['Chinese', 'not_a_key', '密钥'],
    ['a cut key', 'not_a_key', bare(pair.privateKey).slice(0, -40)],
    ['a public key', 'public_key_given', pair.publicKey],
    ['a bare public key', 'public_key_given', bare(pem(publicKey, 'pkcs1'))],
    ['a locked key', 'encrypted', encrypted],
    ['a certificate', 'certificate_given', certificate],
    ['a key of another kind', 'not_rsa', curvePrivate],
    ['1024 bits', 'too_short', shortPair.privateKey],
    ['two keys', 'several_given', `${pair.privateKey}${pair.publicKey}`],
    ['a private key', null, pair.privateKey],
  ])('says of %s as private key: %s', (_what, problem, text) => {
    expect(describeKeyProblem('alipay_app_private_key', text, 'RSA2')).toBe(problem);
  });

  it.each([
    ['nothing', 'empty', ''],
    ['a word', 'not_a_key', 'hello'],
    ['a private key', 'private_key_given', pair.privateKey],
    ['a bare private key', 'private_key_given', bare(pem(privateKey, 'pkcs1'))],
    ['a certificate', 'certificate_given', certificate],
    ['a key of another kind', 'not_rsa', curvePublic],
    ['1024 bits', 'too_short', shortPair.publicKey],
    ['a public key', null, pair.publicKey],
  ])('says of %s as public key: %s', (_what, problem, text) => {
    expect(describeKeyProblem('alipay_public_key', text, 'RSA2')).toBe(problem);
  });

  it('takes 1024 bits for the legacy RSA only, and never fewer', () => {
    expect(describeKeyProblem('alipay_app_private_key', shortPair.privateKey, 'RSA')).toBeNull();
    expect(describeKeyProblem('alipay_app_private_key', shorterPair.privateKey, 'RSA')).toBe('too_short');
  });
});

describe('isOwnPublicKey', () => {
  it('knows the other half of the application\u2019s own key', () => {
    expect(isOwnPublicKey(privateKey, publicKey)).toBe(true);
    expect(isOwnPublicKey(privateKey, createPublicKey(shortPair.publicKey))).toBe(false);
  });
});
