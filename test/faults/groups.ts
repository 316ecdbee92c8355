/** What `npm run faults` does, group by group: which wrecks, how many, and in what kind of shop. */
import { join } from 'node:path';
import type { Random } from '../fuzz/random.ts';
import { clockFault, clockFaults } from './clocks.ts';
import { dispute, disputeEnds } from './disputes.ts';
import { fillDisk, fillDiskBeforehand, openDiskShop } from './disk-full.ts';
import type { HeadlessParts } from './headless-till.ts';
import { failAt, failingCalls, nameOf } from './io-errors.ts';
import { killAt } from './kills.ts';
import { purge, purgeFaults } from './purges.ts';
import { clockPoints, namedPoints, type KillPoint } from './kill-points.ts';
import { networkFault, networkFaults, stallFault } from './network.ts';
import { ruinLedger, ruins } from './restores.ts';
import { renamed, runWrecks, type ShopParts, type Wreck } from './shop.ts';
import { codedOperations, strangeCode } from './strange-codes.ts';
import { tillFaults, twoTills } from './two-tills.ts';
import type { Survival } from './undo-log.ts';
import { accountFaults, wrongAccount } from './wrong-accounts.ts';

export const groupNames = [
  'kills',
  'power',
  'files',
  'network',
  'clocks',
  'restores',
  'purges',
  'tills',
  'accounts',
  'codes',
  'disputes',
  'disk',
] as const;
export type GroupName = (typeof groupNames)[number];

export interface GroupParts {
  /** For all shops but those of the kills, which have the real app. */
  readonly headless: Omit<ShopParts, 'random'>;
  readonly kills: Omit<ShopParts, 'random'>;
  readonly scripts: HeadlessParts & { readonly auditScriptPath: string };
  readonly randomFor: (lane: string) => Random;
  readonly lanes: number;
  readonly killRuns: number;
  /** Of each wreck, in the groups that have no schedule of their own. */
  readonly each: number;
  /** Only this point, of kills and power cuts; `null` for all. */
  readonly point: string | null;
}

const diskRuns = 6;
const freshDisks = 6;

export async function runGroup(name: GroupName, parts: GroupParts): Promise<void> {
  switch (name) {
    case 'kills':
      await inLanes(parts, parts.kills, 'kills', killSchedule(parts).map(killAt));
      return;
    case 'power':
      await inLanes(parts, { ...parts.headless, powerCut: 'nothing' }, 'power-nothing', powerCuts(parts, 'nothing'));
      await inLanes(parts, { ...parts.headless, powerCut: 'some' }, 'power-some', powerCuts(parts, 'some'));
      return;
    case 'files': {
      const wrecks = failingCalls.flatMap((failing) =>
        Array.from({ length: failing.upTo }, (_, index) => failAt(failing, index + 1)),
      );
      await inLanes(parts, parts.headless, 'files', wrecks);
      return;
    }
    case 'network': {
      const { each } = parts;
      const wrecks = repeated(parts, networkFaults, networkFault);
      // A stall lasts as long as the till has patience; meanwhile others can go on.
      await Promise.all([
        inLanes(parts, parts.headless, 'network', wrecks),
        inLanes(parts, parts.headless, 'stall', Array.from({ length: each }, stallFault)),
      ]);
      return;
    }
    case 'clocks':
      await inLanes(parts, parts.headless, 'clocks', repeated(parts, clockFaults, clockFault));
      return;
    case 'restores':
      await inLanes(parts, parts.headless, 'restores', repeated(parts, ruins, ruinLedger));
      return;
    case 'purges':
      await inLanes(parts, parts.headless, 'purges', repeated(parts, purgeFaults, purge));
      return;
    case 'tills':
      await inLanes(parts, parts.headless, 'tills', repeated(parts, tillFaults, twoTills));
      return;
    case 'accounts':
      await inLanes(parts, parts.headless, 'accounts', repeated(parts, accountFaults, wrongAccount));
      return;
    case 'codes':
      await inLanes(parts, parts.headless, 'codes', repeated(parts, codedOperations, strangeCode));
      return;
    case 'disputes':
      await inLanes(parts, parts.headless, 'disputes', repeated(parts, disputeEnds, dispute));
      return;
    case 'disk':
      await fillDisks(parts);
      return;
  }
}

