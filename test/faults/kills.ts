/** Kills the till at a point. */
import type { KillPoint } from './kill-points.ts';
import { pause, type Judge } from './proxy.ts';
import type { RunningTill } from './running-till.ts';
import { killAndWait, type Shop, type Wreck } from './shop.ts';

/** A point that has not been reached by then is not going to be. */
const pointLimitMs = 15_000;
/** The longest that a kill by the clock waits: in the middle of sales, and while the till starts. */
const salesMs = 1_500;
const startMs = 600;

export function killAt(point: KillPoint): Wreck {
  return {
    name: point.name,
    needsNewShop: point.kind === 'file' && point.during === 'first start',
    happen: (shop) => happen(shop, point),
  };
}

async function happen(shop: Shop, point: KillPoint): Promise<boolean> {
  switch (point.kind) {
    case 'clock': {
      const till = await shop.openTill();
      setTimeout(() => till.kill(), shop.random.below(salesMs));
      return shop.tradeUntilGone(till, pointLimitMs);
    }
    case 'start':
      return killWhileStarting(shop);
    case 'exchange': {
      const till = await shop.openTill({ listening: point.operation === 'notification' });
      shop.world.watch(killingJudge(point, shop, till));
      return shop.tradeUntilGone(till, pointLimitMs, point.operation);
    }
    case 'file':
      switch (point.during) {
        case 'first start':
          return killAtFirstStart(shop, point);
        case 'quit':
          return killAtQuit(shop, point);
        case 'sales': {
          const till = await shop.openTill();
          arm(shop, point);
          return shop.tradeUntilGone(till, pointLimitMs);
        }
      }
  }
}

async function killWhileStarting(shop: Shop): Promise<boolean> {
  const running = await shop.openTill();
  await shop.trade(running);
  await killAndWait(running);
  let wasKilled = false;
  const starting = shop.world.launch(shop.env, (kill) => {
    setTimeout(() => {
      wasKilled = true;
      kill();
    }, shop.random.below(startMs));
  });
  // It may have been quicker than the kill.
  const till = await starting.catch(() => null);
  await till?.gone;
  return wasKilled;
}

async function killAtFirstStart(shop: Shop, point: Extract<KillPoint, { kind: 'file' }>): Promise<boolean> {
  arm(shop, point);
  const till = await shop.world.launch(shop.env).catch(() => null);
  if (till !== null) await killAndWait(till);
  return shop.shim.fired > 0;
}

async function killAtQuit(shop: Shop, point: Extract<KillPoint, { kind: 'file' }>): Promise<boolean> {
  const till = await shop.openTill();
  await shop.trade(till);
  await shop.trade(till);
  arm(shop, point);
  await Promise.race([till.quit(), till.gone]);
  await till.gone;
  return shop.shim.fired > 0;
}

function arm(shop: Shop, { action, calls, files, among }: Extract<KillPoint, { kind: 'file' }>): void {
  shop.shim.arm({ action, calls, files, at: 1 + shop.random.below(among) });
}

function killingJudge(
  { operation, stage }: Extract<KillPoint, { kind: 'exchange' }>,
  { random }: Shop,
  till: RunningTill,
): Judge {
  let left = 1 + random.below(3);
  return async (point) => {
    // Only what became unknown is asked about: the request or its answer is lost on the way.
    if (operation === 'refund_query' && point.operation === 'refund') {
      return { kind: random.below(2) === 0 ? 'reset' : 'pass' };
    }
    if (point.operation !== operation || point.stage !== stage) return { kind: 'pass' };
    left -= 1;
    if (left !== 0) return { kind: 'pass' };
    // What has been handed over is worked on, for a moment.
    if (stage === 'sent' || stage === 'answered') await pause(random.below(6));
    till.kill();
    return random.below(4) === 0 && stage === 'booked' ? { kind: 'pass' } : { kind: 'reset' };
  };
}
