import { expect, it } from 'vitest';
import { startFailure } from '../../../main/shell/settings-notice.ts';

it.each(['en', 'zh', 'ja'] as const)(
  'files that stay in use at the start are said in words, with the cause: %s',
  (language) => {
    const fault = Object.assign(new Error('EPERM: operation not permitted, rename'), { code: 'EPERM' });
    const said = startFailure(language, fault);
    expect(said).toContain('Scantill');
    expect(said.length).toBeGreaterThan(80);
    expect(said).toMatch(/\n\nEPERM: operation not permitted, rename$/u);
  },
);

it('another reason not to start is said as it came', () => {
  expect(startFailure('en', new Error('The settings have format 2'))).toBe('The settings have format 2');
});
