import { Component, type ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { KeychainBanner, PracticeBanner } from '../../app/banners.tsx';
import { ClockBanner } from '../../app/clock-banner.tsx';
import { useKeys, type KeyMap } from '../../app/keys.ts';
import { Rail } from '../../app/rail.tsx';
import { isChoosingOperator, saleOrderNo, screen, type ScreenName } from '../../app/route.ts';
import { appState, knownOrders, state } from '../../app/store.ts';
import { ToastHost } from '../../app/toast-host.tsx';
import { ChargeScreen } from '../../charge/charge-screen.tsx';
import { DiscardDialog } from '../../charge/discard-dialog.tsx';
import { FirstRunScreen } from '../../first-run/first-run-screen.tsx';
import { t } from '../../i18n/translate.ts';
import { LedgerBanner } from '../../ledger/ledger-banner.tsx';
import { LedgerFailedScreen } from '../../ledger/ledger-failed-screen.tsx';
import { OrderScreen } from '../../order/order-screen.tsx';
import { SpokenState } from '../../order/spoken-state.tsx';
import { OrdersScreen } from '../../orders/orders-screen.tsx';
import { SettingsScreen } from '../../settings/settings-screen.tsx';
import { ApprovalDialog } from '../../staff/approval-dialog.tsx';
import { OperatorDialog } from '../../staff/operator-dialog.tsx';
import { RecoveryDialogs } from '../../staff/recovery-dialog.tsx';
import { Logo } from '../../ui/logo.tsx';

function goTo(name: ScreenName) {
  return (event: KeyboardEvent): void => {
    event.preventDefault();
    screen.value = name;
  };
}

/** Where people have to say who they are. */
function chooseOperator(event: KeyboardEvent): void {
  event.preventDefault();
  isChoosingOperator.value = state().operators.length > 0;
}

const screenKeys: KeyMap = {
  F7: chooseOperator,
  'Alt+1': goTo('charge'),
  'Alt+2': goTo('orders'),
  'Alt+4': goTo('settings'),
};

function Screen() {
  const { ledger } = state();
  if (screen.value === 'settings') return <SettingsScreen />;
  const isLookingBack = screen.value === 'orders' && ledger.status === 'failed' && ledger.shownBackupAt !== null;
  if (ledger.status === 'failed' && !isLookingBack) return <LedgerFailedScreen ledger={ledger} />;
  if (screen.value === 'orders') return <OrdersScreen />;
  const shown = saleOrderNo.value === null ? undefined : knownOrders.value.get(saleOrderNo.value);
  return shown === undefined ? <ChargeScreen /> : <OrderScreen order={shown} />;
}

/** A fault in drawing must leave a way on: nothing about the orders is lost by it. */
class FaultScreen extends Component<{ readonly children: ComponentChildren }, { readonly isFaulty: boolean }> {
  override state = { isFaulty: false };

  static override getDerivedStateFromError(): { readonly isFaulty: boolean } {
    return { isFaulty: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render() {
    if (!this.state.isFaulty) return this.props.children;
    return (
      <main class="fault">
        <h1>{t('app.faultTitle')}</h1>
        <p>{t('app.faultText')}</p>
        <button type="button" class="button button-primary button-main" onClick={() => location.reload()}>
          {t('app.reload')}
        </button>
      </main>
    );
  }
}

/** Seen only when main takes long. */
function Opening() {
  return (
    <main class="opening" aria-busy="true">
      <Logo size={72} />
      <p>{t('app.opening')}</p>
    </main>
  );
}

function Window() {
  useKeys(screenKeys);
  const current = appState.value;
  const isSomebodyMissing = current !== null && current.operators.length > 0 && current.operatorId === null;
  useEffect(() => {
    if (isSomebodyMissing) isChoosingOperator.value = true;
  }, [isSomebodyMissing]);
  if (current === null) return <Opening />;
  if (!current.firstRunDone && current.ledger.status !== 'failed') {
    return (
      <div class="window">
        <FirstRunScreen />
        <ToastHost />
      </div>
    );
  }
  return (
    <div class="window" data-mode={current.mode}>
      <Rail />
      <div class="stage">
        {current.mode === 'practice' && <PracticeBanner />}
        <KeychainBanner />
        <ClockBanner />
        <LedgerBanner />
        <Screen />
      </div>
      <ToastHost />
      <SpokenState />
      {isChoosingOperator.value && <OperatorDialog />}
      <DiscardDialog />
      <ApprovalDialog />
      <RecoveryDialogs />
    </div>
  );
}

export function App() {
  return (
    <FaultScreen>
      <Window />
    </FaultScreen>
  );
}
