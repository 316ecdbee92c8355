import { describe, expect, it } from 'vitest';
import { genesisHash, hashEvent } from '../../../../main/ledger/format/event-hash.ts';

const first = {
  sequence: 1,
  orderNo: 'T01_20261122_0001_7KQ2',
  type: 'order.created',
  at: '2026-11-22T02:30:00.000Z',
  payload: '{"note":"茶"}',
};

describe('the hash of an event', () => {
  // Both values were computed with another language's SHA-256 from the documented encoding.
  it('is that of its documented bytes', () => {
    const hash = hashEvent(genesisHash, first);
    expect(hash.toString('hex')).toBe('e09c1a5fb19611aa71f00a9961da50ab5e4f82189d31aea1910c19fc01cc5093');
    const next = {
      ...first,
      sequence: 2 ** 40 + 7,
      type: 'watch.ended',
      at: '2026-11-22T02:31:00.000Z',
      payload: '{}',
    };
    expect(hashEvent(hash, next).toString('hex')).toBe(
      '95c39bd75d85be35c941bf54064c2aaf4fd4fb6e6a4b92414c50c5a1b8946b00',
    );
  });

  it('differs when a character moves from one field to the next', () => {
    const moved = { ...first, orderNo: `${first.orderNo}o`, type: 'rder.created' };
    expect(hashEvent(genesisHash, moved)).not.toEqual(hashEvent(genesisHash, first));
  });
});
