import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isTerminalPrefix } from '../../main/domain/order-number.ts';
import { languages } from '../../main/domain/screen-choice.ts';
import { longestShopName, longestTillName } from '../../main/domain/till-choices.ts';
import type { MerchantAccount } from '../../preload/contract/index.ts';
import { AccountForm } from '../accounts/account-form.tsx';
import { importFile } from '../accounts/mode-panel.tsx';
import { draftOf, emptyDraft } from '../accounts/account-draft.ts';
import { SelfTestPanel } from '../accounts/self-test-panel.tsx';
import { StoredKey } from '../accounts/stored-key.tsx';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { SettingsForm } from '../app/settings-form.tsx';
import { state } from '../app/store.ts';
import { TerminalPrefixField } from '../app/terminal-prefix-field.tsx';
import { showRefusal } from '../app/toasts.ts';
import { languageName, languageTag } from '../i18n/messages.ts';
import { t, type KeyAlone } from '../i18n/translate.ts';
import { isRestoring, restoreFromFile } from '../ledger/restoring.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceField, Field } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { Logo } from '../ui/logo.tsx';
import { testIds } from '../ui/test-ids.ts';

const gateways = ['scanforpay', 'alipay'] as const;
const steps = ['shop', 'account', 'keys', 'test'] as const;
type Step = (typeof steps)[number];

/** Ends the first run in the mode that was chosen. */
function begin(mode: 'practice' | 'live'): void {
  perform(async () => {
    if (state().mode !== mode) {
      const result = await bridge.setMode({ mode });
      if (!result.ok) {
        showRefusal(result.problem);
        return;
      }
    }
    await valueOf(bridge.changeSettings({ firstRunDone: true }));
  });
}

function Languages() {
  const { language } = state();
  return (
    <div class="first-run-languages" role="group" aria-label={t('look.language')}>
      {languages.map((value) => (
        <button
          key={value}
          type="button"
          class="language"
          lang={languageTag[value]}
          aria-pressed={language === value}
          onClick={() => perform(() => valueOf(bridge.changeSettings({ language: value })))}
        >
          {languageName[value]}
        </button>
      ))}
    </div>
  );
}

function Point({ icon, title, text }: { readonly icon: IconName; readonly title?: string; readonly text: string }) {
  return (
    <li class="point">
      <Icon name={icon} size={26} />
      <span>
        {title !== undefined && <strong>{title}</strong>}
        {text}
      </span>
    </li>
  );
}

/** Asked before the first order is numbered; what stands there is good for a shop with one till. */
function TillMark() {
  const { terminalPrefix } = state();
  const [prefix, setPrefix] = useState(terminalPrefix);
  const keep = (): void => {
    if (!isTerminalPrefix(prefix)) setPrefix(terminalPrefix);
    else if (prefix !== terminalPrefix) perform(() => valueOf(bridge.changeSettings({ terminalPrefix: prefix })));
  };
  return <TerminalPrefixField value={prefix} onValue={setPrefix} onLeave={keep} isShort />;
}

/** Two doors of unlike weight: Enter takes the one behind which no money moves. */
function Doors({ onConnect }: { readonly onConnect: () => void }) {
  const practise = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => practise.current?.focus(), []);
  return (
    <main class="doors" tabIndex={-1} data-testid={testIds.firstRun}>
      <section class="door door-practice" aria-labelledby="practise">
        <div class="door-brand">
          <Logo size={44} />
          <span>Scantill</span>
        </div>
        <div class="door-words">
          <div class="door-tape" aria-hidden="true" />
          <h1 id="practise">{t('firstRun.practiseTitle')}</h1>
          <ul class="points">
            <Point icon="smartphone" text={t('firstRun.phone')} />
            <Point icon="shield-check" text={t('firstRun.local')} />
            <Point icon="receipt-text" text={t('firstRun.ledger')} />
          </ul>
        </div>
        <button ref={practise} type="button" class="door-practise" onClick={() => begin('practice')}>
          <Icon name="graduation-cap" size={28} />
          {t('firstRun.practise')}
          <KeyCap>Enter</KeyCap>
        </button>
      </section>
      <section class="door" aria-labelledby="connect">
        <Languages />
        <div class="door-words">
          <h2 id="connect">{t('firstRun.connectTitle')}</h2>
          <p class="door-lead">{t('firstRun.connectText')}</p>
          <ul class="points">
            <Point icon="store" title={t('account.scanforpay')} text={t('firstRun.scanforpay')} />
            <Point icon="hand-coins" title={t('account.alipay')} text={t('firstRun.alipay')} />
          </ul>
        </div>
        <TillMark />
        <button type="button" class="door-connect" onClick={onConnect}>
          {t('practice.connect')}
          <Icon name="arrow-right" />
        </button>
        <Button
          kind="plain"
          icon="rotate-ccw"
          testId={testIds.restoreLedger}
          unavailable={isRestoring.value ? t('ledger.restoring') : null}
          onPress={restoreFromFile}
        >
          {t(isRestoring.value ? 'ledger.restoring' : 'firstRun.restore')}
        </Button>
      </section>
    </main>
  );
}

interface ShopStepProps {
  readonly gateway: MerchantAccount['gateway'];
  readonly onGateway: (gateway: MerchantAccount['gateway']) => void;
  readonly onNext: () => void;
}

