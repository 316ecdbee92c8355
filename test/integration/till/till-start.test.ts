import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createMemoryKeyStore } from '../../../main/keychain/memory-key-store.ts';
import { openLedger } from '../../../main/ledger/open-ledger.ts';
import { defaultSettings } from '../../../main/settings/settings-schema.ts';
import { systemClock } from '../../../main/system-clock.ts';
import { Till } from '../../../main/till/till.ts';
import { draftOf } from '../../support/orders.ts';

it('takes up open orders even when another part of the start fails, and reports that part', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scantill-till-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const opening = openLedger(join(folder, 'practice', 'ledger.sqlite3'));
  if (opening.kind !== 'open') throw new Error(opening.detail);
  const { order } = await opening.ledger.createOrder(draftOf({ profileId: 'practice-alipay' }), new Date());
  opening.ledger.close();

  const settings = defaultSettings('0'.repeat(32));
  const faults: string[] = [];
  const till = new Till({
    mode: 'practice',
    userDataFolder: folder,
    readerWorkerPath: join(folder, 'no-reader.cjs'),
    keeperWorkerPath: join(folder, 'no-keeper.cjs'),
    mayBeginLedger: false,
    phoneFolder: folder,
    practicePlatform: false,
    settings: {
      opening: { kind: 'made' },
      current: { ...settings, listener: { ...settings.listener, enabled: false } },
      update: () => Promise.reject(new Error('disk full')),
    },
    keychain: { ...createMemoryKeyStore(), probe: () => Promise.resolve('available'), idle: () => Promise.resolve() },
    clock: systemClock,
    mayStart: Promise.resolve(),
    onCodeShown: () => undefined,
    onOrderChanged: () => undefined,
    onStateChanged: () => undefined,
    onFault: (where) => faults.push(where),
  });
  await till.ready;
  try {
    expect(faults).toContain('opening the accounts');
    expect(till.state().openOrders).toMatchObject([
      { orderNo: order.orderNo, state: 'create_unknown', problem: { code: 'interrupted' } },
    ]);
    expect(till.state().openOrders[0]?.watch).not.toBeNull();
  } finally {
    await till.stop();
  }
});
