import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  certificateSn,
  certificateTextOf,
  readCertificates,
  readCertificateSet,
  rootCertificateSn,
  type CertificateTexts,
} from '../../../../main/gateways/alipay/certificates.ts';
import { describeKeyProblem } from '../../../../main/gateways/alipay/keys.ts';
import { selfTest } from '../../../../main/gateways/alipay/self-test.ts';
import { now, rsaPair } from '../doubles.ts';
import { ellipticPair, makeCertificateRequest, makeIdentity } from './certificate-maker.ts';

const root = makeIdentity('Root', { isAuthority: true });
const intermediate = makeIdentity('Class 2', { issuer: root, isAuthority: true, serial: 2 });
const alipay = makeIdentity('Alipay', { issuer: intermediate, serial: 17 });
const nextAlipay = makeIdentity('Alipay next', { issuer: intermediate, serial: 18 });
const app = makeIdentity('Shop', { issuer: intermediate, serial: 3 });
const privateKey = createPrivateKey(app.privateKey);

const texts: CertificateTexts = {
  app: app.certificate,
  alipay: alipay.certificate + intermediate.certificate,
  alipayRoot: root.certificate,
};

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const bare = (pem: string): string => pem.replace(/-----.*-----|\n/g, '');
const snOf = (pem: string): string => {
  const parsing = readCertificates(pem);
  if (!parsing.ok) throw new Error(parsing.problem);
  return certificateSn(parsing.first);
};
const read = (change: Partial<CertificateTexts>) => readCertificateSet({ ...texts, ...change }, privateKey);

