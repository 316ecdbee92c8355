import { describe, expect, it } from 'vitest';
import type { CertificateProblem } from '../../../../main/gateways/alipay/certificates.ts';
import type { ContentKeyProblem } from '../../../../main/gateways/alipay/content-encryption.ts';
import type { KeyProblem } from '../../../../main/gateways/alipay/keys.ts';
import type { SelfTestProblem } from '../../../../main/gateways/alipay/self-test.ts';
import type { SignKeyProblem } from '../../../../main/gateways/scanforpay/sign-key.ts';
import { problemCodes } from '../../../../main/domain/order.ts';
import type { SelfTestStep } from '../../../../preload/contract/index.ts';
import { findingOf, isStepFault, type StepFault } from '../../../../renderer/accounts/self-test.ts';

/** Every code of the keys' own vocabulary has its sentence: a new one without does not compile. */
type KeyVocabulary =
  KeyProblem | CertificateProblem | ContentKeyProblem | SignKeyProblem | SelfTestProblem | 'keychain_unavailable';
const keyVocabulary: Readonly<Record<KeyVocabulary, StepFault>> = {
  missing: 'missing',
  keychain_unavailable: 'keychain_unavailable',
  empty: 'empty',
  not_a_key: 'not_a_key',
  certificate_given: 'certificate_given',
  certificate_request_given: 'certificate_request_given',
  several_given: 'several_given',
  several_lines: 'several_lines',
  unexpected_characters: 'unexpected_characters',
  encrypted: 'encrypted',
  public_key_given: 'public_key_given',
  private_key_given: 'private_key_given',
  not_rsa: 'not_rsa',
  too_short: 'too_short',
  own_public_key_given: 'own_public_key_given',
  not_a_certificate: 'not_a_certificate',
  key_given: 'key_given',
  certificate_of_another_key: 'certificate_of_another_key',
  own_certificate_given: 'own_certificate_given',
  root_certificate_given: 'root_certificate_given',
  not_a_root: 'not_a_root',
  chain_broken: 'chain_broken',
  expired: 'expired',
  not_yet_valid: 'not_yet_valid',
  not_a_content_key: 'not_a_content_key',
  does_not_sign: 'does_not_sign',
};

const step = (change: Partial<SelfTestStep>): SelfTestStep => ({
  name: 'private_key',
  verdict: 'wrong',
  problem: null,
  explanation: null,
  durationMs: null,
  ...change,
});

describe('a step of the self-test', () => {
  it.each(Object.keys(keyVocabulary))('says how to mend «%s»', (problem) => {
    expect(findingOf(step({ problem }))).toEqual({ kind: 'fault', fault: problem });
    expect(findingOf(step({ problem, verdict: 'doubtful' }))).toEqual({ kind: 'fault', fault: problem });
  });

  it.each(problemCodes)('has words for the problem «%s»', (problem) => {
    const finding = findingOf(step({ name: 'answer_verified', problem }));
    expect(finding).toEqual(
      isStepFault(problem) ? { kind: 'fault', fault: problem } : { kind: 'problem', code: problem },
    );
  });

  it.each(['something_new', 'toString', ''])('shows a code that it has no words for: «%s»', (problem) => {
    expect(findingOf(step({ problem }))).toEqual({ kind: 'unknown', code: problem });
  });

  it('says nothing where nothing is wrong, or nothing was asked', () => {
    expect(findingOf(step({ verdict: 'good' }))).toEqual({ kind: 'none' });
    expect(findingOf(step({}))).toEqual({ kind: 'none' });
    expect(findingOf(step({ verdict: 'not_known', problem: 'signature_missing' }))).toEqual({ kind: 'none' });
  });

  it('gives a refusal’s reason and the gateway’s own words', () => {
    const explanation = { reason: 'signature_refused', nextStep: 'mend_settings' } as const;
    expect(findingOf(step({ name: 'request_accepted', problem: '验签出错', explanation }))).toEqual({
      kind: 'refused',
      explanation,
      words: '验签出错',
    });
    expect(findingOf(step({ name: 'request_accepted' }))).toEqual({ kind: 'refused', explanation: null, words: '' });
  });

  it('reads the clock’s skew', () => {
    const clock = (change: Partial<SelfTestStep>) => findingOf(step({ name: 'clock', ...change }));
    expect(clock({ verdict: 'good', problem: '400' })).toEqual({ kind: 'clock', skewMs: 400, isWrong: false });
    expect(clock({ problem: '-420000' })).toEqual({ kind: 'clock', skewMs: -420_000, isWrong: true });
    expect(clock({ verdict: 'not_known' })).toEqual({ kind: 'none' });
    expect(clock({ problem: 'soon' })).toEqual({ kind: 'none' });
  });
});
