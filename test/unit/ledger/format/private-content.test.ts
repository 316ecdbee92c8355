import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSchema, parseStoredEvent } from '../../../../main/ledger/format/event-schema.ts';
import {
  commitmentIn,
  commitmentOf,
  joinedPayload,
  splitEvent,
} from '../../../../main/ledger/format/private-content.ts';
import { anyEvent } from '../../../support/events.ts';
import { paid } from '../support.ts';

describe('what an event says about a person', () => {
  it('is kept beside it; in the event stands only the salted hash', () => {
    const { payload, privateContent } = splitEvent(paid);
    if (privateContent === null) throw new Error('nothing was private');
    expect(payload).not.toContain('159****5620');
    expect(payload).not.toContain('TRADE_SUCCESS');
    expect(JSON.parse(privateContent.content)).toEqual({
      evidence: paid.payload.evidence,
      buyerHint: '159****5620',
    });
    expect(JSON.parse(payload)).toEqual({
      learnedBy: 'query',
      gatewayOrderNo: '2026112222001499',
      paidAt: '2026-11-22T02:30:40Z',
      private: commitmentOf(privateContent),
    });
    expect(commitmentIn(payload)).toBe(commitmentOf(privateContent));
  });

  it('cannot be guessed by trying: the same content has another hash each time', () => {
    const hashes = Array.from({ length: 20 }, () => commitmentIn(splitEvent(paid).payload));
    expect(new Set(hashes).size).toBe(20);
  });

  it('is proven by the hash: other content or another salt has another', () => {
    const { privateContent } = splitEvent(paid);
    if (privateContent === null) throw new Error('nothing was private');
    const changed = { ...privateContent, content: privateContent.content.replace('159', '158') };
    expect(commitmentOf(changed)).not.toBe(commitmentOf(privateContent));
    expect(commitmentOf({ ...privateContent, salt: new Uint8Array(16) })).not.toBe(commitmentOf(privateContent));
  });

  it('is nothing where nobody is spoken of', () => {
    const silent = { ...paid, payload: { ...paid.payload, evidence: null, buyerHint: null } };
    expect(splitEvent(silent)).toEqual({ payload: JSON.stringify(silent.payload), privateContent: null });
    expect(commitmentIn(splitEvent(silent).payload)).toBeNull();
  });

  it('does not mistake the word in a text for a hash', () => {
    expect(commitmentIn(JSON.stringify({ problem: { gatewayMessage: 'a "private" matter' } }))).toBeNull();
    expect(commitmentIn(JSON.stringify({ private: 7 }))).toBeNull();
  });
});

describe('any event', () => {
  it('is itself again when it is joined, and reads as saying nothing about anyone when its content has gone', () => {
    fc.assert(
      fc.property(anyEvent, (given) => {
        const event = eventSchema.parse(given);
        const { payload, privateContent } = splitEvent(event);
        expect(parseStoredEvent(event.type, payload, privateContent?.content ?? null)).toEqual(event);
        const purged = parseStoredEvent(event.type, payload, null);
        const gone = Object.fromEntries(
          Object.entries(event.payload).map(([name, value]: readonly [string, unknown]) => [
            name,
            name === 'evidence' || name === 'buyerHint' ? null : value,
          ]),
        );
        expect(purged).toEqual({ type: event.type, payload: gone });
        expect(joinedPayload(payload, privateContent?.content ?? null)).toMatchObject(event.payload);
      }),
      { numRuns: 500 },
    );
  });
});
