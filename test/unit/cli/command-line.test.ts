import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, accountText, run, scanForPayAccount } from './support.ts';

const keyFiles = { scanforpay_sign_key: 'key.txt' };
const secret = 'f3b1secretf3b1';

function accountPath(text: string, key: string | null = secret): string {
  const folder = folderWith({ 'account.json': text, ...(key === null ? {} : { 'key.txt': key }) });
  return path.join(folder, 'account.json');
}

const usage = { exitCode: 2, output: { kind: 'usage' } };

describe('the command line', () => {
  it.each([
    [[]],
    [['pay']],
    [['constructor']],
    [['--help']],
    [['sign']],
    [['sign', '--account', 'x']],
    [['sign', '--account', 'x', '--input', '']],
    [['sign', '--account', 'x', '--input', 'y', '--order-no', 'z']],
    [['query', '--account']],
    [['query', 'x']],
    [['query', '--account', 'x', '--key', secret]],
  ])('does not understand %j', async (words) => {
    const ran = await run(words);
    expect(ran).toMatchObject(usage);
    expect(JSON.stringify(ran)).not.toContain(secret);
  });

  it.each(['0', '-1', '20.00', '1e3', '', '99999999999'])('takes no amount of %j', async (amount) => {
    const account = accountPath(accountText(scanForPayAccount, keyFiles));
    const refund = ['refund', '--account', account, '--order-no', 'a', '--refund-no', 'b'];
    expect(await run([...refund, `--amount-minor=${amount}`])).toMatchObject(usage);
  });

  it('knows two wallets', async () => {
    const account = accountPath(accountText(scanForPayAccount, keyFiles));
    const create = ['create', '--account', account, '--order-no', 'a', '--amount-minor', '1', '--wallet', 'Alipay'];
    expect(await run(create)).toMatchObject(usage);
  });
});

describe('an account file', () => {
  const query = async (account: string) => run(['query', '--account', account, '--order-no', 'a']);

  it.each([
    ['is not there', null, /ENOENT/],
    ['is not JSON', `{"account": ${secret}`, /is not JSON/],
    [
      'holds a key itself',
      JSON.stringify({ account: scanForPayAccount, keyFiles, keys: { scanforpay_sign_key: secret } }),
      /unrecognized_keys/,
    ],
    ['holds a key in the account\u2019s place', JSON.stringify({ account: secret, keyFiles }), /account: invalid/],
    ['names no gateway', accountText({ ...scanForPayAccount, gateway: secret }, keyFiles), /account\.gateway/],
    ['names a kind of key that there is not', accountText(scanForPayAccount, { [secret]: 'key.txt' }), /keyFiles/],
    [
      'names a key file that is not there',
      accountText(scanForPayAccount, { scanforpay_sign_key: 'no.txt' }),
      /no\.txt.*ENOENT/,
    ],
  ])('that %s is refused without repeating it', async (_how, text, message) => {
    const ran = await query(text === null ? '/nonexistent/account.json' : accountPath(text));
    expect(ran).toMatchObject(usage);
    expect(ran.output['message']).toMatch(message);
    expect(JSON.stringify(ran)).not.toContain(secret);
  });

  it('without the key it needs leaves every request unsent', async () => {
    const ran = await query(accountPath(accountText(scanForPayAccount, {})));
    expect(ran).toMatchObject({
      exitCode: 6,
      output: { kind: 'not_sent', problem: { code: 'key_missing_or_locked' } },
    });
    expect(ran.sent).toEqual([]);
  });

  it('may begin with a byte-order mark', async () => {
    const ran = await query(accountPath(`\ufeff${accountText(scanForPayAccount, keyFiles)}`));
    expect(ran).toMatchObject({ exitCode: 4 });
  });
});

it('shows no key, whatever becomes of a command', async () => {
  const account = accountPath(accountText(scanForPayAccount, keyFiles));
  const input = path.join(
    folderWith({ 'input.json': '{"response":{"header":{},"body":{}},"signature":"00"}' }),
    'input.json',
  );
  const outputs = await Promise.all([
    run(['sign', '--account', account, '--input', input]),
    run(['verify-response', '--account', account, '--input', input]),
    run(['query', '--account', account, '--order-no', 'a'], { answer: '{"response":{},"signature":""}' }),
  ]);
  expect(outputs.map(({ exitCode }) => exitCode)).toEqual([0, 3, 4]);
  expect(JSON.stringify(outputs)).not.toContain(secret);
});
