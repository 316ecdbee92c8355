import { describe, expect, it, vi } from 'vitest';
import { KeyGuard } from '../../../../renderer/app/key-guard.ts';

/** A clock that moves when told to. */
function world() {
  let nowMs = 1000;
  let timers: { at: number; action: () => void }[] = [];
  return {
    now: () => nowMs,
    after: (delayMs: number, action: () => void) => {
      const timer = { at: nowMs + delayMs, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass: (milliseconds: number) => {
      nowMs += milliseconds;
      const due = timers.filter(({ at }) => at <= nowMs);
      timers = timers.filter(({ at }) => at > nowMs);
      for (const { action } of due) action();
    },
  };
}

describe('letter keys beside a barcode scanner', () => {
  it('act once no other key has followed for 120 ms', () => {
    const clock = world();
    const action = vi.fn();
    new KeyGuard(clock).press(clock.now(), action);
    clock.pass(119);
    expect(action).not.toHaveBeenCalled();
    clock.pass(1);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('do nothing when another key follows at once', () => {
    const clock = world();
    const guard = new KeyGuard(clock);
    const action = vi.fn();
    guard.press(clock.now(), action);
    clock.pass(5);
    guard.press(clock.now(), null);
    clock.pass(500);
    expect(action).not.toHaveBeenCalled();
  });

  it('do nothing at the end of a scanned code either', () => {
    const clock = world();
    const guard = new KeyGuard(clock);
    const action = vi.fn();
    for (const key of ['6', '9', 'n']) {
      guard.press(clock.now(), key === 'n' ? action : null);
      clock.pass(4);
    }
    clock.pass(500);
    expect(action).not.toHaveBeenCalled();
  });

  it('are told from a scanner’s by when they were pressed, not by when a busy page hears of them', () => {
    const clock = world();
    const guard = new KeyGuard(clock);
    const action = vi.fn();
    guard.press(1_000, null);
    clock.pass(400);
    guard.press(1_008, action);
    clock.pass(500);
    expect(action).not.toHaveBeenCalled();
  });

  it('act again after a pause', () => {
    const clock = world();
    const guard = new KeyGuard(clock);
    const action = vi.fn();
    guard.press(clock.now(), null);
    clock.pass(120);
    guard.press(clock.now(), action);
    clock.pass(120);
    expect(action).toHaveBeenCalledTimes(1);
  });
});
