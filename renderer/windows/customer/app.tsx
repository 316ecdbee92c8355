import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { CustomerScene, CustomerState } from '../../../preload/contract/index.ts';
import { isolated } from '../../i18n/isolated.ts';
import { languageTag } from '../../i18n/messages.ts';
import { language, t } from '../../i18n/translate.ts';
import { clockText, countdown } from '../../ui/countdown.ts';
import { moneyText } from '../../ui/money-text.ts';
import { Amount } from '../../ui/money.tsx';
import { PaidTick } from '../../ui/paid-tick.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { Ring } from '../../ui/ring.tsx';
import { WalletTile } from '../../ui/wallet-tile.tsx';
import { bridge } from './bridge.ts';

type SceneNamed<Name extends CustomerScene['name']> = Extract<CustomerScene, { readonly name: Name }>;
type Payable = SceneNamed<'code' | 'scanned'>;

/** What main says is to be shown; `null` until it has said so for the first time. */
function useCustomerState(): CustomerState | null {
  const [state, setState] = useState<CustomerState | null>(null);
  useEffect(() => {
    let isKnown = false;
    const take = (next: CustomerState): void => {
      isKnown = true;
      language.value = next.language;
      setState(next);
    };
    const stop = bridge.on.stateChanged(take);
    bridge.getState(undefined).then(
      // An event that overtook this reply is at least as new.
      (first) => {
        if (!isKnown) take(first);
      },
      (fault: unknown) => console.error(fault),
    );
    return stop;
  }, []);
  return state;
}

const stepMs = 1000;

/** Epoch milliseconds, stepping once a second. */
function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setTimeout(() => setNowMs(Date.now()), stepMs - (Date.now() % stepMs));
    return () => clearTimeout(timer);
  }, [nowMs]);
  return nowMs;
}

interface SceneProps<Scene> {
  readonly scene: Scene;
}

function Idle({ shopName }: { readonly shopName: string }) {
  return (
    <>
      <h1 class="idle-shop">{shopName === '' ? t('customer.welcome') : <bdi>{isolated(shopName)}</bdi>}</h1>
      <p class="large-text">{shopName === '' ? t('customer.idle') : t('customer.welcome')}</p>
    </>
  );
}

/** What every order that can be paid has: its sum over the blue rule, and the time that is left. */
function Order({ scene, children, title, text }: OrderProps) {
  const left = countdown(scene.createdAt, scene.expiresAt, useNow());
  return (
    <>
      <Amount amountMinor={scene.amountMinor} currency={scene.currency} size="m" />
      <div class="rule" data-state="waiting" />
      {children}
      <div class="foot">
        <WalletTile wallet={scene.wallet} size="display" />
        <div class="foot-words">
          <p class="foot-title">{title}</p>
          <p class="foot-text">{text}</p>
        </div>
        <Ring left={left} label={t('customer.left', { time: clockText(left.secondsLeft) })} />
      </div>
    </>
  );
}

interface OrderProps extends SceneProps<Payable> {
  readonly children: ComponentChildren;
  readonly title: string;
  readonly text: string;
}

function Code({ scene }: SceneProps<SceneNamed<'code'>>) {
  const amount = moneyText(scene.amountMinor, scene.currency);
  return (
    <Order scene={scene} title={t(`customer.scan.${scene.wallet}`)} text={t('customer.valid')}>
      <div class="code-card">
        <QrCode text={scene.qrText} label={t('customer.code', { amount })} />
      </div>
    </Order>
  );
}

function Scanned({ scene }: SceneProps<SceneNamed<'scanned'>>) {
  return (
    <Order
      scene={scene}

      title={t('customer.scanned')}
      text={t(`customer.wallet.${scene.wallet}`)}
    >
      <div class="confirm">
        <svg viewBox="0 0 24 24" width="132" height="132" class="sign" data-state="waiting" aria-hidden="true">
          <rect x="6" y="2" width="12" height="20" rx="2.4" />
          <path d="m9.2 11.6 2.1 2.1 3.6-4.2M11.4 18.8h1.2" />
        </svg>
        <p class="confirm-words">{t('customer.confirm')}</p>
      </div>
    </Order>
  );
}

function Paid({ scene }: SceneProps<SceneNamed<'paid'>>) {
  return (
    <>
      <PaidTick />
      <p class="paid-word">{t('customer.paid')}</p>
      <div class="paid-sum">
        <Amount amountMinor={scene.amountMinor} currency={scene.currency} size="xl" />
      </div>
      <p class="thanks">{t('customer.thanks')}</p>
    </>
  );
}

function Expired() {
  return (
    <>
      <svg viewBox="0 0 24 24" width="132" height="132" class="sign" data-state="expired" aria-hidden="true">
        <path d="M10 2h4M12 12v-2M4.6 11a8 8 0 0 0 10.4 10.4M7.4 7.4a8 8 0 0 1 11.2 11.2M2 2l20 20" />
      </svg>
      <p class="expired-word">{t('customer.expired')}</p>
      <div class="rule" data-state="expired" />
      <p class="large-text">{t('customer.expiredText')}</p>
    </>
  );
}

function Scene({ scene, shopName }: { readonly shopName: string } & SceneProps<CustomerScene>) {
  switch (scene.name) {
    case 'idle':
      return <Idle shopName={shopName} />;
    case 'code':
      return <Code scene={scene} />;
    case 'scanned':
      return <Scanned scene={scene} />;
    case 'paid':
      return <Paid scene={scene} />;
    case 'expired':
      return <Expired />;
  }
}

/** The display that faces the customer. It has nothing to press. */
export function App() {
  const state = useCustomerState();
  useLayoutEffect(() => {
    if (state === null) return;
    const root = document.documentElement;
    root.lang = languageTag[state.language];
    if (state.appearance === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = state.appearance;
  }, [state]);
  if (state === null) return null;
  const { scene, shopName } = state;
  return (
    <div class="customer" data-scene={scene.name}>
      {state.mode === 'practice' && <header class="practice">{t('customer.practice')}</header>}
      <main class="page" aria-live="polite">
        {scene.name !== 'idle' && shopName !== '' && <h1 class="shop">{shopName}</h1>}
        <Scene scene={scene} shopName={shopName} />
      </main>
    </div>
  );
}
