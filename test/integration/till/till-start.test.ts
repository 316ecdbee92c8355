import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLedger } from '../../../main/ledger/write/open-ledger.ts';
import { systemClock } from '../../../main/common/system-clock.ts';
import { draftOf } from '../../support/orders.ts';
import { memoryKeychain, openBareTill } from '../../support/till-parts.ts';

it('takes up open orders even when another part of the start fails, and reports that part', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scantill-till-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const opening = openLedger(join(folder, 'practice', 'ledger.sqlite3'));
  if (opening.kind !== 'open') throw new Error(opening.detail);
  const { order } = await opening.ledger.createOrder(draftOf({ accountId: 'practice-alipay' }), new Date());
  opening.ledger.close();

  const faults: string[] = [];
  const till = await openBareTill({
    mode: 'practice',
    folder,
    clock: systemClock,
    keychain: memoryKeychain(),
    onFault: (where) => faults.push(where),
  });
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
