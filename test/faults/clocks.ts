/** The computer's clock is wrong for a while: it is set, either way, or the till starts under a wrong date. */
import { killAndWait, type Shop, type Wreck } from './shop.ts';

export const clockFaults = ['set while selling', 'wrong at the start', 'wrong when it is killed'] as const;
export type ClockFault = (typeof clockFaults)[number];

const hourMs = 3_600_000;
/** From a correction by the network to an empty battery; Alipay refuses what is a day or more off. */
const wrongByMs: readonly number[] = [5_000, hourMs, 8 * hourMs, 25 * hourMs, 40 * 24 * hourMs, 11 * 365 * 24 * hourMs];

export function clockFault(fault: ClockFault): Wreck {
  return { name: `clock: ${fault}`, needsNewShop: false, happen: (shop) => happen(shop, fault) };
}

async function happen(shop: Shop, fault: ClockFault): Promise<boolean> {
  const { random } = shop;
  const byMs = random.pick(wrongByMs) * (random.below(2) === 0 ? 1 : -1);
  switch (fault) {
    case 'set while selling': {
      const till = await shop.openTill();
      const sales = Promise.all([shop.tradeAnyhow(till), shop.tradeAnyhow(till)]);
      await till.setClock(byMs);
      await sales;
      await shop.tradeAnyhow(till);
      // Put right in the same run, or with the next start.
      if (random.below(2) === 0) await till.setClock(0);
      else await shop.closeTill();
      return true;
    }
    case 'wrong at the start': {
      await shop.closeTill();
      const till = await shop.openTill({ clockAheadMs: byMs });
      await shop.tradeAnyhow(till);
      await shop.tradeAnyhow(till);
      await shop.closeTill();
      return true;
    }
    case 'wrong when it is killed': {
      const till = await shop.openTill();
      await shop.tradeAnyhow(till);
      await till.setClock(byMs);
      const sales = Promise.all([shop.tradeAnyhow(till), shop.tradeAnyhow(till)]).catch(() => undefined);
      await killAndWait(till);
      await sales;
      return true;
    }
  }
}
