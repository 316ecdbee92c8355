/** The ledger's disk fills up in the middle of sales, or is full when the ledger is made; then there is room again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Audit, Auditor } from './audit.ts';
import { headlessTills, type HeadlessParts } from './headless-till.ts';
import { killAndWait, Shop, type ShopParts, type Wreck } from './shop.ts';
import { makeSmallDisk, type SmallDisk } from './small-disk.ts';

const roomyBytes = 32 * 1024 * 1024;
const kibibyte = 1024;
/** More than fit into what is left. */
const mostRounds = 30;
const roundsWhenFull = 2;

export type DiskShopOpening =
  | { readonly kind: 'open'; readonly shop: Shop; readonly disk: SmallDisk }
  | { readonly kind: 'refused'; readonly reason: string };

/** A shop whose ledger has a disk of its own. */
export async function openDiskShop(
  parts: Omit<ShopParts, 'launch' | 'auditor' | 'onClosed'>,
  headless: HeadlessParts & { readonly auditScriptPath: string },
): Promise<DiskShopOpening> {
  const mountPoint = join(parts.folder, 'till', 'live');
  mkdirSync(mountPoint, { recursive: true });
  const making = await makeSmallDisk(mountPoint, roomyBytes);
  if (making.kind === 'refused') return making;
  const { disk } = making;
  const auditing = auditingProcess(disk.prefix, headless.auditScriptPath);
  const shop = await Shop.open({
    ...parts,
    launch: headlessTills({ ...headless, prefix: disk.prefix }),
    auditor: auditing.audit,
    onClosed: async () => {
      await auditing.close();
      await disk.close();
    },
  });
  return { kind: 'open', shop, disk };
}

export function fillDisk(disk: SmallDisk): Wreck {
  return {
    name: 'disk full',
    needsNewShop: false,
    happen: async (shop) => {
      const till = await shop.openTill();
      disk.resize(disk.usedBytes() + kibibyte * shop.random.below(300));
      const refusedBefore = shop.world.refusedSales;
      let roundsLeft = mostRounds;
      while (roundsLeft > 0) {
        await shop.tradeAnyhow(till);
        roundsLeft -= 1;
        if (shop.world.refusedSales > refusedBefore) roundsLeft = Math.min(roundsLeft, roundsWhenFull);
      }
      if (shop.random.below(2) === 0) await killAndWait(till);
      else await shop.closeTill();
      disk.resize(roomyBytes);
      return shop.world.refusedSales > refusedBefore;
    },
  };
}

/** On a shop whose ledger has never been opened. */
export function fillDiskBeforehand(disk: SmallDisk): Wreck {
  return {
    name: 'disk full, new ledger',
    needsNewShop: false,
    happen: async (shop) => {
      disk.resize(kibibyte * (4 + shop.random.below(120)));
      const till = await shop.openTill();
      await shop.tradeAnyhow(till);
      await shop.closeTill();
      disk.resize(roomyBytes);
      return shop.world.refusedSales > 0;
    },
  };
}

function auditingProcess(
  prefix: readonly string[],
  scriptPath: string,
): { readonly audit: Auditor; readonly close: () => Promise<void> } {
  const [command, ...args] = [...prefix, process.execPath, scriptPath];
  const child = spawn(command, args, {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  return {
    audit: async (request) => {
      child.send(request);
      const [answer] = (await Promise.race([
        once(child, 'message'),
        gone.then(() => {
          throw new Error('The auditing process has ended');
        }),
      ])) as [Audit];
      return answer;
    },
    close: async () => {
      child.disconnect();
      await gone;
    },
  };
}
