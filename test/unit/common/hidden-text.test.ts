import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { HiddenText } from '../../../main/common/hidden-text.ts';

describe('a key in memory', () => {
  const key = new HiddenText('MIIEvQIBADANBg');

  it('is told to whoever asks for it by name', () => {
    expect(key.reveal()).toBe('MIIEvQIBADANBg');
  });

  it.each([
    ['text', () => String(key)],
    ['string addition', () => ''.concat(key as unknown as string)],
    ['JSON', () => JSON.stringify({ key })],
    ['the console', () => inspect({ key }, { showHidden: true, depth: 9 })],
    ['its own members', () => JSON.stringify(Object.entries(key))],
    ['a structured clone', () => inspect(structuredClone({ key }))],
  ])('does not show in %s', (_where, print) => {
    expect(print()).not.toContain('MII');
  });

  it('shows that there is one', () => {
    expect([String(key), JSON.stringify(key), inspect(key)]).toEqual(['[secret]', '"[secret]"', '[secret]']);
  });
});
