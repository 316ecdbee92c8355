/**
 * What a restored ledger lacks, order by order, and what the gateways say of each; kept in a file beside the ledger until
 * somebody has read it. Nothing here changes an order: what is in the ledger is checked as ever, and what is not in it
 * cannot be brought in by a gateway's word.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { restoreReportSchema, type MissingOrder, type RestoreReport } from '../../../preload/contract/index.ts';
import { assertNever, type Order } from '../../domain/order.ts';
import { displayStateOf } from '../../domain/order-lifecycle.ts';
import { disagreement } from '../../domain/settlement.ts';
import type { RestoreReport as Restored } from '../backup/maintenance-jobs.ts';
import type { LostOrder } from '../salvage/salvage.ts';
import type { GatewayFor, QueryOutcome } from '../../ports/index.ts';
import { writeDurably } from '../../common/durable-file.ts';

export interface RestoredReportParts {
  /** The mode's. */
  readonly folder: string;
  /** What has just been restored; `null` where nothing has: then what is still unread counts. */
  readonly restored: Restored | null;
  readonly gatewayFor: GatewayFor;
  /** Asks about an order that is in the ledger, at once. */
  readonly check: (orderNo: string) => Promise<unknown>;
  readonly onChanged: () => void;
  readonly onFault: (where: string, fault: unknown) => void;
}

type GatewaySays = MissingOrder['gatewaySays'];

export class RestoredReport {
  readonly #parts: RestoredReportParts;
  readonly #file: string;
  readonly #lost: ReadonlyMap<string, LostOrder>;
  #current: RestoreReport | null;
  #asking: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: RestoredReportParts) {
    this.#parts = parts;
    this.#file = path.join(parts.folder, 'restored.json');
    this.#lost = new Map(parts.restored?.lost.map((order) => [order.orderNo, order]));
    this.#current = parts.restored === null ? this.#unread() : reportOf(parts.restored);
  }

  get current(): RestoreReport | null {
    return this.#current;
  }

  /** About each that the gateway has not been asked about, or has not answered; one after the other. */
  ask(): Promise<void> {
    this.#asking = this.#asking
      .then(() => this.#askAll())
      .catch((fault: unknown) => this.#parts.onFault('asking about what a restore lacks', fault));
    return this.#asking;
  }

  /** Somebody has read it. */
  dismiss(): void {
    this.#current = null;
    rmSync(this.#file, { force: true });
    this.#parts.onChanged();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#asking;
  }

  async #askAll(): Promise<void> {
    if (this.#parts.restored !== null) await this.#keep();
    for (const { orderNo, gatewaySays } of this.#current?.missing ?? []) {
      if (this.#isStopped) return;
      const lost = this.#lost.get(orderNo);
      if (lost === undefined || !['asking', 'no_answer'].includes(gatewaySays)) continue;
      const answer = await this.#answerTo(lost);
      this.#current = this.#current === null ? null : withAnswer(this.#current, orderNo, answer);
      this.#parts.onChanged();
    }
    await this.#keep();
  }

  async #answerTo({ orderNo, isKnown, listed }: LostOrder): Promise<GatewaySays> {
    if (isKnown) {
      await this.#parts.check(orderNo);
      return 'in_ledger';
    }
    const gateway = listed === null ? null : this.#parts.gatewayFor(listed.accountId);
    if (listed === null || gateway === null) return 'not_asked';
    return wordOf(listed, await gateway.query(listed));
  }

  async #keep(): Promise<void> {
    if (this.#current !== null) await writeDurably(this.#file, JSON.stringify(this.#current));
  }

  #unread(): RestoreReport | null {
    try {
      const report = restoreReportSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
      // The run that asked has ended: nobody waits for an answer any more.
      const missing = report.missing.map((order) =>
        order.gatewaySays === 'asking' ? { ...order, gatewaySays: 'no_answer' as const } : order,
      );
      return { ...report, missing };
    } catch {
      // There is none, or none that can be read: the files that were restored from are all still there.
      return null;
    }
  }
}

/** As it goes to the screens; of the persons in the orders it says nothing. */
export function reportOf({ events, orders, lastEventAt, ordersLost, lost }: Restored): RestoreReport {
  return { events, orders, lastEventAt, ordersLost, missing: lost.map(missingOrder) };
}

function missingOrder({ orderNo, isKnown, listed }: LostOrder): MissingOrder {
  return {
    orderNo,
    isInLedger: isKnown,
    listed:
      listed === null
        ? null
        : {
            createdAt: listed.createdAt,
            amountMinor: listed.amountMinor,
            currency: listed.currency,
            display: displayStateOf(listed),
            accountName: listed.accountName,
          },
    gatewaySays: 'asking',
  };
}

function withAnswer(report: RestoreReport, orderNo: string, gatewaySays: GatewaySays): RestoreReport {
  const missing = report.missing.map((order) => (order.orderNo === orderNo ? { ...order, gatewaySays } : order));
  return { ...report, missing };
}

function wordOf(order: Order, outcome: QueryOutcome): GatewaySays {
  switch (outcome.kind) {
    case 'facts':
      if (disagreement(order, outcome.facts) !== null) return 'differs';
      return outcome.facts.status === 'scanned' ? 'waiting' : outcome.facts.status;
    case 'not_found':
      return 'not_found';
    case 'not_sent':
      return 'not_asked';
    case 'refused':
    case 'unknown':
      return 'no_answer';
    default:
      return assertNever(outcome);
  }
}
