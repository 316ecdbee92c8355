/** A second till on the same accounts sells at the same time; each is held against the orders that are its own. */
import { readerQueries, openReadOnly } from '../../main/ledger/read/reader-queries.ts';
import { pause } from './proxy.ts';
import type { RunningTill } from './running-till.ts';
import { killAndWait, type Shop, type Wreck } from './shop.ts';
import type { World } from './world.ts';

export const tillFaults = ['one of them is killed', 'messages go to the wrong one'] as const;
export type TillFault = (typeof tillFaults)[number];

const rounds = 4;

export function twoTills(fault: TillFault): Wreck {
  return { name: `two tills: ${fault}`, needsNewShop: false, happen: (shop) => happen(shop, fault) };
}

async function happen(shop: Shop, fault: TillFault): Promise<boolean> {
  const { random, world } = shop;
  const second = await world.besides();
  const till = await shop.openTill({ listening: true });
  let other = await second.launch({});
  let astray = 0;
  if (fault === 'messages go to the wrong one') {
    for (const [from, to] of [
      [world, second],
      [second, world],
    ] as const) {
      from.proxy.notificationPort = () => {
        if (random.below(2) === 0) return from.proxy.listenerPort;
        astray += 1;
        return to.proxy.listenerPort;
      };
    }
  }
  const selling = Promise.all([sell(shop, till, world), sell(shop, other, second)]);
  await Promise.race([selling, pause(500 + random.below(2_000))]);
  await killAndWait(random.below(2) === 0 ? till : other);
  await selling;
  for (const one of [world, second]) one.proxy.notificationPort = () => one.proxy.listenerPort;
  if (other.isGone) other = await second.launch({});
  await shop.openTill();
  const { findings } = await second.agree();
  await other.quit();
  for (const finding of findings) world.complain({ ...finding, detail: `second till: ${finding.detail}` });
  complainOfUntold(world, second);
  return fault === 'one of them is killed' || astray > 0;
}

async function sell(shop: Shop, till: RunningTill, world: World): Promise<void> {
  try {
    for (let round = 0; round < rounds; round += 1) await shop.tradeAnyhow(till, undefined, world);
  } catch (fault) {
    if (!till.isGone) throw fault;
  }
}

/** Money for an order that a ledger does not hold is told to a person, wherever the message came from. */
function complainOfUntold(...worlds: readonly World[]): void {
  const [first] = worlds;
  for (const { ledgerPath } of worlds) {
    const ledger = openReadOnly(ledgerPath);
    try {
      const told = new Set(readerQueries.listUnmatched(ledger, 10_000).map(({ payment }) => payment.orderNo));
      for (const { orderNo, verdict, problem } of readerQueries.listNotifications(ledger, 10_000)) {
        if (verdict !== 'unknown_order' || problem !== null || orderNo === null || told.has(orderNo)) continue;
        first?.complain({ fault: 'lost', orderNo, detail: 'another till’s money was told, and stands before nobody' });
      }
    } finally {
      ledger.close();
    }
  }
}
