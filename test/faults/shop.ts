/** A shop that things happen to: its till is wrecked in some way, started again, and held against the books. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Random } from '../fuzz/random.ts';
import type { Auditor } from './audit.ts';
import { pause, type Operation } from './proxy.ts';
import { within, type LaunchTill, type RunningTill } from './running-till.ts';
import { Shim } from './shim.ts';
import type { Tally } from './tally.ts';
import { takeBackUnsynced, type Survival } from './undo-log.ts';
import { World, type MerchantKeys } from './world.ts';

/** A new shop every so often, so that the orders nobody pays do not pile up. */
const runsPerShop = 20;
/** A till that is waited for at a point may happen not to come by. */
const triesPerWreck = 3;
/** Between a kill and the news of it. */
const endLimitMs = 10_000;

export interface ShopParts {
  /** An empty folder, for everything that the runs leave behind. */
  readonly folder: string;
  readonly library: string;
  readonly merchant: MerchantKeys;
  readonly launch: LaunchTill;
  readonly random: Random;
  readonly tally: Tally;
  readonly log: (line: string) => void;
  /** The power goes with the till: of what was never synced, this survives. Left out: the power stays. */
  readonly powerCut?: Survival;
  /** For every till. */
  readonly env?: Readonly<Record<string, string>>;
  readonly auditor?: Auditor;
  readonly agreementLimitMs?: number;
  readonly onClosed?: () => Promise<void>;
  /** Where a shop that something is wrong with is kept for whoever wants to know why. */
  readonly keptFolder?: string;
}

export interface Wreck {
  readonly name: string;
  /** Needs a shop whose ledger has never been opened. */
  readonly needsNewShop: boolean;
  /** Does the damage. Resolves to whether the fault really happened; a till may be left running. */
  happen(shop: Shop): Promise<boolean>;
}

/** The same wreck on another row of the table. */
export function renamed(name: string, wreck: Wreck): Wreck {
  return { ...wreck, name };
}

/** Wrecks shops, taking what is to happen from `next` until it gives `null`. */
export async function runWrecks(parts: ShopParts, next: () => Wreck | null): Promise<void> {
  let shop: Shop | null = null;
  let shops = 0;
  for (let wreck = next(); wreck !== null; wreck = next()) {
    for (let happened = false, tries = 0; !happened && tries < triesPerWreck; tries += 1) {
      if (shop === null || shop.isUsedUp || wreck.needsNewShop) {
        await shop?.close();
        shops += 1;
        shop = await Shop.open({ ...parts, folder: join(parts.folder, `shop-${shops}`) });
      }
      happened = await shop.run(wreck);
    }
  }
  await shop?.close();
}

export class Shop {
  readonly world: World;
  readonly shim: Shim;
  readonly random: Random;
  readonly #parts: ShopParts;
  readonly #undoPath: string | null;
  #till: RunningTill | null = null;
  #isListening = true;
  #orders = 0;
  #refunds = 0;
  #runs = 0;
  #isBroken = false;

  static async open(parts: ShopParts): Promise<Shop> {
    mkdirSync(parts.folder, { recursive: true });
    return new Shop(parts, await World.open(parts));
  }

  private constructor(parts: ShopParts, world: World) {
    this.#parts = parts;
    this.world = world;
    this.random = parts.random;
    this.#undoPath = parts.powerCut === undefined ? null : join(parts.folder, 'undo-log');
    this.shim = new Shim({
      library: parts.library,
      ledgerPath: world.ledgerPath,
      controlPath: join(parts.folder, 'shim-control'),
      undoPath: this.#undoPath,
    });
  }

  get isUsedUp(): boolean {
    return this.#isBroken || this.#runs >= runsPerShop;
  }

  get till(): RunningTill | null {
    return this.#till?.isGone === true ? null : this.#till;
  }

