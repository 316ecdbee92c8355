/** The listener for notifications, as the settings want it. */
import type { Mode } from '../domain/mode.ts';
import type { AppState } from '../../preload/contract/index.ts';
import { messageOf } from '../domain/message-of.ts';
import { startNotificationListener, type NotificationListener } from '../notify/listener.ts';
import { OneAtATime } from '../payments/one-at-a-time.ts';
import type { PaymentDesk } from '../payments/payment-desk.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

export interface ListenerControlParts {
  readonly mode: Mode;
  readonly settings: SettingsStore;
  /** Takes what comes; `null` where nothing can be recorded. */
  readonly deskNow: () => PaymentDesk | null;
  /** The address in front of this computer; empty for none. */
  readonly publicUrlOf: (accountId: string) => string;
  readonly onFault: (fault: unknown) => void;
}

export class ListenerControl {
  readonly #parts: ListenerControlParts;
  #listener: NotificationListener | null = null;
  /** Why there is no listener although there should be one. */
  #fault: string | null = null;
  readonly #oneAtATime = new OneAtATime();
  #isClosed = false;

  constructor(parts: ListenerControlParts) {
    this.#parts = parts;
  }

  get state(): AppState['listener'] {
    if (this.#fault !== null) return { status: 'failed', detail: this.#fault };
    if (this.#listener === null) return { status: 'off' };
    const { port, wantedPort, leftOut } = this.#listener;
    return { status: 'listening', host: this.#parts.settings.current.listener.host, port, wantedPort, leftOut };
  }

  /** As the settings want it now. Without it every sale still settles by asking; the screen says that it is off and why. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#listener?.stop();
      this.#listener = null;
      this.#fault = null;
      if (!this.#isClosed) await this.#start();
    });
  }

  /** For good. Requests that still leave name its address: their results come in the next run. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#inTurn(async () => this.#listener?.stop());
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    return this.#oneAtATime.run('listener', action);
  }

  async #start(): Promise<void> {
    const { settings, deskNow, onFault } = this.#parts;
    const { enabled, host, port, pathToken } = settings.current.listener;
    const desk = deskNow();
    if (!enabled || desk === null) return;
    try {
      this.#listener = await startNotificationListener({
        host,
        port,
        pathToken,
        onNotification: (accountId, raw) => desk.receiveNotification(accountId, raw),
        onTurnedAway: (accountId, beginning, problem) => desk.recordTurnedAway(accountId, beginning, problem),
        onError: onFault,
      });
    } catch (fault) {
      this.#fault = messageOf(fault);
    }
  }

  /** Where a gateway is to send its notifications; `null` where none would arrive. */
  urlFor(accountId: string): string | null {
    if (this.#listener === null) return null;
    if (this.#parts.mode === 'practice') return this.#listener.urlFor(accountId);
    const publicUrl = this.#parts.publicUrlOf(accountId);
    if (publicUrl === '') return null;
    return publicUrl.replace(/\/+$/u, '') + new URL(this.#listener.urlFor(accountId)).pathname;
  }
}
