import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { CustomerScene, CustomerState } from '../../../preload/contract/index.ts';
import { Amount } from '../../ui/money.tsx';
import { PaidTick } from '../../ui/paid-tick.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { Ring } from '../../ui/ring.tsx';
import { WalletTile } from '../../ui/wallet-tile.tsx';
import { languageTag } from '../../i18n/messages.ts';
import { isolated } from '../../i18n/isolated.ts';
import { clockText, countdown } from '../../ui/countdown.ts';
import { moneyText } from '../../ui/money-text.ts';
import { bridge } from './bridge.ts';
import { wordsIn, type Words } from './words.ts';

type SceneNamed<Name extends CustomerScene['name']> = Extract<CustomerScene, { readonly name: Name }>;
type Payable = SceneNamed<'code' | 'scanned'>;

/** What main says is to be shown; `null` until it has said so for the first time. */
function useCustomerState(): CustomerState | null {
  const [state, setState] = useState<CustomerState | null>(null);
  useEffect(() => {
    const stop = bridge.on.stateChanged(setState);
    bridge.getState(undefined).then(
      // An event that overtook this reply is at least as new.
      (first) => setState((known) => known ?? first),
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
  readonly words: Words;
}

function Idle({ shopName, words }: { readonly shopName: string; readonly words: Words }) {
  return (
    <>
      <h1 class="idle-shop">{shopName === '' ? words('customer.welcome') : <bdi>{isolated(shopName)}</bdi>}</h1>
      <p class="large-text">{shopName === '' ? words('customer.idle') : words('customer.welcome')}</p>
    </>
  );
}

/** What every order that can be paid has: its sum over the blue rule, and the time that is left. */
function Order({ scene, words, children, title, text }: OrderProps) {
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
        <Ring left={left} label={words('customer.left', { time: clockText(left.secondsLeft) })} />
      </div>
    </>
  );
}

interface OrderProps extends SceneProps<Payable> {
  readonly children: ComponentChildren;
  readonly title: string;
  readonly text: string;
}

function Code({ scene, words }: SceneProps<SceneNamed<'code'>>) {
  const amount = moneyText(scene.amountMinor, scene.currency);
  return (
    <Order scene={scene} words={words} title={words(`customer.scan.${scene.wallet}`)} text={words('customer.valid')}>
      <div class="code-card">
        <QrCode text={scene.qrText} label={words('customer.code', { amount })} />
      </div>
    </Order>
  );
}

function Scanned({ scene, words }: SceneProps<SceneNamed<'scanned'>>) {
  return (
    <Order
      scene={scene}
      words={words}
      title={words('customer.scanned')}
      text={words(`customer.wallet.${scene.wallet}`)}
    >
      <div class="confirm">
        <svg viewBox="0 0 24 24" width="132" height="132" class="sign" data-state="waiting" aria-hidden="true">
          <rect x="6" y="2" width="12" height="20" rx="2.4" />
          <path d="m9.2 11.6 2.1 2.1 3.6-4.2M11.4 18.8h1.2" />
        </svg>
        <p class="confirm-words">{words('customer.confirm')}</p>
      </div>
    </Order>
  );
}

function Paid({ scene, words }: SceneProps<SceneNamed<'paid'>>) {
  return (
    <>
      <PaidTick />
      <p class="paid-word">{words('customer.paid')}</p>
      <div class="paid-sum">
        <Amount amountMinor={scene.amountMinor} currency={scene.currency} size="xl" />
      </div>
      <p class="thanks">{words('customer.thanks')}</p>
    </>
  );
}

function Expired({ words }: { readonly words: Words }) {
  return (
    <>
      <svg viewBox="0 0 24 24" width="132" height="132" class="sign" data-state="expired" aria-hidden="true">
        <path d="M10 2h4M12 12v-2M4.6 11a8 8 0 0 0 10.4 10.4M7.4 7.4a8 8 0 0 1 11.2 11.2M2 2l20 20" />
      </svg>
      <p class="expired-word">{words('customer.expired')}</p>
      <div class="rule" data-state="expired" />
      <p class="large-text">{words('customer.expiredText')}</p>
    </>
  );
}

function Scene({ scene, shopName, words }: { readonly shopName: string } & SceneProps<CustomerScene>) {
  switch (scene.name) {
    case 'idle':
      return <Idle shopName={shopName} words={words} />;
    case 'code':
      return <Code scene={scene} words={words} />;
    case 'scanned':
      return <Scanned scene={scene} words={words} />;
    case 'paid':
      return <Paid scene={scene} words={words} />;
    case 'expired':
      return <Expired words={words} />;
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
  const words = wordsIn(state.language);
  return (
    <div class="customer" data-scene={scene.name}>
      {state.mode === 'practice' && <header class="practice">{words('customer.practice')}</header>}
      <main class="page" aria-live="polite">
        {scene.name !== 'idle' && shopName !== '' && <h1 class="shop">{shopName}</h1>}
        <Scene scene={scene} shopName={shopName} words={words} />
      </main>
    </div>
  );
}
