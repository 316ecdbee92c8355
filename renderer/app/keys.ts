/** The window's keyboard: one listener, to which the screens on show add their keys. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { KeyGuard } from './key-guard.ts';

/** By `KeyboardEvent.key`; a letter in lower case, a key with Alt as `Alt+1`. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** In a map, for every key with a character that no screen on show has a name for. */
export const otherKey = 'Other';

const maps = new Set<{ readonly current: KeyMap }>();

const guard = new KeyGuard({
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
});

function nameOf(event: KeyboardEvent): string {
  // By place, because Alt makes other characters of the digits on some systems.
  if (event.altKey) return `Alt+${event.code.replace(/^Digit/, '')}`;
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

export function isTypingPlace(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox';
}

const commandListeners = new Set<() => void>();

/** Hears when a letter has done its work. */
export function onCommand(listener: () => void): void {
  commandListeners.add(listener);
}

function actionsOf(name: string): readonly ((event: KeyboardEvent) => void)[] {
  return [...maps].flatMap(({ current }) => current[name] ?? []);
}

const heldBack = new WeakSet<KeyboardEvent>();

/** Keeps the screens from acting on the key for now: what it means is not known yet. */
export function holdBack(event: KeyboardEvent): void {
  event.preventDefault();
  heldBack.add(event);
}

function onKeyDown(event: KeyboardEvent): void {
  if (heldBack.has(event) || event.isComposing || event.ctrlKey || event.metaKey) return;
  // In a dialog its own keys count: Esc is the safe answer there.
  if (document.querySelector('dialog[open]') !== null) return;
  const name = nameOf(event);
  const actions = actionsOf(name);
  if (actions.length === 0 && (name.length === 1 || event.code === 'NumpadDecimal')) {
    guard.press(event.timeStamp, null);
    for (const act of actionsOf(otherKey)) act(event);
    return;
  }
  // What stands in codes beside digits: it does something that a code's end could not undo.
  if (/^[a-z/]$/.test(name)) {
    const isCommand = actions.length > 0 && !isTypingPlace(event.target) && !event.repeat;
    const command = (): void => {
      actions.forEach((act) => act(event));
      for (const listener of commandListeners) listener();
    };
    guard.press(event.timeStamp, isCommand ? command : null);
    return;
  }
  guard.press(event.timeStamp, null);
  if (event.repeat && (name === 'Enter' || name.startsWith('F'))) return;
  for (const act of actions) act(event);
}

export function startKeys(): void {
  window.addEventListener('keydown', onKeyDown);
}

/** Adds keys while the component is on screen. Letters and `/` wait to see that no scanner is typing. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map);
  latest.current = map;
  // With the screen itself, not a frame later: a key pressed in that frame would be lost.
  useLayoutEffect(() => {
    maps.add(latest);
    return () => void maps.delete(latest);
  }, []);
}
