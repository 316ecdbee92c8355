/** Kills tills at a point, again and again over the same shop, and holds the ledger against the books each time. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../fuzz/random.ts';
import type { KillPoint } from './kill-points.ts';
import { pause, type Judge } from './proxy.ts';
import { within, type LaunchTill, type RunningTill } from './running-till.ts';
import { Shim } from './shim.ts';
import type { Tally } from './tally.ts';
import { World, type MerchantKeys } from './world.ts';

/** A point that has not been reached by then is not going to be. */
const pointLimitMs = 15_000;
/** Between the kill and the news of it. */
const endLimitMs = 10_000;
/** A new shop every so often, so that the orders nobody pays do not pile up. */
const killsPerShop = 20;

export interface KillParts {
  /** An empty folder, for everything that the runs leave behind. */
  readonly folder: string;
  readonly library: string;
  readonly merchant: MerchantKeys;
  readonly launch: LaunchTill;
  readonly random: Random;
  readonly tally: Tally;
  readonly log: (line: string) => void;
}

/** Takes points from `next` until it gives `null`; several lanes may share one. */
export async function runKills(parts: KillParts, next: () => KillPoint | null): Promise<void> {
  let shop: Shop | null = null;
  let shops = 0;
  for (let point = next(); point !== null; point = next()) {
    if (shop === null || shop.isUsedUp || isAtFirstStart(point)) {
      await shop?.close();
      shops += 1;
      shop = await Shop.open(parts, join(parts.folder, `shop-${shops}`));
    }
    await shop.kill(point);
  }
  await shop?.close();
}

class Shop {
  readonly #parts: KillParts;
  readonly #world: World;
  readonly #shim: Shim;
  readonly #folder: string;
  #till: RunningTill | null = null;
  #orders = 0;
  #kills = 0;
  #isBroken = false;

  static async open(parts: KillParts, folder: string): Promise<Shop> {
    mkdirSync(folder, { recursive: true });
    const world = await World.open({ ...parts, folder });
    const shim = new Shim({
      library: parts.library,
      ledgerPath: world.ledgerPath,
      controlPath: join(folder, 'shim-control'),
      undoPath: null,
    });
    return new Shop(parts, world, shim, folder);
  }

  private constructor(parts: KillParts, world: World, shim: Shim, folder: string) {
    this.#parts = parts;
    this.#world = world;
    this.#shim = shim;
    this.#folder = folder;
  }

  get isUsedUp(): boolean {
    return this.#isBroken || this.#kills >= killsPerShop;
  }

