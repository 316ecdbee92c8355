/** Hands each group of the cashier's calls the few things that it uses, of whichever till runs when a call comes. */
import type { Handlers } from '../../preload/contract/index.ts';
import { accountsHandlers, type MerchantFiles } from '../accounts/accounts-calls.ts';
import { explainProblem } from '../accounts/explain-problem.ts';
import { catalogueHandlers, type GoodsFiles } from '../catalogue/catalogue-calls.ts';
import { systemClock } from '../common/system-clock.ts';
import { customerHandlers, type CustomerDisplays } from '../customer/customer-calls.ts';
import type { Order } from '../domain/order.ts';
import { ledgerHandlers, type LedgerDesktop } from '../ledger/care/ledger-calls.ts';
import { failureReasonOf } from '../ledger/file/failure.ts';
import { toTimeline } from '../payments/order-view.ts';
import { onOrder, ordersHandlers } from '../payments/orders-calls.ts';
import { saleHandlers } from '../payments/sale-calls.ts';
import { practiceHandlers, type PracticeParts } from '../practice/practice-calls.ts';
import { settingsHandlers } from '../settings/settings-calls.ts';
import { staffHandlers } from '../staff/staff-calls.ts';
import { appHandlers, type AppParts } from './app-calls.ts';
import type { TillHost } from './till-host.ts';

/** What the calls need of the computer's windows, files and dialogues. */
export interface Desktop extends MerchantFiles, GoodsFiles, LedgerDesktop, CustomerDisplays {
  readonly openPhone: PracticeParts['desktop']['openPhone'];
  readonly copyText: AppParts['desktop']['copyText'];
  settingsChanged(): void;
}

export function cashierHandlers(
  host: TillHost,
  desktop: Desktop,
  onFault: (where: string, fault: unknown) => void,
): Handlers<'cashier'> {
  const { staff, settings, catalogue } = host;
  // Another mode is another till: whatever is asked of it is asked when it is needed.
  const counter = () => host.till.counter();
  const history = () => host.till.history();
  const viewOf = (order: Order) => host.till.viewOf(order);
  const started = () => host.till.ready;
  const mode = () => host.till.mode;
  const language = () => host.language;
  const onChanged = () => host.stateChanged();

  return {
    ...appHandlers({ state: () => host.state(), desktop }),

    ...saleHandlers({
      started,
      counter,
      viewOf,
      staff,
      methodFor: (accountId, wallet) => host.till.accounts.methodFor(accountId, wallet),
      rememberMethod: (methodId) => host.rememberMethod(methodId),
      ledgerFailureOf: failureReasonOf,
      onFault,
    }),

    ...ordersHandlers({
      counter,
      history,
      viewOf,
      timelineOf: (order, events) => toTimeline(order, events, explainProblem),
      accountOf: (accountId) => host.till.accounts.find(accountId),
      staff,
    }),

    ...customerHandlers({
      orderOf: (orderNo) =>
        onOrder({ counter, viewOf }, orderNo, (_desk, order) => Promise.resolve({ ok: true, value: viewOf(order) })),
      displays: desktop,
    }),

    ...settingsHandlers({
      settings,
      staff,
      mode,
      openOrderCount: () => host.till.openOrderCount(),
      switchMode: async (wanted) => {
        desktop.showToCustomer(null);
        await host.setMode(wanted);
      },
      restartListener: () => host.till.restartListener(),
      onChanged: () => {
        desktop.settingsChanged();
        host.stateChanged();
      },
    }),

    ...accountsHandlers({
      mode,
      accounts: () => host.till.accounts,
      started,
      settings,
      clock: systemClock,
      staff,
      openOrdersOf: async (accountId) => {
        const open = await counter();
        if (!open.ok) return open;
        const watched = await open.value.ledger.watchedOrders();
        return { ok: true, value: watched.filter((order) => order.accountId === accountId).length };
      },
      accountsChanged: () => host.till.accountsChanged(),
      recheckKeys: () => host.till.recheckKeys(),
      desktop,
    }),

    ...staffHandlers({ staff, history, onChanged }),

    ...catalogueHandlers({
      catalogue,
      staff,
      language,
      currencies: () => host.till.accounts.methods.map(({ currency }) => currency),
      desktop,
      onFault,
    }),

    ...ledgerHandlers({
      folder: () => host.till.ledger.folder,
      isLost: () => host.till.ledger.isLost,
      maintenance: async () => {
        const open = await counter();
        return open.ok ? { ok: true, value: open.value.maintenance } : open;
      },
      history,
      keptHead: () => settings.current.ledger[mode()].head,
      isFirstRun: () => !settings.current.firstRunDone,
      restore: () => host.restoreLedger(),
      restoreFromFile: (file) => host.restoreFromFile(file),
      begin: () => host.beginLedger(),
      restored: () => host.till.restored,
      staff,
      desktop,
    }),

    ...practiceHandlers({
      started,
      mode,
      language,
      phoneUrl: () => host.till.accounts.phoneUrl,
      renewKeys: () => host.till.accounts.renewPracticeKeys(),
      desktop,
    }),
  };
}
