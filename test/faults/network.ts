/** The network misbehaves while the till sells, then it is well again; the till goes on and has to find its way. */
import type { Random } from '../fuzz/random.ts';
import { pause, type Judge, type Operation, type Stage } from './proxy.ts';
import type { Shop, Wreck } from './shop.ts';

/** Beside these there is `stall`, which takes as long as the till has patience. */
export const networkFaults = [
  'refuse',
  'reset',
  'break when carried out',
  'truncate',
  'delay',
  'duplicate',
  'reorder',
] as const;
export type NetworkFault = (typeof networkFaults)[number];

const salesAtOnce = 3;
const longestDelayMs = 1_200;
/** How long a message waits for another to overtake it. */
const overtakeMs = 800;
/** Longer than the till waits for an answer. */
const stallMs = 11_000;

export function networkFault(fault: NetworkFault): Wreck {
  return {
    name: `network: ${fault}`,
    needsNewShop: false,
    happen: (shop) => (fault === 'refuse' ? refuse(shop) : misbehave(shop, judgeFor(fault, shop.random), null)),
  };
}

export function stallFault(): Wreck {
  return {
    name: 'network: stall',
    needsNewShop: false,
    happen: (shop) => misbehave(shop, ({ stage }) => ({ kind: isBetween(stage) ? 'stall' : 'pass' }), stallMs),
  };
}

async function refuse(shop: Shop): Promise<boolean> {
  const till = await shop.openTill({ listening: true });
  await shop.trade(till);
  await shop.world.proxy.close();
  await sellMuch(shop);
  await shop.world.proxy.open();
  return true;
}

/** `limitMs`: when the network is well again at the latest; `null`: when all sales are over. */
async function misbehave(shop: Shop, judge: Judge, limitMs: number | null): Promise<boolean> {
  const till = await shop.openTill({ listening: true });
  await shop.trade(till);
  let count = 0;
  shop.world.watch(async (point) => {
    // By chance, so that each fault meets orders in every state.
    if (shop.random.below(2) === 0) return { kind: 'pass' };
    const verdict = await judge(point);
    if (verdict.kind !== 'pass') count += 1;
    return verdict;
  });
  const sales = sellMuch(shop);
  await (limitMs === null ? sales : pause(limitMs));
  shop.world.proxy.letGo();
  shop.world.watch();
  await sales;
  return count > 0;
}

async function sellMuch(shop: Shop): Promise<void> {
  const till = await shop.openTill();
  await Promise.all(Array.from({ length: salesAtOnce }, () => shop.tradeAnyhow(till)));
}

function judgeFor(fault: Exclude<NetworkFault, 'refuse'>, random: Random): Judge {
  const waiting: (() => void)[] = [];
  return async ({ operation, stage }) => {
    if (!isBetween(stage)) return { kind: 'pass' };
    switch (fault) {
      case 'reset':
        return { kind: 'reset' };
      case 'break when carried out':
        return { kind: stage === 'booked' && movesMoney(operation) ? 'reset' : 'pass' };
      case 'truncate':
        return { kind: stage === 'booked' ? 'truncate' : 'pass' };
      case 'delay':
        return { kind: 'delay', delayMs: random.below(longestDelayMs) };
      case 'duplicate':
        return { kind: stage === 'received' ? 'duplicate' : 'pass' };
      case 'reorder':
        // Whoever waits is let go by the next that comes, which is then before it.
        setTimeout(waiting.shift() ?? (() => undefined), 1);
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          setTimeout(resolve, overtakeMs);
        });
        return { kind: 'delay', delayMs: 0 };
    }
  };
}

/** Whether the message can still be kept from the other side, or its answer from this. */
function isBetween(stage: Stage): boolean {
  return stage === 'received' || stage === 'booked';
}

/** Over connections that had been kept open, where the till keeps any. */
function movesMoney(operation: Operation): boolean {
  return operation === 'pay' || operation === 'refund' || operation === 'cancel';
}