/** What the shop and its till are called, and who carries its payments. From here on sales would be real. */
function ShopStep({ gateway, onGateway, onNext }: ShopStepProps) {
  const { shopName, tillName, terminalPrefix } = state();
  const [shop, setShop] = useState(shopName);
  const [till, setTill] = useState(tillName);
  const [prefix, setPrefix] = useState(terminalPrefix);
  const isMissing = till.trim() === '';
  const next = (): void => {
    if (isMissing || !isTerminalPrefix(prefix)) return;
    perform(async () => {
      const changes = { shopName: shop.trim(), tillName: till.trim(), terminalPrefix: prefix };
      const saved = await bridge.changeSettings(changes);
      const result = saved.ok ? await bridge.setMode({ mode: 'live' }) : saved;
      if (result.ok) onNext();
      else showRefusal(result.problem);
    });
  };
  return (
    <SettingsForm onSave={next} saveLabel={t('firstRun.next')}>
      <Field
        label={t('field.optional', { label: t('display.shopName') })}
        value={shop}
        maxLength={longestShopName}
        hint={t('display.shopNameHint')}
        onValue={setShop}
      />
      <Field
        label={t('till.tillName')}
        value={till}
        maxLength={longestTillName}
        problem={isMissing ? t('fieldProblem.required') : null}
        onValue={setTill}
      />
      <TerminalPrefixField value={prefix} onValue={setPrefix} />
      <ChoiceField
        label={t('account.tabs')}
        choices={gateways.map((value) => ({ value, label: t(`account.${value}`) }))}
        value={gateway}
        onValue={onGateway}
      />
    </SettingsForm>
  );
}

/** Connects an account step by step; every step can be left for practice. */
function Wizard({ onBack }: { readonly onBack: () => void }) {
  const { accounts: known, mode } = state();
  // For a moment after the switch they are still those of practice.
  const accounts = mode === 'live' ? known : [];
  const [step, setStep] = useState<Step>('shop');
  const [gateway, setGateway] = useState<MerchantAccount['gateway']>('scanforpay');
  const heading = useRef<HTMLHeadingElement>(null);
  const stored = accounts.find(({ account }) => account.gateway === gateway) ?? null;
  // A file may have brought one of the other gateway.
  const chosen = stored ?? accounts.at(-1) ?? null;
  const position = steps.indexOf(step);
  // Whoever reads by ear hears where they have come to; before the first paint, for whoever is quick.
  useLayoutEffect(() => heading.current?.focus(), [step]);
  const nextButton = (key: KeyAlone, action: () => void) => (
    <Button kind="primary" size="main" onPress={action}>
      {t(key)}
    </Button>
  );
  return (
    <main class="wizard" tabIndex={-1} data-testid={testIds.firstRun} data-step={step}>
      <div class="wizard-side">
        <div class="door-brand">
          <Logo size={44} />
          <span>Scantill</span>
        </div>
        <ol class="wizard-steps">
          {steps.map((name, index) => (
            <li key={name} aria-current={name === step ? 'step' : undefined}>
              <Icon name={index < position ? 'circle-check' : index === position ? 'arrow-right' : 'circle-dashed'} />
              {t(`firstRun.step.${name}`)}
            </li>
          ))}
        </ol>
        <button type="button" class="wizard-leave" onClick={() => begin('practice')}>
          {t('firstRun.leave')}
        </button>
      </div>
      <div class="wizard-page">
        <Languages />
        <h1 ref={heading} tabIndex={-1}>
          {t(`firstRun.step.${step}`)}
        </h1>
        {step === 'shop' && <ShopStep gateway={gateway} onGateway={setGateway} onNext={() => setStep('account')} />}
        {step === 'account' && mode === 'live' && (
          <>
            <AccountForm
              key={gateway}
              start={
                stored === null
                  ? emptyDraft(
                      gateway,
                      accounts.map(({ account }) => account.id),
                    )
                  : draftOf(stored.account)
              }
              stored={stored}
              isReadOnly={false}
              onSaved={() => setStep('keys')}
            />
            <p class="field-hint">{t('account.importHint')}</p>
            <div class="button-row">
              <Button icon="file-input" onPress={() => importFile(() => setStep('test'))}>
                {t('account.import')}
              </Button>
            </div>
          </>
        )}
        {step === 'keys' && chosen !== null && (
          <>
            {chosen.keys.map((keyState) => (
              <StoredKey key={keyState.kind} accountId={chosen.account.id} keyState={keyState} isReadOnly={false} />
            ))}
            {nextButton('firstRun.next', () => setStep('test'))}
          </>
        )}
        {step === 'test' && chosen !== null && (
          <>
            <SelfTestPanel stored={chosen} />
            <p class="field-hint">{t('firstRun.real')}</p>
            {nextButton('firstRun.begin', () => begin('live'))}
          </>
        )}
        <Button
          kind="plain"
          onPress={() => {
            const before = steps[position - 1];
            if (before === undefined) onBack();
            else setStep(before);
          }}
        >
          {t('decide.back')}
        </Button>
      </div>
    </main>
  );
}

/** The very first screen: practise, or connect an account. */
export function FirstRunScreen() {
  const [isConnecting, setIsConnecting] = useState(false);
  return isConnecting ? (
    <Wizard onBack={() => setIsConnecting(false)} />
  ) : (
    <Doors onConnect={() => setIsConnecting(true)} />
  );
}
