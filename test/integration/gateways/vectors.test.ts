/**
 * Public test vectors of other projects, read from beside this repository and never copied into it. Where that
 * folder is absent the tests are skipped, and their titles say which folder was looked for.
 */
import { createPublicKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { assertNever } from '../../../main/domain/order.ts';
import { certificateSn, readCertificates, rootCertificateSn } from '../../../main/gateways/alipay/certificates.ts';
import { decryptContent, encryptContent, parseContentKey } from '../../../main/gateways/alipay/content-encryption.ts';
import { parsePrivateKey, parsePublicKey } from '../../../main/gateways/alipay/keys.ts';
import { readNotification } from '../../../main/gateways/alipay/notification.ts';
import { bytesToSign, verifyBytes, verifyReply } from '../../../main/gateways/alipay/signing.ts';
import { signRequest, verifyResponse } from '../../../main/gateways/scanforpay/signing.ts';
import { parseKeepingDigits, readJsonDocument } from '../../../main/gateways/signed-json.ts';

const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const folder = path.join(process.env['SCANTILL_SHARED'] ?? path.join(repoRoot, '..', 'shared'), 'vectors');
const isAbsent = !existsSync(folder);
const where = isAbsent ? ` (skipped: no folder vectors in SCANTILL_SHARED or ../shared)` : '';

const scanForPayVectors = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('request-sign'),
    id: z.string(),
    key: z.string(),
    requestString: z.string(),
    signature: z.string(),
    wireBody: z.string(),
  }),
  z.object({
    kind: z.literal('response-verify'),
    id: z.string(),
    key: z.string(),
    rawBody: z.string(),
    responseSubstring: z.string(),
    expectValid: z.boolean(),
  }),
]);

const signTypes = z.enum(['RSA2', 'RSA']);
const alipayVectors = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('notify-verify'),
    id: z.string(),
    signType: signTypes,
    publicKeyPem: z.string(),
    params: z.record(z.string(), z.string()),
    expectValid: z.boolean(),
    validSignContentMode: z.enum(['exclude sign and sign_type', 'exclude sign only', 'none']),
    signContent: z.string(),
  }),
  z.object({
    kind: z.literal('response-verify'),
    id: z.string(),
    signType: signTypes,
    publicKeyPem: z.string(),
    rawBody: z.string(),
    responseKey: z.string(),
    expectValid: z.boolean(),
  }),
  z.object({
    kind: z.literal('response-extract-only'),
    id: z.string(),
    rawBody: z.string(),
    responseKey: z.string(),
    signedSubstring: z.string(),
  }),
  z.object({ kind: z.enum(['cert-sn', 'root-cert-sn']), id: z.string(), certFile: z.string(), expect: z.string() }),
  z.object({
    kind: z.literal('aes-128-cbc-pkcs7-zero-iv'),
    id: z.string(),
    keyBase64: z.string(),
    plain: z.string(),
    cipherBase64: z.string(),
  }),
]);

function vectorsOf<Vector extends z.ZodType>(file: string, vector: Vector): z.output<Vector>[] {
  if (isAbsent) return [];
  const text = readFileSync(path.join(folder, file), 'utf8');
  return z.object({ vectors: z.array(vector) }).parse(JSON.parse(text)).vectors;
}

describe.skipIf(isAbsent)(`the ScanForPay vectors${where}`, () => {
  const vectors = vectorsOf('scanforpay.json', scanForPayVectors);

  it('are there', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(14);
  });

  for (const vector of vectors) {
    it(vector.id, () => {
      if (vector.kind === 'response-verify') {
        const verification = verifyResponse(vector.rawBody, vector.key);
        expect(verification.kind === 'verified').toBe(vector.expectValid);
        if (verification.kind === 'verified') {
          expect(verification.value).toEqual(parseKeepingDigits(vector.responseSubstring));
        }
        return;
      }
      const asResponse = `{"response":${vector.requestString},"signature":"${vector.signature}"}`;
      expect(verifyResponse(asResponse, vector.key).kind).toBe('verified');
      // What we send ourselves is ASCII; text that is not comes out in its escaped form instead.
      const isAscii = /^[\u0020-\u007e]*$/.test(vector.requestString);
      const ours = signRequest(JSON.parse(vector.requestString) as object, vector.key);
      if (isAscii) expect(ours).toBe(vector.wireBody);
      else expect(ours).toMatch(/^[\u0020-\u007e]*$/);
    });
  }
});

