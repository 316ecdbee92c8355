/**
 * A program with the real keychain. Its argument is a list of steps; it prints what came of each as JSON. `lock`
 * asks the Secret Service to lock the collection that entries go to.
 */
import { spawnSync } from 'node:child_process';
import { createKeychain } from '../../../main/keychain/keychain.ts';
import type { KeyReference } from '../../../main/ports/index.ts';

const keychain = createKeychain({ service: 'Scantill test', mode: 'live' });
const reference: KeyReference = { accountId: 'shop', kind: 'scanforpay_sign_key' };

function lock(): number | null {
  const service = ['--dest=org.freedesktop.secrets', '/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock'];
  const collection = 'array:objpath:/org/freedesktop/secrets/collection/login';
  return spawnSync('dbus-send', ['--session', '--print-reply', ...service, collection], { stdio: 'ignore' }).status;
}

async function run(): Promise<void> {
  const results: unknown[] = [];
  for (const step of (process.argv[2] ?? '').split(',')) {
    if (step === 'lock') results.push(lock());
    else if (step === 'write') results.push(await keychain.write(reference, '123456'));
    else if (step === 'read') results.push(await keychain.read(reference));
    else if (step === 'probe') results.push(await keychain.probe());
    else throw new Error(`Unknown step ${step}`);
  }
  console.log(JSON.stringify(results));
}

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
