import { X509Certificate } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, it } from 'vitest';
import { certificateSn } from '../../../../main/practice/common/certificates.ts';
import { generatePracticeCredentials, withAlipayExtras } from '../../../../main/practice/common/credentials.ts';

const { platform, till } = await withAlipayExtras(await generatePracticeCredentials());
const { app, alipay, alipayRoot } = till.alipay.certificates!;

describe('the practice certificates', () => {
  it('hold each side’s key, and the root vouches for both', () => {
    const root = new X509Certificate(alipayRoot);
    const [ofApp, ofAlipay] = [new X509Certificate(app), new X509Certificate(alipay)];
    expect([root, ofApp, ofAlipay].map((certificate) => certificate.verify(root.publicKey))).toEqual([
      true,
      true,
      true,
    ]);
    expect([root.ca, ofApp.ca, ofAlipay.ca]).toEqual([true, false, false]);
    expect(ofApp.checkIssued(root)).toBe(true);
    expect(ofApp.publicKey.export({ type: 'spki', format: 'pem' })).toBe(platform.alipay.appPublicKey);
    expect(ofAlipay.publicKey.export({ type: 'spki', format: 'pem' })).toBe(till.alipay.alipayPublicKey);
  });

  it('have the serial numbers that the official client reads', () => {
    const { config } = new AlipaySdk({
      appId: till.alipay.appId,
      privateKey: till.alipay.appPrivateKey.trim(),
      keyType: 'PKCS8',
      appCertContent: app,
      alipayPublicCertContent: alipay,
      alipayRootCertContent: alipayRoot,
    });
    expect([config.appCertSn, config.alipayCertSn, config.alipayRootCertSn]).toEqual(
      [app, alipay, alipayRoot].map(certificateSn),
    );
  });
});