function repeated<Kind>({ each }: GroupParts, kinds: readonly Kind[], make: (kind: Kind) => Wreck): readonly Wreck[] {
  return kinds.flatMap((kind) => Array.from({ length: each }, () => make(kind)));
}

/** Three of five kills at a named point, in turn; the others by the clock. */
function killSchedule({ killRuns, point }: GroupParts): readonly KillPoint[] {
  const all = [...namedPoints, ...clockPoints];
  if (point !== null) {
    const wanted = all.filter(({ name }) => name === point);
    if (wanted.length === 0)
      throw new Error(`There is no point ${point}. There are: ${all.map(({ name }) => name).join(', ')}`);
    return Array.from({ length: killRuns }, () => wanted).flat();
  }
  let named = 0;
  let clock = 0;
  return Array.from({ length: killRuns }, (_, index) => {
    const isNamed = index % 5 < 3;
    const points = isNamed ? namedPoints : clockPoints;
    const turn = isNamed ? (named += 1) : (clock += 1);
    return points[turn % points.length] as KillPoint;
  });
}

/** One at every point. */
function powerCuts({ point }: GroupParts, survival: Survival): readonly Wreck[] {
  const name = survival === 'nothing' ? 'power cut, nothing unsynced survives' : 'power cut, some of it survives';
  return [...namedPoints, ...clockPoints]
    .filter((candidate) => point === null || candidate.name === point)
    .map((candidate) => renamed(name, killAt(candidate)));
}

async function inLanes(
  { lanes, randomFor }: GroupParts,
  parts: Omit<ShopParts, 'random'>,
  title: string,
  wrecks: readonly Wreck[],
): Promise<void> {
  for (const { name } of wrecks) parts.tally.expect(name);
  const startedAtMs = performance.now();
  let taken = 0;
  const next = (): Wreck | null => {
    if (taken > 0 && taken % 20 === 0) {
      const seconds = Math.round((performance.now() - startedAtMs) / 1000);
      parts.log(`${title}: ${taken} of ${wrecks.length}, ${seconds} s`);
    }
    return wrecks[taken++] ?? null;
  };
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) => {
      const label = `${title}-${lane}`;
      return runWrecks({ ...parts, folder: join(parts.folder, label), random: randomFor(label) }, next);
    }),
  );
}

async function fillDisks({ headless, scripts, randomFor }: GroupParts): Promise<void> {
  const random = randomFor('disk');
  for (let shopNo = 0; shopNo < freshDisks; shopNo += 1) {
    const folder = join(headless.folder, `disk-${shopNo}`);
    const opening = await openDiskShop({ ...headless, folder, random }, scripts);
    if (opening.kind === 'refused') {
      headless.log(`No small disk here (${opening.reason}); the shim plays one instead.`);
      await simulateFullDisk({ ...headless, random });
      return;
    }
    const { shop, disk } = opening;
    await shop.run(fillDiskBeforehand(disk));
    for (let run = 0; run < diskRuns / freshDisks + 1 && !shop.isUsedUp; run += 1) await shop.run(fillDisk(disk));
    await shop.close();
  }
}

async function simulateFullDisk(parts: ShopParts): Promise<void> {
  const failing = { call: 'write', error: 'ENOSPC', lasting: true, isNew: false } as const;
  const wrecks = Array.from({ length: diskRuns }, () => {
    const at = 1 + parts.random.below(200);
    return renamed(`disk full (${nameOf(failing)} by the shim)`, failAt(failing, at));
  });
  await runWrecks({ ...parts, folder: join(parts.folder, 'disk') }, () => wrecks.pop() ?? null);
}