describe('the three certificates', () => {
  it('give their numbers and Alipay\u2019s key', () => {
    const reading = read({});
    if (!reading.ok) throw new Error(`${reading.part}: ${reading.problem}`);
    expect(reading.set.appCertSn).toBe(md5('CN=Class 2,O=Test,C=CN3'));
    expect(reading.set.alipayRootCertSn).toBe(md5('CN=Root,O=Test,C=CN1'));
    expect([...reading.set.alipayKeys.keys()]).toEqual([md5('CN=Class 2,O=Test,C=CN17')]);
    expect([...reading.set.alipayKeys.values()][0]?.equals(createPublicKey(alipay.publicKey))).toBe(true);
  });

  it('may hold Alipay\u2019s next certificate beside the present one', () => {
    const reading = read({ alipay: texts.alipay + nextAlipay.certificate });
    expect(reading.ok && [...reading.set.alipayKeys.keys()]).toEqual([
      snOf(alipay.certificate),
      snOf(nextAlipay.certificate),
    ]);
  });

  it.each<[string, (pem: string) => string]>([
    ['with a text before them', (pem) => `Certificate:\n    Data:\n${pem}`],
    ['with Windows line ends', (pem) => pem.replaceAll('\n', '\r\n')],
    ['with written-out line ends', (pem) => pem.replaceAll('\n', '\\n')],
    ['after a byte-order mark', (pem) => `\ufeff${pem}`],
    ['as bare base64', bare],
    ['with characters in it that nobody sees', (pem) => pem.replace('MII', '\u200bM\u00adII\u2060')],
    ['out of JSON', (pem) => pem.replaceAll('\n', '\\n').replaceAll('/', '\\/')],
    ['under another name of the same armour', (pem) => pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
  ])('are read %s', (_how, paste) => {
    expect(snOf(paste(app.certificate))).toBe(snOf(app.certificate));
  });

  it.each<[string, Partial<CertificateTexts>, string, string]>([
    ['no application certificate', { app: ' \n' }, 'app', 'empty'],
    ['a word', { app: 'hello' }, 'app', 'not_a_certificate'],
    ['a cut certificate', { app: app.certificate.replace(/.{8}\n-----END/, '\n-----END') }, 'app', 'not_a_certificate'],
    ['a public key', { alipay: alipay.publicKey }, 'alipay', 'key_given'],
    ['a bare public key', { alipay: bare(alipay.publicKey) }, 'alipay', 'key_given'],
    ['a private key', { app: app.privateKey }, 'app', 'key_given'],
    ['Alipay\u2019s in the application\u2019s place', { app: alipay.certificate }, 'app', 'certificate_of_another_key'],
    ['the root in the application\u2019s place', { app: root.certificate }, 'app', 'root_certificate_given'],
    [
      'the application\u2019s own in Alipay\u2019s place',
      { alipay: app.certificate },
      'alipay',
      'own_certificate_given',
    ],
    ['the root in Alipay\u2019s place', { alipay: root.certificate }, 'alipay', 'root_certificate_given'],
    ['Alipay\u2019s in the root\u2019s place', { alipayRoot: alipay.certificate }, 'alipayRoot', 'not_a_root'],
    [
      'a key of another kind',
      { alipay: makeIdentity('EC', { keys: ellipticPair(), issuer: root }).certificate },
      'alipay',
      'not_rsa',
    ],
    [
      'a key of 1024 bits',
      { alipay: makeIdentity('Short', { keys: rsaPair(1024), issuer: root }).certificate },
      'alipay',
      'too_short',
    ],
    [
      'Alipay\u2019s, signed by someone else in the root\u2019s name',
      { alipay: makeIdentity('Alipay', { issuer: root, forgedWith: app.privateKey }).certificate },
      'alipay',
      'chain_broken',
    ],
    [
      'an intermediate that the root never signed',
      {
        alipay:
          alipay.certificate +
          makeIdentity('Class 2', { keys: intermediate, issuer: root, isAuthority: true, forgedWith: app.privateKey })
            .certificate,
      },
      'alipay',
      'chain_broken',
    ],
    [
      'the application\u2019s, signed by someone else in the root\u2019s name',
      { app: makeIdentity('Shop', { keys: app, issuer: root, forgedWith: alipay.privateKey }).certificate },
      'app',
      'chain_broken',
    ],
  ])('are refused: %s', (_what, change, part, problem) => {
    expect(read(change)).toEqual({ ok: false, part, problem });
  });

  it.each([
    ['what was sent to get one', (pem: string) => pem],
    ['the same under its older name', (pem: string) => pem.replaceAll('CERTIFICATE', 'NEW CERTIFICATE')],
    ['the same without its armour', bare],
  ])('are not %s, which is named', (_what, form) => {
    const request = form(makeCertificateRequest('Shop', app));
    for (const part of ['app', 'alipay', 'alipayRoot'] as const) {
      expect(read({ [part]: request })).toEqual({ ok: false, part, problem: 'certificate_request_given' });
    }
    expect(describeKeyProblem('alipay_public_key', request, 'RSA2')).toBe('certificate_request_given');
    expect(describeKeyProblem('alipay_app_private_key', request, 'RSA2')).toBe('certificate_request_given');
  });

  it('have a number even where the issuer gave a negative one', () => {
    const negative = makeIdentity('Shop', { keys: app, issuer: intermediate, serial: 0xfb });
    const reading = read({ app: negative.certificate });
    expect(reading.ok && reading.set.appCertSn).toBe(md5('CN=Class 2,O=Test,C=CN-5'));
  });

  it('have a number even where they name nobody', () => {
    const nameless = makeIdentity('', { keys: app, serial: 7, isNameless: true });
    expect(snOf(nameless.certificate)).toBe(md5('7'));
    expect(read({ app: nameless.certificate }).ok).toBe(true);
  });

  it('may be longer than the lines of PEM suggest, and several in one file', () => {
    const bundle = Array.from({ length: 40 }, () => root.certificate).join('');
    const reading = readCertificates(bundle);
    expect(reading.ok && reading.all.length).toBe(40);
    expect(readCertificates(`${root.certificate}\n${makeCertificateRequest('Shop', app)}`).ok).toBe(true);
  });

  it.each([
    ['PEM', (pem: string) => Buffer.from(pem)],
    ['PEM with a byte-order mark', (pem: string) => Buffer.from(`\ufeff${pem}`)],
    ['PEM in UTF-16', (pem: string) => Buffer.from(`\ufeff${pem}`, 'utf16le')],
    ['binary', (pem: string) => Buffer.from(bare(pem), 'base64')],
  ])('are read of a file that is %s', (_what, fileOf) => {
    const text = certificateTextOf(fileOf(app.certificate));
    expect(text === null ? null : snOf(text)).toBe(snOf(app.certificate));
  });

  it('never throw, whatever is done to them: they are read, or what is wrong is said by a code', () => {
    const sources = [
      app.certificate,
      alipay.certificate,
      root.certificate,
      makeCertificateRequest('Shop', app),
      makeIdentity('EC', { keys: ellipticPair(), issuer: root }).certificate,
    ].map((pem) => Buffer.from(bare(pem), 'base64'));
    const damage = fc.record({
      source: fc.constantFrom(...sources),
      changes: fc.array(fc.tuple(fc.nat(1_200), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      length: fc.oneof(fc.constant(undefined), fc.nat(1_200)),
    });
    fc.assert(
      fc.property(damage, ({ source, changes, length }) => {
        const der = Buffer.from(source);
        for (const [at, byte] of changes) if (at < der.length) der[at] = byte;
        const text = der.subarray(0, length).toString('base64');
        const parsing = readCertificates(text);
        if (parsing.ok) expect(certificateSn(parsing.first)).toMatch(/^[0-9a-f]{32}$/);
        const reading = read({ app: text, alipay: text, alipayRoot: text });
        if (!reading.ok) expect(reading.problem).toMatch(/^[a-z_]+$/);
        for (const part of ['app', 'alipay', 'alipayRoot'] as const) read({ [part]: text });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    '',
    ' ',
    '0',
    'A',
    '='.repeat(50),
    'M'.repeat(100_000),
    '-----BEGIN CERTIFICATE-----'.repeat(2_000),
    '\0'.repeat(9),
    '\ud800',
  ])('never throw at what is none: %#', (text) => {
    expect(readCertificates(text).ok).toBe(false);
    expect(certificateTextOf(Buffer.from(text))).not.toBeNull();
  });

  it('are numbered at the root by all certificates signed with RSA', () => {
    const other = makeIdentity('Other root', { isAuthority: true, serial: 9 });
    const bundle = readCertificates(root.certificate + other.certificate);
    expect(bundle.ok && rootCertificateSn(bundle.all)).toBe(
      `${md5('CN=Root,O=Test,C=CN1')}_${md5('CN=Other root,O=Test,C=CN9')}`,
    );
  });
});

describe('a certificate pasted for a key', () => {
  it.each([app.certificate, bare(app.certificate)])('is named as what it is', (paste) => {
    expect(describeKeyProblem('alipay_public_key', paste, 'RSA2')).toBe('certificate_given');
    expect(describeKeyProblem('alipay_app_private_key', paste, 'RSA2')).toBe('certificate_given');
  });
});

describe('selfTest', () => {
  const keys = { signType: 'RSA2', privateKey: app.privateKey, now } as const;
  const bits = 2048;

  it('finds a good pair of keys good', () => {
    expect(selfTest({ ...keys, publicKey: alipay.publicKey, contentKey: 'TDftre9FpItr46e9BVNJcw==' })).toEqual([
      { part: 'private_key', verdict: 'good', bits, certSn: null, validTo: null },
      { part: 'public_key', verdict: 'good', bits, certSn: null, validTo: null },
      { part: 'content_key', verdict: 'good', bits: null, certSn: null, validTo: null },
    ]);
  });

  it('finds good certificates good and tells their numbers', () => {
    const validTo = '2049-01-01T00:00:00.000Z';
    expect(selfTest({ ...keys, certificates: texts })).toEqual([
      { part: 'private_key', verdict: 'good', bits, certSn: null, validTo: null },
      { part: 'app_certificate', verdict: 'good', bits, certSn: snOf(app.certificate), validTo },
      { part: 'alipay_certificate', verdict: 'good', bits, certSn: snOf(alipay.certificate), validTo },
      {
        part: 'alipay_root_certificate',
        verdict: 'good',
        bits: null,
        certSn: snOf(root.certificate),
        validTo: null,
      },
    ]);
  });

  const short = rsaPair(1024);
  it.each([
    ['the classic mistake', { publicKey: app.publicKey }, 'public_key', 'own_public_key_given'],
    ['a private key for a public one', { publicKey: alipay.privateKey }, 'public_key', 'private_key_given'],
    ['no public key', {}, 'public_key', 'missing'],
    [
      'a public key for a private one',
      { privateKey: app.publicKey, publicKey: alipay.publicKey },
      'private_key',
      'public_key_given',
    ],
    ['a short key', { privateKey: short.privateKey, publicKey: alipay.publicKey }, 'private_key', 'too_short'],
    ['a certificate for a key', { publicKey: alipay.certificate }, 'public_key', 'certificate_given'],
    [
      'a wrong certificate',
      { certificates: { ...texts, alipay: root.certificate } },
      'alipay_certificate',
      'root_certificate_given',
    ],
    [
      'a wrong root',
      { certificates: { ...texts, alipayRoot: alipay.certificate } },
      'alipay_root_certificate',
      'not_a_root',
    ],
    ['no content key', { publicKey: alipay.publicKey, contentKey: '' }, 'content_key', 'empty'],
    [
      'a short content key',
      { publicKey: alipay.publicKey, contentKey: 'TDftre9FpIs=' },
      'content_key',
      'not_a_content_key',
    ],
  ] as const)('names %s', (_what, change, part, problem) => {
    const findings = selfTest({ ...keys, ...change });
    expect(findings.filter(({ verdict }) => verdict !== 'good')).toEqual([{ part, verdict: 'wrong', problem }]);
  });

  it.each([
    ['expired', { from: '200101', to: '230101' }],
    ['not_yet_valid', { from: '250101', to: '300101' }],
  ] as const)('doubts a certificate that is %s', (problem, validity) => {
    const certificate = makeIdentity('Alipay', { keys: alipay, issuer: root, ...validity }).certificate;
    expect(selfTest({ ...keys, certificates: { ...texts, alipay: certificate } })).toContainEqual({
      part: 'alipay_certificate',
      verdict: 'doubtful',
      problem,
    });
  });

  it('never says a key', () => {
    const inputs = [
      { ...keys, publicKey: alipay.publicKey },
      { ...keys, publicKey: app.privateKey },
      { ...keys, privateKey: `${app.privateKey}x`, publicKey: 'x' },
      { ...keys, certificates: { ...texts, app: app.privateKey } },
    ];
    const told = JSON.stringify(inputs.map(selfTest));
    const lines = bare(app.privateKey).match(/.{64}/g) ?? [];
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => told.includes(line))).toEqual([]);
  });
});
