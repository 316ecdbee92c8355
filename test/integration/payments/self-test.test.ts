import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { AlipayAccount, MerchantAccount } from '../../../preload/contract/index.ts';
import { encryptContent, parseContentKey } from '../../../main/gateways/alipay/content-encryption.ts';
import type { KeyKind, KeyStore } from '../../../main/ports/index.ts';
import { systemClock } from '../../../main/common/system-clock.ts';
import { testAccount } from '../../../main/accounts/self-test.ts';
import { openPracticeShop, type PracticeShop } from '../../support/practice-shop.ts';

let shop: PracticeShop;

afterEach(async () => {
  await shop.close();
});

async function accountOf(gateway: MerchantAccount['gateway']): Promise<MerchantAccount> {
  shop = await openPracticeShop({ listener: false });
  const account = shop.accounts.find((candidate) => candidate.gateway === gateway);
  if (account === undefined) throw new Error(`no ${gateway} account`);
  return account;
}

const verdicts = (report: Awaited<ReturnType<typeof testAccount>>) =>
  Object.fromEntries(report.steps.map(({ name, verdict }) => [name, verdict]));

/** The shop's keys with some of them replaced. */
function withKeys(replaced: Partial<Record<KeyKind, string>>): KeyStore {
  return {
    ...shop.keys,
    read: (reference) => {
      const value = replaced[reference.kind];
      return value === undefined
        ? shop.keys.read(reference)
        : Promise.resolve({ kind: 'found', secret: { reveal: () => value } });
    },
  };
}

const stranger = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

describe('testing an account', () => {
  it.each(['scanforpay', 'alipay'] as const)('says that %s is ready, without making an order', async (gateway) => {
    const account = await accountOf(gateway);
    const report = await testAccount({ account, keys: shop.keys, clock: systemClock });
    expect(report.ready).toBe(true);
    expect(verdicts(report)).toMatchObject({
      gateway_answered: 'good',
      request_accepted: 'good',
      answer_verified: 'good',
      clock: 'good',
      notifications: 'not_known',
    });
    expect(shop.platform.readState().trades).toEqual([]);
  });

  it('says that Alipay refuses our signature when its copy of our key is another one', async () => {
    const account = await accountOf('alipay');
    const keys = withKeys({ alipay_app_private_key: stranger.privateKey });
    const report = await testAccount({ account, keys, clock: systemClock });
    expect(report.ready).toBe(false);
    const refused = report.steps.find(({ name }) => name === 'request_accepted');
    expect(refused).toMatchObject({
      verdict: 'wrong',
      explanation: { reason: 'signature_refused', nextStep: 'mend_settings' },
    });
  });

  it('says why Alipay refuses us in an answer that is encrypted and that nobody signed, and believes nothing of it', async () => {
    const contentKey = 'TDftre9FpItr46e9BVNJcw==';
    const parsing = parseContentKey(contentKey);
    if (!parsing.ok) throw new Error(parsing.problem);
    const refusal = { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature', sub_msg: '验签出错' };
    const content = encryptContent(Buffer.from(JSON.stringify(refusal)), parsing.key);
    const server = createServer((_request, reply) => reply.end(`{"alipay_trade_query_response":"${content}"}`));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const gatewayUrl = `http://127.0.0.1:${port}/gateway.do`;
    const account = { ...(await accountOf('alipay')), gatewayUrl, encryptsContent: true } as AlipayAccount;
    const keys = withKeys({ alipay_content_key: contentKey });
    const report = await testAccount({ account, keys, clock: systemClock }).finally(() => server.close());
    expect(report.ready).toBe(false);
    expect(report.steps.find(({ name }) => name === 'request_accepted')).toMatchObject({
      verdict: 'wrong',
      problem: '验签出错',
      explanation: { reason: 'signature_refused', nextStep: 'mend_settings' },
    });
    expect(verdicts(report)).toMatchObject({ gateway_answered: 'good', answer_verified: 'not_known' });
  });

  it('says that answers do not verify when Alipay’s key is not Alipay’s', async () => {
    const account = await accountOf('alipay');
    const report = await testAccount({
      account,
      keys: withKeys({ alipay_public_key: stranger.publicKey }),
      clock: systemClock,
    });
    expect(report.ready).toBe(false);
    expect(verdicts(report)).toMatchObject({ private_key: 'good', gateway_answered: 'good', answer_verified: 'wrong' });
  });

  it('stops before the network when a key is unusable, and names the mistake', async () => {
    const account = await accountOf('alipay');
    const report = await testAccount({
      account,
      keys: withKeys({ alipay_app_private_key: stranger.publicKey }),
      clock: systemClock,
    });
    expect(report.steps.find(({ name }) => name === 'private_key')).toMatchObject({
      verdict: 'wrong',
      problem: 'public_key_given',
    });
    expect(verdicts(report)).toMatchObject({ gateway_answered: 'not_known' });
  });

  it('says that nobody answers where nobody does', async () => {
    const account = { ...(await accountOf('scanforpay')), baseUrl: 'http://127.0.0.1:1' } as MerchantAccount;
    const report = await testAccount({ account, keys: shop.keys, clock: systemClock });
    expect(report.steps.find(({ name }) => name === 'gateway_answered')).toMatchObject({
      verdict: 'wrong',
      problem: 'unreachable',
    });
  });

  it('says that the clock is wrong when it is more than five minutes off', async () => {
    const account = await accountOf('scanforpay');
    const late = { ...systemClock, now: () => new Date(Date.now() + 6 * 60_000) };
    const report = await testAccount({ account, keys: shop.keys, clock: late });
    expect(verdicts(report)).toMatchObject({ clock: 'wrong' });
  });
});