  /** Kills the till at the point, starts it again, and tallies what the ledger then says. */
  async kill(point: KillPoint): Promise<void> {
    const { random, tally, log } = this.#parts;
    this.#kills += 1;
    const reached = await this.#killAt(point);
    this.#shim.disarm();
    this.#world.watch();
    this.#world.setListener(random.below(4) > 0);
    const { till, audit, durationMs } = await this.#world.recover(this.#shim.env);
    this.#till = till;
    if (reached) {
      const run = { newOrders: audit.orders - this.#orders, recoveryMs: durationMs, hint: this.#folder };
      tally.add(point.name, audit, run);
    } else {
      tally.expect(point.name);
      log(`${point.name}: not reached`);
    }
    this.#orders = audit.orders;
    // What is wrong now would be found again after each further kill.
    this.#isBroken = audit.findings.length > 0;
    if (this.#isBroken) log(till.output);
    if (random.below(3) === 0) this.#world.customers.comeBack();
  }

  async close(): Promise<void> {
    await this.#till?.quit();
    this.#shim.close();
    await this.#world.close();
  }

  /** Resolves, with the till gone, to whether the point was what ended it. */
  async #killAt(point: KillPoint): Promise<boolean> {
    if (point.kind === 'file' && point.during === 'first start') return this.#killAtFirstStart(point);
    const till = this.#till ?? (await this.#world.launch(this.#shim.env));
    this.#till = null;
    switch (point.kind) {
      case 'clock':
        setTimeout(() => till.kill(), this.#parts.random.below(1_500));
        break;
      case 'start':
        return this.#killWhileStarting(till);
      case 'exchange':
        this.#world.watch(this.#killingJudge(point, till));
        break;
      case 'file':
        if (point.during === 'sales') this.#arm(point);
        break;
    }
    return this.#tradeUntilGone(till, point);
  }

  async #tradeUntilGone(till: RunningTill, point: KillPoint): Promise<boolean> {
    const deadlineMs = performance.now() + pointLimitMs;
    try {
      while (!till.isGone && performance.now() < deadlineMs) {
        await this.#trade(till, point);
        if (point.kind === 'file' && point.during === 'quit') {
          this.#arm(point);
          await Promise.race([till.quit(), till.gone]);
          return this.#shim.fired > 0;
        }
      }
    } catch (fault) {
      // A call that the kill cut off; anything else is a fault of the till, which is then still there.
      await within(till.gone, endLimitMs, () => (fault instanceof Error ? fault : new Error(String(fault))));
    }
    if (till.isGone) return true;
    till.kill();
    await till.gone;
    return false;
  }

  /** Some sales side by side, some of them entered twice; then someone asks about one, or gives one up. */
  async #trade(till: RunningTill, point: KillPoint): Promise<void> {
    const { random } = this.#parts;
    const keys = Array.from({ length: 1 + random.below(3) }, () => crypto.randomUUID());
    const entered = random.below(4) === 0 ? [...keys, ...keys.slice(0, 1)] : keys;
    const orderNos = await Promise.all(entered.map((key) => this.#world.sell(till, key)));
    const orderNo = random.pick(orderNos);
    if (orderNo === null) return;
    const about = point.kind === 'exchange' ? point.operation : random.pick(['query', 'cancel', 'create', 'create']);
    if (about === 'query') await till.call('checkOrder', { orderNo });
    if (about === 'cancel') await till.call('cancelOrder', { orderNo });
    // Payments take their time, and the till hears of them.
    await pause(random.below(200));
  }

  async #killWhileStarting(running: RunningTill): Promise<boolean> {
    await this.#trade(running, { name: '', kind: 'start' });
    running.kill();
    await running.gone;
    const { random } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const starting = this.#world.launch(this.#shim.env, (kill) => {
      timer = setTimeout(kill, random.below(600));
    });
    return starting.then(
      // It was quicker than the kill.
      async (till) => {
        await till.gone;
        return true;
      },
      () => timer !== undefined,
    );
  }

  async #killAtFirstStart(point: Extract<KillPoint, { kind: 'file' }>): Promise<boolean> {
    this.#arm(point);
    const till = await this.#world.launch(this.#shim.env).catch(() => null);
    till?.kill();
    await till?.gone;
    return this.#shim.fired > 0;
  }

  #arm({ action, calls, files, among }: Extract<KillPoint, { kind: 'file' }>): void {
    this.#shim.arm({ action, calls, files, at: 1 + this.#parts.random.below(among) });
  }

  #killingJudge({ operation, stage }: Extract<KillPoint, { kind: 'exchange' }>, till: RunningTill): Judge {
    const { random } = this.#parts;
    let left = 1 + random.below(3);
    return async (point) => {
      if (point.operation !== operation || point.stage !== stage) return { kind: 'pass' };
      left -= 1;
      if (left !== 0) return { kind: 'pass' };
      // What has been handed over is worked on, for a moment.
      if (stage === 'sent' || stage === 'answered') await pause(random.below(6));
      till.kill();
      return random.below(4) === 0 && stage === 'booked' ? { kind: 'pass' } : { kind: 'reset' };
    };
  }
}

function isAtFirstStart(point: KillPoint): boolean {
  return point.kind === 'file' && point.during === 'first start';
}
