import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreFromFile } from '../../../../main/ledger/backup/maintenance-jobs.ts';
import { ledgerFolderOf } from '../../../../main/ledger/file/ledger-folder.ts';
import { thisMachine, type Machine } from '../../../../main/ledger/write/installation.ts';
import { openLedger } from '../../../../main/ledger/write/open-ledger.ts';
import { tillOfNumber } from '../../../../main/domain/order-number.ts';
import { createOrder, draft, morning, open, temporaryFolder, temporaryLedgerPath } from '../support.ts';

const counterPc: Machine = { hostName: 'counter-pc', networkAddresses: ['8c:16:45:2f:0a:91', '8c:16:45:2f:0a:92'] };
const barPc: Machine = { hostName: 'bar-pc', networkAddresses: ['f4:8e:38:11:22:33'] };

/** The installation that a ledger's next order names; the ledger is closed again. */
async function installationAt(ledgerPath: string, machine: Machine): Promise<string> {
  const opening = openLedger(ledgerPath, { machine });
  if (opening.kind !== 'open') throw new Error(opening.detail);
  const { order } = await opening.ledger.createOrder(draft(), morning);
  const { installationId } = opening.ledger;
  opening.ledger.close();
  expect(tillOfNumber(order.orderNo)).toEqual({ terminalPrefix: 'T01', installationId });
  expect(order.installationId).toBe(installationId);
  return installationId;
}

describe('the installation that a ledger’s numbers name', () => {
  it('is made once and kept, also in the numbers of refunds', async () => {
    const ledgerPath = temporaryLedgerPath();
    const first = await installationAt(ledgerPath, counterPc);
    expect(await installationAt(ledgerPath, counterPc)).toBe(first);
    expect(open(ledgerPath, { machine: counterPc }).makeRefundNo(morning)).toContain(`_${first}`);
  });

  it('is another one in every ledger, also in one that begins anew in the same place', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => installationAt(temporaryLedgerPath(), counterPc)));
    expect(new Set(ids).size).toBe(3);
  });

  it('is another one when the file is opened on another computer, and the copy there keeps its own', async () => {
    const folder = temporaryFolder();
    const [here, there] = [join(folder, 'a.db'), join(folder, 'b.db')];
    const first = await installationAt(here, counterPc);
    copyFileSync(here, there);
    const second = await installationAt(there, barPc);
    expect(second).not.toBe(first);
    expect(await installationAt(there, barPc)).toBe(second);
    expect(await installationAt(here, counterPc)).toBe(first);
  });

  it.each([
    ['renamed', { ...counterPc, hostName: 'till-2' }],
    ['with one of its network cards gone', { ...counterPc, networkAddresses: ['8c:16:45:2f:0a:92'] }],
    ['without a network', { ...counterPc, networkAddresses: [] }],
  ])('stays on a computer that is %s', async (_what, later) => {
    const ledgerPath = temporaryLedgerPath();
    const first = await installationAt(ledgerPath, counterPc);
    expect(await installationAt(ledgerPath, later)).toBe(first);
  });

  it('knows a network card again that came later', async () => {
    const ledgerPath = temporaryLedgerPath();
    const first = await installationAt(ledgerPath, counterPc);
    const docked = { ...counterPc, networkAddresses: [...counterPc.networkAddresses, '00:e0:4c:68:01:02'] };
    await installationAt(ledgerPath, docked);
    const onTheDock = { hostName: 'renamed', networkAddresses: ['00:e0:4c:68:01:02'] };
    expect(await installationAt(ledgerPath, onTheDock)).toBe(first);
  });

  it('is another one on a computer that was made from an image of this one', async () => {
    const ledgerPath = temporaryLedgerPath();
    const first = await installationAt(ledgerPath, counterPc);
    expect(await installationAt(ledgerPath, { ...barPc, hostName: counterPc.hostName })).not.toBe(first);
  });

  it('is another one in a ledger that was made of a backup', async () => {
    const backup = temporaryLedgerPath();
    const first = await installationAt(backup, counterPc);
    const folder = ledgerFolderOf(join(temporaryFolder(), 'ledger.sqlite3'));
    expect(restoreFromFile({ file: backup, folder, at: morning, foreignAccountIds: [] }).kind).toBe('restored');
    expect(await installationAt(folder.ledgerPath, counterPc)).not.toBe(first);
  });

  it('can be begun anew, for a file that was put back to an older state', async () => {
    const ledger = open(temporaryLedgerPath(), { machine: counterPc });
    const before = await createOrder(ledger);
    await ledger.renewInstallation();
    const after = await createOrder(ledger);
    expect(after.installationId).not.toBe(before.installationId);
    expect(after.installationId).toBe(ledger.installationId);
  });

  it('goes by addresses that a network card was made with, and tells nobody what they are', () => {
    for (const address of thisMachine().networkAddresses) expect(Number.parseInt(address.slice(0, 2), 16) & 3).toBe(0);
  });
});
