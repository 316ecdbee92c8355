import { playSound, type SoundName } from './sound.ts';
import { appState } from './store.ts';

/** Plays a sound as loud as Settings say, or not at all. */
export function play(name: SoundName): void {
  const current = appState.peek();
  if (current === null || current.sound.isMuted) return;
  playSound(name, { practice: current.mode === 'practice', volume: current.sound.volume });
}
