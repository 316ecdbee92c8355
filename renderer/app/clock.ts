/** The computer's time as a signal that steps once a second. Components that read it follow. */
import { signal } from '@preact/signals';

const stepMs = 1000;

/** Epoch milliseconds. */
export const nowMs = signal(Date.now());

export function startClock(): void {
  const step = (): void => {
    nowMs.value = Date.now();
    setTimeout(step, stepMs - (Date.now() % stepMs));
  };
  step();
  // A sleeping computer skips timers: the first look after waking must not show an old time.
  document.addEventListener('visibilitychange', () => {
    nowMs.value = Date.now();
  });
}
