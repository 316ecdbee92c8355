/** A merchant account and its self-test. */
import type { GroupHandlers, AccountView, SelfTestReport, SelfTestStep } from '../../../../preload/contract/index.ts';
import { done } from '../mocked-till.ts';
import { words } from '../shop.ts';

/** A live Alipay account in certificate mode with everything under «Advanced» in use. */
export function alipayAccount(): AccountView {
  const pem = '-----BEGIN CERTIFICATE-----\nMIIDszCCApugAwIBAgIQICARAmcZ…\n-----END CERTIFICATE-----';
  return {
    account: {
      gateway: 'alipay',
      id: 'alipay',
      name: 'Alipay',
      gatewayUrl: 'https://openapi.alipay.com/gateway.do',
      appId: '2021001161683774',
      sellerId: '',
      signType: 'RSA2',
      storeId: '',
      terminalId: '',
      subject: words().shop,
      codeValidMinutes: 5,
      publicNotifyUrl: '',
      charset: 'GBK',
      appAuthToken: '202011BB6a5b1d',
      certificates: { app: pem, alipay: pem, alipayRoot: pem },
      encryptsContent: true,
      productCode: 'FACE_TO_FACE_PAYMENT',
      sysServiceProviderId: '2088511833207846',
    },
    keys: [
      { kind: 'alipay_app_private_key', state: 'stored', setAt: '2026-11-12T02:00:00.000Z' },
      { kind: 'alipay_content_key', state: 'never_set', setAt: null },
    ],
    isRetired: false,
  };
}

function selfTestStep(
  name: SelfTestStep['name'],
  verdict: SelfTestStep['verdict'],
  change: Partial<SelfTestStep> = {},
): SelfTestStep {
  return { name, verdict, problem: null, explanation: null, durationMs: null, ...change };
}

function goodSelfTest(): SelfTestReport {
  return {
    ready: true,
    durationMs: 1_230,
    steps: [
      selfTestStep('sign_key', 'good'),
      selfTestStep('gateway_answered', 'good', { durationMs: 312 }),
      selfTestStep('request_accepted', 'good'),
      selfTestStep('answer_verified', 'good'),
      selfTestStep('clock', 'good', { problem: '1400' }),
      selfTestStep('notifications', 'not_known'),
    ],
  };
}

export function badSelfTest(): SelfTestReport {
  return {
    ready: false,
    durationMs: 640,
    steps: [
      selfTestStep('private_key', 'good'),
      selfTestStep('app_certificate', 'wrong', { problem: 'certificate_of_another_key' }),
      selfTestStep('alipay_certificate', 'doubtful', { problem: 'expired' }),
      selfTestStep('alipay_root_certificate', 'good'),
      selfTestStep('content_key', 'wrong', { problem: 'missing' }),
      selfTestStep('gateway_answered', 'good', { durationMs: 540 }),
      selfTestStep('request_accepted', 'wrong', {
        problem: '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配',
        explanation: { reason: 'signature_refused', nextStep: 'mend_settings' },
      }),
      selfTestStep('answer_verified', 'not_known', { problem: 'signature_missing' }),
      selfTestStep('clock', 'wrong', { problem: '-420000' }),
      selfTestStep('notifications', 'not_known'),
    ],
  };
}

export function accountsAnswers(): GroupHandlers<'accounts'> {
  return {
    saveAccount: () => Promise.resolve(done),
    retireAccount: () => Promise.resolve(done),
    setKey: () => Promise.resolve(done),
    importAccount: () => Promise.resolve({ ok: true, value: { accountId: null } }),
    recheckKeys: () => Promise.resolve(done),
    testAccount: () => Promise.resolve({ ok: true, value: goodSelfTest() }),
  };
}
