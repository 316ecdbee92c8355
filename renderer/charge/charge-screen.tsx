import { useEffect } from 'preact/hooks';
import { isTypingPlace, otherKey, useKeys, type KeyMap } from '../app/keys.ts';
import { showSettings } from '../app/route.ts';
import { state } from '../app/store.ts';
import { rich, t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';
import { AmountDisplay } from './amount-display.tsx';
import { hasSelection, inputText } from './amount-input.ts';
import { ChargeButton } from './charge-button.tsx';
import { DiscountDialog } from './discount-dialog.tsx';
import { DoubtDialog } from './doubt-dialog.tsx';
import { GoodsDialog } from './goods-dialog.tsx';
import { HeldDialog } from './held-dialog.tsx';
import { hold, showHeldSales, showsHeldSales } from './held-sales.ts';
import { HoldButton, RecalledHint } from './hold-button.tsx';
import { Keypad } from './keypad.tsx';
import { LineEntry } from './line-entry.tsx';
import { LineList } from './line-list.tsx';
import { MethodChoice } from './method-choice.tsx';
import { NoteField } from './note-field.tsx';
import {
  addTypedLine,
  askDiscount,
  createOrder,
  chooseMethod,
  clearEntry,
  inputAmount,
  setTypedQuantity,
} from './sale-form.ts';
import { isByLine } from './sale-lines.ts';
import { asksDiscount, showsKeypad } from './sale-record.ts';
import { SaleStrip } from './sale-strip.tsx';
import { askedGoods, doubtfulCode } from './scans.ts';

/** Keys reach the amount from anywhere on the screen, except while another field is being typed in. */
function isForAmount(target: EventTarget | null): boolean {
  return !isTypingPlace(target) || (target instanceof HTMLElement && target.matches('[data-amount-field]'));
}

const amountKeys: KeyMap = Object.fromEntries(
  ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', ',', '-', 'Backspace', 'Delete'].map((name) => [
    name,
    (event: KeyboardEvent) => {
      if (!isForAmount(event.target)) return;
      event.preventDefault();
      const replaces = event.target instanceof HTMLInputElement && hasSelection(event.target);
      if (replaces && name !== 'Delete') inputAmount({ type: 'clear' });
      if (replaces && name === 'Backspace') return;
      if (name === 'Backspace') inputAmount({ type: 'backspace' });
      else if (name === 'Delete') clearEntry();
      else inputText(name);
    },
  ]),
);

const lineKeys: KeyMap = Object.fromEntries(
  Object.entries({ '+': addTypedLine, '*': setTypedQuantity, '%': askDiscount }).map(([name, act]) => [
    name,
    (event: KeyboardEvent) => {
      if (!isForAmount(event.target)) return;
      event.preventDefault();
      act();
    },
  ]),
);

/** Said, not ignored: a key of another keyboard may have been meant as a point. */
function onOtherKey(event: KeyboardEvent): void {
  if (!isForAmount(event.target)) return;
  const isPress = event.key === ' ' && event.target instanceof HTMLButtonElement;
  if (isPress) return;
  event.preventDefault();
  inputText(event.code === 'NumpadDecimal' ? '.' : event.key);
}

function onEnter(event: KeyboardEvent): void {
  const { target } = event;
  // A button that has the focus does its own work; a wallet does nothing more by Enter, so there it charges.
  if (target instanceof HTMLButtonElement && target.getAttribute('role') !== 'radio') return;
  event.preventDefault();
  createOrder();
}

function choosePosition(index: number) {
  return (event: KeyboardEvent): void => {
    event.preventDefault();
    const chosen = state().methods[index];
    if (chosen !== undefined) chooseMethod(chosen.id);
  };
}

function withoutDefault(act: () => void) {
  return (event: KeyboardEvent): void => {
    event.preventDefault();
    act();
  };
}

const keys: KeyMap = {
  ...amountKeys,
  ...lineKeys,
  [otherKey]: onOtherKey,
  Enter: onEnter,
  F1: choosePosition(0),
  F2: choosePosition(1),
  F3: choosePosition(2),
  F4: withoutDefault(hold),
  F6: withoutDefault(showHeldSales),
};

function onPaste(event: ClipboardEvent): void {
  if (!isForAmount(event.target)) return;
  event.preventDefault();
  inputAmount({ type: 'replace', text: event.clipboardData?.getData('text/plain') ?? '' });
}

/** Said before the sale is sent, which it can be all the same: only an answer shows that the connection is back. */
function OfflineHint() {
  return (
    <p class="watch-line watch-line-failing" data-testid={testIds.offlineHint}>
      <Icon name="wifi-off" size={22} />
      <span>{rich('charge.offlineText', { strong: (text) => <strong>{text}</strong> })}</span>
    </p>
  );
}

function NoMethods() {
  return (
    <div class="no-methods">
      <Icon name="store" size={44} />
      <h2>{t('charge.noMethodsTitle')}</h2>
      <p>{t('charge.noMethodsText')}</p>
      <Button kind="primary" icon="key-round" onPress={() => showSettings('accounts')}>
        {t('practice.connect')}
      </Button>
    </div>
  );
}

export function ChargeScreen() {
  useKeys(keys);
  useEffect(() => {
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);
  const hasMethods = state().methods.length > 0;
  return (
    <>
      <main class="screen charge-screen" tabIndex={-1}>
        <h1 class="unseen">{t('nav.charge')}</h1>
        <div class="charge-sum">
          <AmountDisplay />
          {isByLine.value && !showsKeypad.value ? <LineList /> : <Keypad />}
          {isByLine.value && <LineEntry />}
        </div>
        <div class="charge-side">
          {hasMethods ? (
            <>
              <div class="side-head">
                <h2 class="side-label">{t('charge.methods')}</h2>
                <HoldButton />
              </div>
              <RecalledHint />
              <MethodChoice />
              <NoteField />
              <div class="charge-space">{state().connection === 'offline' && <OfflineHint />}</div>
              <ChargeButton />
            </>
          ) : (
            <NoMethods />
          )}
        </div>
      </main>
      <SaleStrip />
      {asksDiscount.value && <DiscountDialog />}
      {showsHeldSales.value && <HeldDialog />}
      {askedGoods.value !== null && <GoodsDialog key={askedGoods.value.barcode} asked={askedGoods.value} />}
      {doubtfulCode.value !== null && <DoubtDialog code={doubtfulCode.value} />}
    </>
  );
}
