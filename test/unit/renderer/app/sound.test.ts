import { describe, expect, it } from 'vitest';
import { gainOf, notesOf, sounds, type SoundName } from '../../../../renderer/app/sound.ts';

const rises = (name: SoundName): boolean =>
  sounds[name].some((note, index, notes) => index > 0 && note.pitch > (notes[index - 1]?.pitch ?? 0));

describe('the till’s sounds', () => {
  it('rise for money that has come, and for nothing else', () => {
    const rising = (Object.keys(sounds) as SoundName[]).filter(rises);
    expect(rising).toEqual(['paid', 'paid_late']);
  });

  it('rise by a fifth', () => {
    const [low, high] = sounds.paid;
    expect(high!.pitch / low!.pitch).toBeCloseTo(1.5, 1);
  });

  it('come behind a click in practice, and are the same after it', () => {
    const practice = notesOf('paid', { practice: true });
    expect(practice.slice(1).map(({ pitch }) => pitch)).toEqual(sounds.paid.map(({ pitch }) => pitch));
    expect(practice.length).toBe(sounds.paid.length + 1);
  });

  it('are silent at no volume, whole at all of it, and grow in between', () => {
    expect([gainOf(0), gainOf(100)]).toEqual([0, 1]);
    expect(gainOf(50)).toBeLessThan(gainOf(55));
  });
});
