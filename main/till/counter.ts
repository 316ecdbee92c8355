/** What selling needs, wired over an open ledger; absent where there is none: an order that cannot be kept is not taken. */
import type { Mode } from '../domain/mode.ts';
import type { Order } from '../domain/order.ts';
import type { Keychain } from '../keychain/keychain.ts';
import type { MaintenanceThread } from '../ledger/backup/maintenance-thread.ts';
import type { LedgerFolder } from '../ledger/file/ledger-folder.ts';
import { PaymentDesk } from '../payments/payment-desk.ts';
import type { Clock, ConfirmedTime, Gateway } from '../ports/index.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { CounterSummary } from './counter-summary.ts';
import { LedgerMaintenance } from '../ledger/care/ledger-maintenance.ts';
import type { LedgerFiles } from '../ledger/care/ledger-life.ts';

export interface Counter extends LedgerFiles {
  readonly desk: PaymentDesk;
  readonly summary: CounterSummary;
  readonly maintenance: LedgerMaintenance;
}

export interface CounterParts {
  readonly mode: Mode;
  readonly clock: Clock;
  readonly time: ConfirmedTime;
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly folder: LedgerFolder;
  readonly thread: MaintenanceThread;
  readonly gatewayFor: (accountId: string) => Gateway | null;
  readonly notifyUrlFor: (accountId: string) => string | null;
  readonly onOrderChanged: (order: Order) => void;
  readonly onStateChanged: () => void;
  readonly onFault: (where: string, fault: unknown) => void;
  /** Told of what matters only while the till is not being closed. */
  readonly onFaultWhileOpen: (where: string, fault: unknown) => void;
}

export function wireCounter({ ledger, reader }: LedgerFiles, parts: CounterParts): Counter {
  const { onStateChanged, onFault, onFaultWhileOpen } = parts;
  const summary = new CounterSummary({
    reader,
    onChanged: onStateChanged,
    onFault: (fault) => onFaultWhileOpen('reading the ledger', fault),
  });
  const desk = new PaymentDesk({
    ...parts,
    ledger,
    onOrderChanged: (order) => {
      parts.onOrderChanged(order);
      if (summary.note(order)) summary.refresh();
    },
    onNotificationRecorded: () => summary.refresh(),
    onFault: (fault) => onFault('watching an order', fault),
  });
  const maintenance = new LedgerMaintenance({
    ...parts,
    ledger,
    keys: parts.keychain,
    confirmedTime: parts.time,
    onChanged: onStateChanged,
    onFault: onFaultWhileOpen,
  });
  return { ledger, reader, desk, summary, maintenance };
}
