/** What the gateways' answers say of the network and of this computer's clock. */
import type { AppState } from '../../preload/contract/index.ts';
import { largestClockSkewMs } from '../domain/clock-skew.ts';
import { clockDoubtOf } from '../domain/clock-doubt.ts';
import { GatewayTime } from '../payments/gateway-time.ts';
import type { Clock } from '../ports/index.ts';

export interface GatewayContactParts {
  readonly clock: Clock;
  /** A gateway answers again that had not. */
  readonly onBack: () => void;
  /** A gateway has told its time. */
  readonly onTime: (accountId: string) => void;
  readonly onChanged: () => void;
}

export class GatewayContact {
  readonly time: GatewayTime;
  readonly #parts: GatewayContactParts;
  /** Accounts whose gateway did not answer the last time. */
  readonly #unreached = new Set<string>();
  #connection: AppState['connection'] = 'not_tried';
  #clockSkewMs: number | null = null;
  #clockDoubt: AppState['clockDoubt'] = null;

  constructor(parts: GatewayContactParts) {
    this.#parts = parts;
    this.time = new GatewayTime(parts.clock);
  }

  get state(): Pick<AppState, 'connection' | 'clockSkewMs' | 'clockDoubt'> {
    return { connection: this.#connection, clockSkewMs: this.#clockSkewMs, clockDoubt: this.#clockDoubt };
  }

  noteReached(accountId: string, reached: boolean): void {
    if (!reached) this.#unreached.add(accountId);
    // By account: with one gateway down and another up, each answer of the other would look like the network coming back.
    else if (this.#unreached.delete(accountId)) this.#parts.onBack();
    const connection = reached ? 'online' : 'offline';
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#parts.onChanged();
  }

  noteTime(skewMs: number, accountId: string, gatewayMs: number): void {
    this.time.confirm(accountId, gatewayMs);
    this.#parts.onTime(accountId);
    const told = Math.abs(skewMs) > largestClockSkewMs ? skewMs : null;
    // What the ledger makes of the clock counts only until a gateway has spoken.
    const isDoubtOver = this.#clockDoubt !== null;
    this.#clockDoubt = null;
    if ((told === null) === (this.#clockSkewMs === null) && !isDoubtOver) return;
    this.#clockSkewMs = told;
    this.#parts.onChanged();
  }

  /**
   * Before any gateway has said what time it is, the ledger's last entry is all that there is to go by.
   * @param lastEntryAt UTC, ISO 8601; `null` where there is none.
   */
  doubtClock(lastEntryAt: string | null): void {
    if (lastEntryAt === null || this.time.nowMs() !== null) return;
    const kind = clockDoubtOf(this.#parts.clock.now().getTime(), Date.parse(lastEntryAt));
    this.#clockDoubt = kind === null ? null : { kind, lastEntryAt: lastEntryAt };
  }
}
