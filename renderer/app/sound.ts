/** The till's sounds, synthesised: short, dry, wooden. Practice plays the same ones behind a wood-block click. */

export type SoundName = 'paid' | 'paid_late' | 'unknown' | 'declined' | 'expired' | 'scan' | 'tick';

interface Note {
  /** Hertz. */
  readonly pitch: number;
  /** Milliseconds from the beginning of the sound. */
  readonly atMs: number;
  readonly lengthMs: number;
  /** 0 to 1. */
  readonly loudness: number;
  /** Lets the note ring out instead of stopping it. */
  readonly rings?: boolean;
}

const knock: Note = { pitch: 180, atMs: 0, lengthMs: 70, loudness: 0.35 };
const rising: readonly Note[] = [
  { pitch: 587.33, atMs: 0, lengthMs: 90, loudness: 0.5 },
  { pitch: 880, atMs: 90, lengthMs: 160, loudness: 0.5, rings: true },
];

const later = (notes: readonly Note[], byMs: number): readonly Note[] =>
  notes.map((note) => ({ ...note, atMs: note.atMs + byMs }));

/** Only «paid» rises. */
export const sounds: Readonly<Record<SoundName, readonly Note[]>> = {
  paid: rising,
  paid_late: [knock, ...later(rising, 140)],
  unknown: [
    { pitch: 440, atMs: 0, lengthMs: 120, loudness: 0.4 },
    { pitch: 440, atMs: 190, lengthMs: 120, loudness: 0.4 },
  ],
  declined: [{ pitch: 174.61, atMs: 0, lengthMs: 220, loudness: 0.5 }],
  expired: [knock],
  scan: [{ pitch: 620, atMs: 0, lengthMs: 30, loudness: 0.3 }],
  tick: [{ pitch: 130, atMs: 0, lengthMs: 30, loudness: 0.3 }],
};

const practiceClick: Note = { pitch: 1250, atMs: 0, lengthMs: 25, loudness: 0.25 };
const practiceLeadMs = 90;

/** What is played, in order. */
export function notesOf(name: SoundName, { practice }: { readonly practice: boolean }): readonly Note[] {
  return practice && name !== 'tick' && name !== 'scan'
    ? [practiceClick, ...later(sounds[name], practiceLeadMs)]
    : sounds[name];
}

let context: AudioContext | null = null;

interface SoundOptions {
  readonly practice: boolean;
  /** 0 to 100; 0 is silence. */
  readonly volume: number;
}

/** How far the ear hears the volume: half of it sounds half as loud, which takes a quarter of the swing. */
export function gainOf(volume: number): number {
  return (volume / 100) ** 2;
}

/** A computer without a sound device stays silent; the screen says everything as well. */
export function playSound(name: SoundName, { practice, volume }: SoundOptions): void {
  if (volume === 0) return;
  context ??= new AudioContext();
  const start = context.currentTime + 0.01;
  for (const note of notesOf(name, { practice })) strike(context, note, start, note.loudness * gainOf(volume));
}

function strike(audio: AudioContext, note: Note, start: number, peak: number): void {
  const from = start + note.atMs / 1000;
  const until = from + (note.lengthMs * (note.rings === true ? 4 : 1)) / 1000;
  const envelope = audio.createGain();
  envelope.gain.setValueAtTime(0.0001, from);
  envelope.gain.exponentialRampToValueAtTime(peak, from + 0.006);
  envelope.gain.exponentialRampToValueAtTime(0.0001, until);
  envelope.connect(audio.destination);
  const oscillator = audio.createOscillator();
  oscillator.type = 'triangle';
  oscillator.frequency.value = note.pitch;
  oscillator.connect(envelope);
  oscillator.start(from);
  oscillator.stop(until + 0.02);
}
