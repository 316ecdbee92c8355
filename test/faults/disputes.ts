/** Customers pay something else than they were asked for, and it is booked so: a person has to be called. */
import { killAndWait, type Shop, type Wreck } from './shop.ts';

export const disputeEnds = ['till goes on', 'till is killed'] as const;
export type DisputeEnd = (typeof disputeEnds)[number];

const rounds = 6;

export function dispute(end: DisputeEnd): Wreck {
  return { name: `another sum paid: ${end}`, needsNewShop: false, happen: (shop) => happen(shop, end) };
}

async function happen(shop: Shop, end: DisputeEnd): Promise<boolean> {
  const { world } = shop;
  const before = world.changedSums;
  const till = await shop.openTill();
  world.areSumsChanged = true;
  for (let round = 0; round < rounds; round += 1) await shop.tradeAnyhow(till);
  if (end === 'till is killed') await killAndWait(till);
  await world.customers.idle();
  world.areSumsChanged = false;
  return world.changedSums > before;
}
