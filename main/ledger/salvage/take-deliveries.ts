/** The inbox of a ledger that is made of others: which reading of a delivery counts, and where it stands among the events. */
import type Database from 'better-sqlite3';
import type { InboxPurge } from '../../domain/till-event.ts';
import { EventTables } from '../write/event-tables.ts';
import { forkOf } from './fork.ts';
import { insertDeliverySql, type SalvageSource, type StoredDelivery } from './salvage-source.ts';

export interface TakenDeliveries {
  readonly deliveries: number;
  readonly deliveriesLost: number;
  /** 0 for none. */
  readonly lastDeliveryId: number;
}

/**
 * Deliveries stand in no chain: those that can be read are taken as they are, with their numbers. Where two files have
 * two of one number, the second gets a new one. What one of the files has emptied stays empty.
 */
export function takeDeliveries(
  database: Database.Database,
  sources: readonly SalvageSource[],
  at: Date,
): TakenDeliveries {
  const insert = database.prepare(insertDeliverySql);
  const ids = [...new Set(sources.flatMap((source) => source.deliveryIds()))].sort((left, right) => left - right);
  const placing = placingOf(database, sources);
  const emptied = (delivery: StoredDelivery, purges: readonly InboxPurge[]): StoredDelivery =>
    delivery.purged_at === null && purges.some(({ lastSequence }) => placeOf(delivery) < lastSequence)
      ? { ...delivery, body: new Uint8Array(), purged_at: at.toISOString() }
      : delivery;
  const others: StoredDelivery[] = [];
  let [deliveries, deliveriesLost] = [0, 0];
  for (const id of ids) {
    const placed = sources.map((source, index) => placing.placed(source.delivery(id), index));
    const readings = placed.filter((one) => one !== null);
    const [first] = readings;
    if (first === undefined) {
      deliveriesLost += 1;
      continue;
    }
    const same = placed.map((one) => (one !== null && isSameDelivery(one, first) ? one : null));
    const empty = same.find((one) => one !== null && one.purged_at !== null);
    insert.run(empty ?? emptied(first, placing.purgesWithoutThoseOf(same.map((one) => one !== null))));
    deliveries += 1;
    for (const other of readings) {
      if (![first, ...others].some((one) => isSameDelivery(one, other))) others.push(other);
    }
  }
  const taken = new TakenBefore(database);
  let next = ids.at(-1) ?? 0;
  for (const other of others) {
    if (taken.has(other)) continue;
    next += 1;
    insert.run({ ...emptied(other, placing.purges), id: next });
    deliveries += 1;
  }
  return { deliveries, deliveriesLost, lastDeliveryId: next };
}

/** A restore before gave it a number of its own: what is empty there stays so, and nothing comes twice. */
class TakenBefore {
  readonly #find: Database.Statement;

  constructor(database: Database.Database) {
    this.#find = database
      .prepare(
        `SELECT 1 FROM notifications WHERE received_at = @received_at AND account_id = @account_id AND verdict = @verdict
           AND order_no IS @order_no AND (purged_at IS NOT NULL OR body = @body) LIMIT 1`,
      )
      .pluck();
  }

  has({ received_at, account_id, verdict, order_no, body }: StoredDelivery): boolean {
    return this.#find.get({ received_at, account_id, verdict, order_no, body }) !== undefined;
  }
}

interface Placing {
  readonly purges: readonly InboxPurge[];
  /** Those of which none of these files knows: what one has kept through its own purges was kept for a reason. */
  purgesWithoutThoseOf(isHeldBy: readonly boolean[]): readonly InboxPurge[];
  placed(delivery: StoredDelivery | null, source: number): StoredDelivery | null;
}

/**
 * Places among the events are those of a file's own chain. Behind where it went another way than the new ledger, they are
 * none here: what came there came before what comes next, and stands with the `ledger.restored` that follows; and a purge
 * there covers only what both have.
 */
function placingOf(database: Database.Database, sources: readonly SalvageSource[]): Placing {
  const { sequence: head } = new EventTables(database).head();
  const forks = sources.map((source) => forkOf(source, database, head));
  const forkAt = (source: number): number => forks[source] ?? 0;
  const purgesOf = (source: SalvageSource, index: number): readonly InboxPurge[] =>
    source.inboxPurges.map((purge) => ({ ...purge, lastSequence: Math.min(purge.lastSequence, forkAt(index)) }));
  const all = sources.map(purgesOf);
  return {
    purges: all.flat(),
    purgesWithoutThoseOf: (isHeldBy) => {
      const survived = new Set(all.flatMap((own, source) => (isHeldBy[source] === true ? own : [])).map(beforeOf));
      return all.flat().filter((purge) => !survived.has(beforeOf(purge)));
    },
    placed: (delivery, source) =>
      delivery === null || placeOf(delivery) <= forkAt(source) ? delivery : { ...delivery, after_sequence: head + 1 },
  };
}

function beforeOf({ before }: InboxPurge): string {
  return before;
}

/** A file of before there were places has none: then it may be any. */
function placeOf({ after_sequence }: StoredDelivery): number {
  return after_sequence ?? Number.MAX_SAFE_INTEGER;
}

/** Whether two readings are of one delivery, whatever has been emptied since. */
function isSameDelivery(one: StoredDelivery, other: StoredDelivery): boolean {
  return (
    one.id === other.id &&
    one.received_at === other.received_at &&
    one.account_id === other.account_id &&
    one.verdict === other.verdict &&
    one.order_no === other.order_no
  );
}
