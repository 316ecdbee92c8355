/**
 * OpenSSL's own command line as an oracle: raw RSA both ways, and certificates that it made. Skipped, and said so in
 * the titles, where there is no `openssl`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateSn, readCertificates, readCertificateSet } from '../../../main/gateways/alipay/certificates.ts';
import { parsePrivateKey } from '../../../main/gateways/alipay/keys.ts';
import { selfTest } from '../../../main/gateways/alipay/self-test.ts';
import { signBytes, verifyBytes } from '../../../main/gateways/alipay/signing.ts';
import { rsaPair } from '../../unit/gateways/doubles.ts';

const isAbsent = spawnSync('openssl', ['version']).error !== undefined;
const where = isAbsent ? ' (skipped: no openssl on this computer)' : '';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scantill-openssl-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const file = (name: string): string => path.join(folder, name);
const read = (name: string): string => readFileSync(file(name), 'utf8');

function openssl(...parts: readonly string[]): string {
  return execFileSync('openssl', parts, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe.skipIf(isAbsent)(`openssl${where}`, () => {
  const pair = rsaPair();
  const text = Buffer.from('app_id=2014072300007148&biz_content={"subject":"当面付 & 50%"}&version=1.0');

  it.each([
    ['RSA2', '-sha256'],
    ['RSA', '-sha1'],
  ] as const)('makes the same signature as we do, and takes ours: %s', (signType, digest) => {
    writeFileSync(file('private.pem'), pair.privateKey, { mode: 0o600 });
    writeFileSync(file('public.pem'), pair.publicKey);
    writeFileSync(file('text'), text);
    const ours = signBytes(text, createPrivateKey(pair.privateKey), signType);
    openssl('dgst', digest, '-sign', 'private.pem', '-out', 'theirs', 'text');
    const theirs = readFileSync(file('theirs')).toString('base64');
    expect(ours).toBe(theirs);
    expect(verifyBytes(text, theirs, createPublicKey(pair.publicKey), signType)).toBe(true);
    writeFileSync(file('ours'), Buffer.from(ours, 'base64'));
    expect(openssl('dgst', digest, '-verify', 'public.pem', '-signature', 'ours', 'text')).toContain('Verified OK');
  });

  it('writes keys in forms that we read', () => {
    openssl('genrsa', '-traditional', '-out', 'pkcs1.pem', '2048');
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'pkcs1.pem', '-out', 'pkcs8.pem');
    openssl('pkcs8', '-topk8', '-in', 'pkcs1.pem', '-out', 'locked.pem', '-passout', 'pass:x');
    const [pkcs1, pkcs8] = [read('pkcs1.pem'), read('pkcs8.pem')].map((pem) => parsePrivateKey(pem, 'RSA2'));
    expect(pkcs1?.ok && pkcs8?.ok && pkcs1.key.equals(pkcs8.key)).toBe(true);
    expect(parsePrivateKey(read('locked.pem'), 'RSA2')).toEqual({ ok: false, problem: 'encrypted' });
  });

  it('issues certificates that we number and chain', () => {
    const authority = (name: string, subject: string): void => {
      openssl(
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '30',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.crt`,
        '-subj',
        subject,
      );
    };
    const issued = (name: string, issuer: string, serial: string): void => {
      openssl(
        'req',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        `/C=CN/O=Shop/CN=${name}`,
      );
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        `${issuer}.crt`,
        '-CAkey',
        `${issuer}.key`,
        '-set_serial',
        serial,
        '-days',
        '30',
        '-out',
        `${name}.crt`,
      );
    };
    authority('root', '/C=CN/O=Ant Financial/OU=Certification Authority/CN=Root R1');
    authority('other', '/C=CN/O=Ant Financial/OU=Certification Authority/CN=Root R1');
    issued('app', 'root', '0x2020051862039d4090897ba4d51c2126');
    issued('alipay', 'root', '17');

    const texts = { app: read('app.crt'), alipay: read('alipay.crt'), alipayRoot: read('root.crt') };
    const reading = readCertificateSet(texts, createPrivateKey(read('app.key')));
    if (!reading.ok) throw new Error(`${reading.part}: ${reading.problem}`);
    // What openssl prints of it, put together by the published formula.
    const issuer = openssl('x509', '-in', 'app.crt', '-noout', '-issuer', '-nameopt', 'rfc2253').trim();
    const serial = BigInt('0x2020051862039d4090897ba4d51c2126').toString();
    const expected = createHash('md5')
      .update(`${issuer.replace(/^issuer=\s*/, '')}${serial}`)
      .digest('hex');
    expect(reading.set.appCertSn).toBe(expected);
    const alipay = readCertificates(texts.alipay);
    expect([...reading.set.alipayKeys.keys()]).toEqual([alipay.ok ? certificateSn(alipay.first) : '']);

    const strange = readCertificateSet({ ...texts, alipayRoot: read('other.crt') }, createPrivateKey(read('app.key')));
    expect(strange).toEqual({ ok: false, part: 'alipay', problem: 'chain_broken' });
    const findings = selfTest({ signType: 'RSA2', privateKey: read('app.key'), certificates: texts, now: new Date() });
    expect(findings.map(({ verdict }) => verdict)).toEqual(['good', 'good', 'good', 'good']);
  });
});