  /** What every till of the shop is started with. */
  get env(): Readonly<Record<string, string>> {
    return { ...this.shim.env, ...this.#parts.env };
  }

  /** The running till, or a new one. With `listening` it hears notifications, even if it has to be started again. */
  async openTill(
    wanted: { readonly listening?: boolean; readonly clockAheadMs?: number; readonly isHurried?: boolean } = {},
  ): Promise<RunningTill> {
    const { listening, ...time } = wanted;
    if (listening === true && !this.#isListening) {
      await this.closeTill();
      this.#setListening(true);
    }
    return this.till ?? (this.#till = await this.world.launch(this.env, undefined, time));
  }

  async closeTill(): Promise<void> {
    await this.till?.quit();
    this.#till = null;
  }

  /**
   * Lets it happen, mends the surroundings, starts the till again where it is gone, and tallies what it then knows.
   * Resolves to whether it happened.
   */
  async run(wreck: Wreck): Promise<boolean> {
    const { tally, log } = this.#parts;
    this.#runs += 1;
    const happened = await wreck.happen(this);
    const mendedAtMs = performance.now();
    this.shim.disarm();
    this.world.watch();
    if (this.till === null) this.#afterTheEnd();
    this.#till = await this.openTill();
    const audit = await this.world.agree();
    const recoveryMs = performance.now() - mendedAtMs;
    // What is wrong now would be found again after each further run.
    this.#isBroken = audit.findings.length > 0;
    if (happened) {
      const hint = this.#isBroken ? this.#keep(wreck.name, this.#till) : '';
      tally.add(wreck.name, audit, {
        // A restored ledger may have fewer.
        newOrders: Math.max(0, audit.orders - this.#orders),
        newRefunds: Math.max(0, audit.refunds - this.#refunds),
        recoveryMs,
        hint,
      });
    } else {
      tally.expect(wreck.name);
      log(`${wreck.name}: did not happen`);
    }
    this.#orders = audit.orders;
    this.#refunds = audit.refunds;
    if (this.random.below(3) === 0) this.world.customers.comeBack();
    return happened;
  }

  /** Some sales side by side, some of them entered twice; then one is asked about, or given up, or money given back. */
  async trade(till: RunningTill, about?: Operation, world: World = this.world): Promise<void> {
    const { random } = this;
    const keys = Array.from({ length: 1 + random.below(3) }, () => crypto.randomUUID());
    const entered = random.below(4) === 0 ? [...keys, ...keys.slice(0, 1)] : keys;
    const orderNos = await Promise.all(entered.map((key) => world.sell(till, key)));
    const orderNo = random.pick(orderNos);
    if (orderNo === null) return;
    const next = about ?? random.pick(['query', 'cancel', 'create', 'create', 'refund', 'refund_query'] as const);
    if (next === 'query') await till.call('checkOrder', { orderNo });
    if (next === 'cancel') await till.call('cancelOrder', { orderNo });
    if (next === 'refund' || next === 'refund_query') {
      const givenBack = await world.giveBack(till);
      if (next === 'refund_query' && givenBack !== null) await till.call('checkOrder', { orderNo: givenBack });
    }
    // Payments take their time, and the till hears of them.
    await pause(random.below(200));
  }

  /** Trades although something is broken: a call that fails is what the cashier sees, and no reason to stop. */
  async tradeAnyhow(till: RunningTill, about?: Operation, world: World = this.world): Promise<void> {
    try {
      await this.trade(till, about, world);
    } catch (fault) {
      if (till.isGone) throw fault;
    }
  }

  /** Trades until the till is gone. Resolves to whether it went by itself before the limit was over. */
  async tradeUntilGone(till: RunningTill, limitMs: number, about?: Operation): Promise<boolean> {
    const deadlineMs = performance.now() + limitMs;
    try {
      while (!till.isGone && performance.now() < deadlineMs) await this.trade(till, about);
    } catch (fault) {
      // A call that the end cut off; anything else is a fault of the till, which is then still there.
      await within(till.gone, endLimitMs, () => (fault instanceof Error ? fault : new Error(String(fault))));
    }
    if (till.isGone) return true;
    await killAndWait(till);
    return false;
  }

  async close(): Promise<void> {
    await this.closeTill();
    this.shim.close();
    await this.world.close();
    await this.#parts.onClosed?.();
  }

  /** Copies the shop as it stands, with what its till printed; gives the place. */
  #keep(name: string, till: RunningTill): string {
    const { folder, keptFolder } = this.#parts;
    if (keptFolder === undefined) return `${folder}, where the till printed: ${till.output}`;
    const place = join(keptFolder, `${basename(folder)}-run-${this.#runs}-${name.replace(/[^a-z0-9]+/gu, '-')}`);
    cpSync(folder, place, { recursive: true });
    writeFileSync(join(place, 'till-output.txt'), till.output);
    return place;
  }

  #afterTheEnd(): void {
    const { powerCut } = this.#parts;
    if (this.#undoPath !== null && powerCut !== undefined) {
      takeBackUnsynced(this.#undoPath, powerCut, this.random);
      rmSync(`${this.world.ledgerPath}-shm`, { force: true });
      rmSync(this.#undoPath, { force: true });
    }
    this.#setListening(this.random.below(4) > 0);
  }

  #setListening(isListening: boolean): void {
    this.#isListening = isListening;
    this.world.setListener(isListening);
  }
}

export async function killAndWait(till: RunningTill): Promise<void> {
  till.kill();
  await within(till.gone, endLimitMs, () => new Error('The till was killed and is still there'));
}