describe.skipIf(isAbsent)(`the Alipay vectors${where}`, () => {
  const vectors = vectorsOf('alipay.json', alipayVectors);

  it('are there', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(19);
  });

  for (const vector of vectors) {
    switch (vector.kind) {
      case 'notify-verify':
        it(vector.id, () => checkNotification(vector));
        break;
      case 'response-verify':
        it(vector.id, () => {
          const method = vector.responseKey.replace(/_response$/, '').replaceAll('_', '.');
          const publicKey = createPublicKey(vector.publicKeyPem);
          const verification = verifyReply(vector.rawBody, method, publicKey, vector.signType);
          expect(verification.kind).toBe(vector.expectValid ? 'verified' : 'signature_wrong');
        });
        break;
      case 'response-extract-only':
        it(vector.id, () => {
          const document = readJsonDocument(vector.rawBody);
          expect(document.ok && document.members.get(vector.responseKey)?.text).toBe(vector.signedSubstring);
        });
        break;
      case 'cert-sn':
      case 'root-cert-sn':
        it(vector.id, () => {
          const parsing = readCertificates(readFileSync(path.join(folder, vector.certFile), 'utf8'));
          if (!parsing.ok) throw new Error(parsing.problem);
          const sn = vector.kind === 'cert-sn' ? certificateSn(parsing.first) : rootCertificateSn(parsing.all);
          expect(sn).toBe(vector.expect);
        });
        break;
      case 'aes-128-cbc-pkcs7-zero-iv':
        it(vector.id, () => {
          const parsing = parseContentKey(vector.keyBase64);
          if (!parsing.ok) throw new Error(parsing.problem);
          expect(encryptContent(Buffer.from(vector.plain), parsing.key)).toBe(vector.cipherBase64);
          expect(decryptContent(vector.cipherBase64, parsing.key)?.toString()).toBe(vector.plain);
        });
        break;
      default:
        assertNever(vector);
    }
  }

  it('read one private key from all its published forms', () => {
    const keys = readdirSync(path.join(folder, 'fixtures'))
      .filter((name) => name.startsWith('nodesdk__app-private-key'))
      .map((name) => parsePrivateKey(readFileSync(path.join(folder, 'fixtures', name), 'utf8'), 'RSA'))
      .map((parsing) => (parsing.ok ? parsing.key : null));
    expect(keys).toHaveLength(4);
    const [first] = keys;
    expect(keys.every((key) => key !== null && first?.equals(key) === true)).toBe(true);
  });

  it('read every published public key', () => {
    const names = readdirSync(path.join(folder, 'fixtures')).filter((name) => /public-key.*\.pem$/.test(name));
    expect(names.length).toBeGreaterThanOrEqual(4);
    for (const name of names) {
      const text = readFileSync(path.join(folder, 'fixtures', name), 'utf8');
      expect([name, parsePublicKey(text, 'RSA').ok]).toEqual([name, true]);
    }
  });
});

type NotificationVector = Extract<z.output<typeof alipayVectors>, { kind: 'notify-verify' }>;

function checkNotification({ params, publicKeyPem, signType, expectValid, ...vector }: NotificationVector): void {
  const publicKey = createPublicKey(publicKeyPem);
  const { sign = '', ...signed } = params;
  const { sign_type: _signType, ...withoutType } = signed;
  const isValid = (fields: Readonly<Record<string, string>>): boolean => {
    const bytes = bytesToSign(
      Object.entries(fields).map(([name, value]) => ({ name, bytes: Buffer.from(value) })),
      'keep',
    );
    if (vector.validSignContentMode !== 'none' && verifyBytes(bytes, sign, publicKey, signType)) {
      expect(bytes.toString()).toBe(vector.signContent);
    }
    return verifyBytes(bytes, sign, publicKey, signType);
  };
  expect(isValid(withoutType)).toBe(expectValid && vector.validSignContentMode === 'exclude sign and sign_type');
  const withType = { ...signed, sign_type: signType };
  expect(isValid(withType)).toBe(expectValid && vector.validSignContentMode === 'exclude sign only');
  const raw = {
    contentType: 'application/x-www-form-urlencoded',
    body: Buffer.from(new URLSearchParams(params).toString()),
  };
  const reading = readNotification(raw, publicKey, signType);
  expect(reading.ok).toBe(expectValid && params['notify_type'] === 'trade_status_sync');
}
