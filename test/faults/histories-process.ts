/** Lives pieces of histories as its parent sends them. */
import fc from 'fast-check';
import type { GatewayKind } from '../../main/domain/order.ts';
import { faults, type Complaint } from '../support/world/audit.ts';
import { anyStory, type Kind } from '../support/world/commands.ts';
import { HistoryRunner } from '../support/world/live.ts';

export interface Piece {
  readonly gateway: GatewayKind;
  readonly seed: number;
  readonly count: number;
  readonly kinds: readonly Kind[];
  /** Of how many histories at most everything is told. */
  readonly shownComplaints: number;
}

type FaultCounts = Partial<Record<(typeof faults)[number], number>>;

export interface PieceResult {
  readonly lived: number;
  readonly orders: number;
  readonly refunds: number;
  /** How many histories met a thing, and `all`. */
  readonly met: Readonly<Record<string, number>>;
  /** What was complained about in those histories, each fault once for each history. */
  readonly faults: Readonly<Record<string, FaultCounts>>;
  readonly failures: readonly { readonly where: string; readonly complaints: readonly string[] }[];
}

const runner = new HistoryRunner();

async function live({ gateway, seed, count, kinds, shownComplaints }: Piece): Promise<PieceResult> {
  const met: Record<string, number> = {};
  const counts: Record<string, FaultCounts> = {};
  const failures: { where: string; complaints: readonly string[] }[] = [];
  let [lived, orders, refunds] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(anyStory(gateway, kinds), async (story) => {
      lived += 1;
      const told = await runner.live(story).then(
        (life) => {
          orders += life.orders.length;
          refunds += life.orders.reduce((sum, order) => sum + order.refunds.length, 0);
          return { complaints: life.complaints, met: life.history.met };
        },
        (fault: unknown): { complaints: readonly Complaint[]; met: ReadonlySet<string> } => ({
          complaints: [`wrong: ${fault instanceof Error ? fault.message : String(fault)}`],
          met: new Set(),
        }),
      );
      for (const thing of ['all', ...told.met]) {
        met[thing] = (met[thing] ?? 0) + 1;
        const row = (counts[thing] ??= {});
        for (const fault of faults) {
          if (told.complaints.some((complaint) => complaint.startsWith(`${fault}: `)))
            row[fault] = (row[fault] ?? 0) + 1;
        }
      }
      if (told.complaints.length > 0 && failures.length < shownComplaints) {
        failures.push({ where: `${gateway}, seed ${seed}, history ${lived}`, complaints: told.complaints });
      }
    }),
    { numRuns: count, seed },
  );
  return { lived, orders, refunds, met, faults: counts, failures };
}

process.on('message', (piece: Piece) => {
  live(piece).then(
    (result) => process.send?.(result),
    (fault: unknown) => {
      console.error(fault);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => {
  runner.clear();
  process.exit(0);
});
