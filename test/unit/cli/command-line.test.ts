import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, profileText, run, scanForPayProfile } from './support.ts';

const keyFiles = { scanforpay_sign_key: 'key.txt' };
const secret = 'f3b1secretf3b1';

function profilePath(text: string, key: string | null = secret): string {
  const folder = folderWith({ 'profile.json': text, ...(key === null ? {} : { 'key.txt': key }) });
  return path.join(folder, 'profile.json');
}

const usage = { exitCode: 2, output: { kind: 'usage' } };

describe('the command line', () => {
  it.each([
    [[]],
    [['pay']],
    [['constructor']],
    [['--help']],
    [['sign']],
    [['sign', '--profile', 'x']],
    [['sign', '--profile', 'x', '--input', '']],
    [['sign', '--profile', 'x', '--input', 'y', '--order-no', 'z']],
    [['query', '--profile']],
    [['query', 'x']],
    [['query', '--profile', 'x', '--key', secret]],
  ])('does not understand %j', async (words) => {
    const ran = await run(words);
    expect(ran).toMatchObject(usage);
    expect(JSON.stringify(ran)).not.toContain(secret);
  });

  it.each(['0', '-1', '20.00', '1e3', '', '99999999999'])('takes no amount of %j', async (amount) => {
    const profile = profilePath(profileText(scanForPayProfile, keyFiles));
    const refund = ['refund', '--profile', profile, '--order-no', 'a', '--refund-no', 'b'];
    expect(await run([...refund, `--amount-minor=${amount}`])).toMatchObject(usage);
  });

  it('knows two wallets', async () => {
    const profile = profilePath(profileText(scanForPayProfile, keyFiles));
    const create = ['create', '--profile', profile, '--order-no', 'a', '--amount-minor', '1', '--wallet', 'Alipay'];
    expect(await run(create)).toMatchObject(usage);
  });
});

describe('a profile file', () => {
  const query = async (profile: string) => run(['query', '--profile', profile, '--order-no', 'a']);

  it.each([
    ['is not there', null, /ENOENT/],
    ['is not JSON', `{"profile": ${secret}`, /is not JSON/],
    [
      'holds a key itself',
      JSON.stringify({ profile: scanForPayProfile, keyFiles, keys: { scanforpay_sign_key: secret } }),
      /unrecognized_keys/,
    ],
    ['holds a key in the profile\u2019s place', JSON.stringify({ profile: secret, keyFiles }), /profile: invalid/],
    ['names no gateway', profileText({ ...scanForPayProfile, gateway: secret }, keyFiles), /profile\.gateway/],
    ['names a kind of key that there is not', profileText(scanForPayProfile, { [secret]: 'key.txt' }), /keyFiles/],
    [
      'names a key file that is not there',
      profileText(scanForPayProfile, { scanforpay_sign_key: 'no.txt' }),
      /no\.txt.*ENOENT/,
    ],
  ])('that %s is refused without repeating it', async (_how, text, message) => {
    const ran = await query(text === null ? '/nonexistent/profile.json' : profilePath(text));
    expect(ran).toMatchObject(usage);
    expect(ran.output['message']).toMatch(message);
    expect(JSON.stringify(ran)).not.toContain(secret);
  });

  it('without the key it needs leaves every request unsent', async () => {
    const ran = await query(profilePath(profileText(scanForPayProfile, {})));
    expect(ran).toMatchObject({
      exitCode: 6,
      output: { kind: 'not_sent', problem: { code: 'key_missing_or_locked' } },
    });
    expect(ran.sent).toEqual([]);
  });

  it('may begin with a byte-order mark', async () => {
    const ran = await query(profilePath(`\ufeff${profileText(scanForPayProfile, keyFiles)}`));
    expect(ran).toMatchObject({ exitCode: 4 });
  });
});

it('shows no key, whatever becomes of a command', async () => {
  const profile = profilePath(profileText(scanForPayProfile, keyFiles));
  const input = path.join(
    folderWith({ 'input.json': '{"response":{"header":{},"body":{}},"signature":"00"}' }),
    'input.json',
  );
  const outputs = await Promise.all([
    run(['sign', '--profile', profile, '--input', input]),
    run(['verify-response', '--profile', profile, '--input', input]),
    run(['query', '--profile', profile, '--order-no', 'a'], { answer: '{"response":{},"signature":""}' }),
  ]);
  expect(outputs.map(({ exitCode }) => exitCode)).toEqual([0, 3, 4]);
  expect(JSON.stringify(outputs)).not.toContain(secret);
});
