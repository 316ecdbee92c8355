/**
 * Hears the scanner before anything else in the window does, whatever has the focus. What the keys of a code did, before
 * it was known to be one, is undone; the rest of the window never hears of its end. In the field of a PIN what may be one
 * is left there: a customer's payment code is longer than any PIN.
 */
import { holdBack, isTypingPlace, onCommand } from '../app/keys.ts';
import { Scanner, unendedAtLastMs, unendedMs, type KeyPlace, type ReadCode } from './scanner.ts';

type Undo = () => void;

export interface ScannerWorld {
  /** Remembers the form as it is, and returns what puts it back. */
  readonly snapshot: () => Undo;
  /** Whether keys that go to no field become the amount. */
  readonly isAmountShown: () => boolean;
  /** Hears each code at once; what it returns is called once everything is as it was before. */
  readonly onScan: (code: ReadCode) => () => void;
  /**
   * Hears of what may be a code: `undo` puts back what its keys did, for a code; `act` does what its last key would have
   * done, for none.
   */
  readonly onMaybe: (code: ReadCode, decide: { readonly undo: Undo; readonly act: () => void }) => void;
}

const scanner = new Scanner();
let lastKey = 0;
/** What each key of the run did, by its number. */
const undoOf = new Map<number, Undo>();
/** What was done to the form, by no key, after the key of that number. */
let doneMeanwhile: { readonly after: number; readonly change: () => void }[] = [];

/** Changes the form on behalf of a code that was read before: the undoing of the next one's keys leaves it in place. */
export function throughNextCode(change: () => void): void {
  doneMeanwhile.push({ after: lastKey, change });
  change();
}

function undoFrom(firstKey: number): void {
  undoOf.get(firstKey)?.();
  for (const { after, change } of doneMeanwhile) if (after >= firstKey) change();
}

/** Puts a field back to what it held. The amount is not kept in its field, so it is put back with the form. */
function fieldUndo(target: EventTarget | null): Undo {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (!isField || target.matches('[data-amount-field]')) return () => undefined;
  const { value, selectionStart, selectionEnd } = target;
  return () => {
    if (target.value === value) return;
    target.value = value;
    target.dispatchEvent(new Event('input', { bubbles: true }));
    target.setSelectionRange(selectionStart, selectionEnd);
  };
}

function isPinField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.matches('.pin-input');
}

/** Ends what the input method has begun with the code's keys, and undoes that too. */
function endComposition(undo: Undo): void {
  const swallow = (event: Event): void => event.stopImmediatePropagation();
  window.addEventListener('compositionend', swallow, true);
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement) {
    activeElement.blur();
    activeElement.focus();
  }
  setTimeout(() => {
    window.removeEventListener('compositionend', swallow, true);
    undo();
  });
}

/** What Enter does by itself, and what it does on the till. */
function pressAgain(target: EventTarget | null, charge: () => void): void {
  if (target instanceof HTMLButtonElement && target.isConnected && target.getAttribute('role') !== 'radio') {
    target.click();
  } else charge();
}

/** @param charge what Enter does where no button has the focus. */
export function startScanner({ snapshot, isAmountShown, onScan, onMaybe }: ScannerWorld, charge: () => void): void {
  let unended: readonly number[] = [];

  const placeOf = (target: EventTarget | null): KeyPlace => {
    const isAmountField = target instanceof HTMLElement && target.matches('[data-amount-field]');
    if (isPinField(target)) return 'pin';
    if (isTypingPlace(target) && !isAmountField) return 'field';
    return isAmountShown() ? 'amount' : 'none';
  };

  const remember = (number: number, target: EventTarget | null): void => {
    // A run that is over is undone by nobody; its last keys may still be asked about.
    for (const known of undoOf.keys()) if (known < number - 100) undoOf.delete(known);
    doneMeanwhile = doneMeanwhile.filter(({ after }) => after >= number - 100);
    const undoField = fieldUndo(target);
    const undoForm = snapshot();
    lastKey = number;
    undoOf.set(number, () => {
      undoForm();
      undoField();
    });
  };

  const take = (code: ReadCode): void => {
    undoFrom(code.firstKey);
    const proceed = onScan(code);
    // Once the window shows it undone: a question that a key of the code opened is no question.
    setTimeout(proceed);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    unended.forEach((timer) => clearTimeout(timer));
    const place = placeOf(event.target);
    const reading = scanner.take(event, place);
    switch (reading.kind) {
      case 'key':
        remember(reading.number, event.target);
        // It would press the button that has the focus.
        if (reading.goesOn && event.key === ' ' && !isTypingPlace(event.target)) event.preventDefault();
        if (place !== 'field' && place !== 'pin') {
          unended = [unendedMs, unendedAtLastMs].map((quietMs) =>
            window.setTimeout(() => {
              const code = scanner.takeUnended(quietMs);
              if (code !== null) take(code);
            }, quietMs),
          );
        }
        return;
      case 'scan':
        event.preventDefault();
        event.stopImmediatePropagation();
        if (event.isComposing || event.key === 'Process') endComposition(() => undoFrom(reading.firstKey));
        take(reading);
        return;
      case 'maybe':
        // Tab charges nothing: where it goes need not wait.
        if (event.key !== 'Tab') holdBack(event);
        onMaybe(reading, {
          undo: () => undoFrom(reading.firstKey),
          act: () => {
            if (event.key !== 'Tab') pressAgain(event.target, charge);
          },
        });
        return;
      case 'ended':
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      case 'other':
        return;
    }
  };
  window.addEventListener('keydown', onKeyDown, true);
  // A letter that has done its work is no part of a code.
  onCommand(() => scanner.reset());
}
