/**
 * Hears the scanner before anything else in the window does, whatever has the focus. What the first keys of a code did,
 * before it was known to be one, is undone; the rest of the window never hears of its end. In the field of a PIN what
 * may be one is left there: a customer's payment code is longer than any PIN.
 */
import { isPin } from '../../preload/pin.ts';
import { Scanner } from '../logic/scanner.ts';
import { isTypingPlace } from './keys.ts';

type Undo = () => void;

const scanner = new Scanner();
/** What was done to the form, by no key, since the first key of what may be a code. */
let doneMeanwhile: (() => void)[] = [];

/** Changes the form on behalf of a code that was read before: the undoing of the next one's keys leaves it in place. */
export function throughNextCode(change: () => void): void {
  doneMeanwhile.push(change);
  change();
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

/**
 * @param snapshot remembers the form as it is, and returns what puts it back.
 * @param onScan hears each code, once everything is as it was before.
 */
export function startScanner(snapshot: () => Undo, onScan: (text: string) => void): void {
  let undo: Undo = () => undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    const reading = scanner.take(event);
    switch (reading.kind) {
      case 'first': {
        const undoField = fieldUndo(event.target);
        const undoForm = snapshot();
        doneMeanwhile = [];
        undo = () => {
          undoForm();
          undoField();
          for (const change of doneMeanwhile) change();
        };
        return;
      }
      case 'more':
        // It would press the button that has the focus.
        if (event.key === ' ' && !isTypingPlace(event.target)) event.preventDefault();
        return;
      case 'scan':
        // Some fingers are as quick as a scanner. A short barcode there is a wrong PIN.
        if (isPinField(event.target) && isPin(reading.text)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        undo();
        if (event.isComposing || event.key === 'Process') endComposition(undo);
        // Once the window shows it undone: a question that a key of the code opened is no question.
        setTimeout(() => onScan(reading.text));
        return;
      case 'other':
        return;
    }
  };
  window.addEventListener('keydown', onKeyDown, true);
}
