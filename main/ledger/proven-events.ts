/** Which of the events that can be read are the ledger's own, in their order: the chain says so. */
import { genesisHash, hashEvent } from './event-hash.ts';
import { commitmentIn, commitmentOf, type PrivateContent } from './private-content.ts';

export interface StoredEvent {
  readonly sequence: number;
  readonly orderNo: string | null;
  readonly type: string;
  readonly at: string;
  /** JSON. */
  readonly payload: string;
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

/** What can be read, proven or not: any number of readings of one event, and none where there is nothing. */
export interface EventSource {
  events(sequence: number): readonly StoredEvent[];
  privateContents(sequence: number): readonly PrivateContent[];
}

export interface ProvenEvent {
  readonly event: StoredEvent;
  /** Index of the source that had it. */
  readonly source: number;
  readonly privateContent: PrivateContent | null;
  /** It said something of a person, and no source has that any more. */
  readonly isPrivateContentGone: boolean;
}

/**
 * From the first event on, until one is missing in all sources.
 * @param sources of one and the same ledger; the first goes before the others where they do not agree.
 */
export function* provenEvents(sources: readonly EventSource[]): Generator<ProvenEvent, void> {
  let previousHash: Uint8Array = genesisHash;
  for (let sequence = 1; ; sequence += 1) {
    const found = eventAt(sequence, previousHash, sources);
    if (found === undefined) return;
    const commitment = commitmentIn(found.event.payload);
    const privateContent =
      sources
        .flatMap((source) => source.privateContents(sequence))
        .find((content) => commitmentOf(content) === commitment) ?? null;
    yield {
      event: found.event,
      source: found.source,
      privateContent,
      isPrivateContentGone: commitment !== null && privateContent === null,
    };
    previousHash = found.hash;
  }
}

interface Candidate {
  readonly event: StoredEvent;
  readonly source: number;
  /** What its hash must be if it hangs on the event before. */
  readonly hash: Buffer;
}

/** An event is proven by its own hash, or by the next one that hangs on it: then only the stored hash is damaged. */
function eventAt(sequence: number, previousHash: Uint8Array, sources: readonly EventSource[]): Candidate | undefined {
  const candidates = sources.flatMap((reading, source) =>
    reading.events(sequence).map((event) => ({ event, source, hash: hashEvent(previousHash, event) })),
  );
  const isHungOnBy = (readers: readonly EventSource[]) => {
    const next = readers.flatMap((reader) => reader.events(sequence + 1));
    return ({ hash }: Candidate) => next.some((event) => hash.equals(event.previousHash));
  };
  return (
    candidates.find(isHungOnBy(sources.slice(0, 1))) ??
    candidates.find(({ hash, event }) => hash.equals(event.hash)) ??
    candidates.find(isHungOnBy(sources))
  );
}
