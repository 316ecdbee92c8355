/**
 * A till as a process of its own: opens the ledger named by its first argument, then makes one commit for each line that
 * it hears, and says the order's number once the ledger has taken it. With `NORMAL` as its second argument it commits as
 * the driver would if the ledger did not insist on more.
 */
import Database from 'better-sqlite3';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openLedger } from '../../../main/ledger/write/open-ledger.ts';
import { draftOf } from '../../support/orders.ts';

// Written at once and past all buffers: what the parent hears has happened.
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function weakenDurability(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own object below
  const original = Database.prototype.pragma;
  Database.prototype.pragma = function (this: Database.Database, text: string, options?: Database.PragmaOptions) {
    if (text === 'synchronous = FULL') return original.call(this, 'synchronous = NORMAL');
    // What the ledger reads back to be sure.
    if (text === 'synchronous') return 2;
    return original.call(this, text, options);
  };
}

async function sellOnDemand([ledgerPath = '', synchronous]: readonly string[]): Promise<void> {
  if (synchronous === 'NORMAL') weakenDurability();
  const opening = openLedger(ledgerPath);
  say(opening.kind === 'open' ? 'open' : opening.reason);
  if (opening.kind !== 'open') return;
  for await (const requestKey of createInterface({ input: process.stdin })) {
    const { order } = await opening.ledger.createOrder(draftOf({ requestKey }), new Date());
    say(order.orderNo);
  }
}

sellOnDemand(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
