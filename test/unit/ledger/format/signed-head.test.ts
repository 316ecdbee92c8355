import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readerQueries } from '../../../../main/ledger/read/reader-queries.ts';
import {
  isSignatureGood,
  makeSigningKey,
  signHead,
  type SignedHead,
} from '../../../../main/ledger/format/signed-head.ts';
import { append, codeReceived, createOrder, morning, open, openReader, paid, temporaryLedgerPath } from '../support.ts';

const head = { businessDay: '2026-11-22', headSequence: 3, headHash: 'ab'.repeat(32) };

describe('a signed head', () => {
  it('proves the day, the sequence and the hash, and nothing else', () => {
    const signed = signHead(makeSigningKey(), head);
    expect(signed).toMatchObject(head);
    expect(isSignatureGood(signed)).toBe(true);
    const otherSignature = signHead(makeSigningKey(), head);
    const forgeries: readonly Partial<SignedHead>[] = [
      { businessDay: '2026-11-23' },
      { headSequence: 4 },
      { headHash: 'ac'.repeat(32) },
      { publicKey: otherSignature.publicKey },
      { signature: otherSignature.signature },
      { signature: '' },
      { publicKey: 'no key' },
      { publicKey: rsaPublicKey() },
    ];
    for (const forgery of forgeries) expect(isSignatureGood({ ...signed, ...forgery })).toBe(false);
  });

  it('is the same whenever the same key signs it', () => {
    const key = makeSigningKey();
    expect(signHead(key, head)).toEqual(signHead(key, head));
  });

  it('is not signed with a key of another kind', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
    expect(() => signHead(key, head)).toThrow('Ed25519');
  });
});

function rsaPublicKey(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

describe('a sealed day in the ledger', () => {
  /** An order in three events, the close over the head at `sequence`, then another order. */
  async function verdictOn(change: (signed: SignedHead) => SignedHead, headSequence = 3) {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await append(ledger, await createOrder(ledger), codeReceived, paid);
    const reader = openReader(ledgerPath);
    const hash = reader.prepare('SELECT lower(hex(hash)) FROM events WHERE sequence = ?').pluck().get(headSequence);
    const headHash = typeof hash === 'string' ? hash : '0'.repeat(64);
    const payload = signHead(makeSigningKey(), { ...head, headSequence, headHash });
    await ledger.appendTillEvent({ type: 'day.sealed', payload: change(payload) }, morning);
    await createOrder(ledger);
    return readerQueries.verifyChain(reader);
  }

  it.each([3, 2, 0])('is sound when the head is there: %d', async (headSequence) => {
    expect(await verdictOn((payload) => payload, headSequence)).toMatchObject({ kind: 'sound', events: 5 });
  });

  it('is broken when its signature is not that of its key', async () => {
    const verdict = await verdictOn((payload) => ({ ...payload, businessDay: '2026-11-23' }));
    expect(verdict).toMatchObject({ kind: 'broken', sequence: 4, what: 'signature_wrong' });
  });

  it.each([{ headHash: 'ab'.repeat(32) }, { headSequence: 4 }, { headSequence: 2 }, { headSequence: 900 }])(
    'is broken when it signs what the ledger does not have before it: %j',
    async (other) => {
      const verdict = await verdictOn((payload) => signHead(makeSigningKey(), { ...payload, ...other }));
      expect(verdict).toMatchObject({ kind: 'broken', sequence: 4, what: 'head_differs' });
    },
  );
});

describe('a restored ledger', () => {
  it.each([
    [1, 'sound'],
    [2, 'broken'],
  ] as const)('names the last event that was taken over: %j', async (headSequence, kind) => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await createOrder(ledger);
    const reader = openReader(ledgerPath);
    const headHash = String(reader.prepare('SELECT lower(hex(hash)) FROM events').pluck().get());
    await ledger.appendTillEvent(
      { type: 'ledger.restored', payload: { from: 'backup', fileName: 'monday.sqlite3', headSequence, headHash } },
      morning,
    );
    expect(readerQueries.verifyChain(reader)).toMatchObject({ kind });
  });
});
