/** What can be wrong with a ledger. */
import { messageOf } from '../../domain/message-of.ts';
import { failureReasonOf } from '../file/failure.ts';

export type ChainFault =
  /** Not all of the file can be read. */
  | 'file_damaged'
  /** A number is missing: an event was taken out. */
  | 'sequence_gap'
  /** The event does not hang on the one before: something before it was exchanged. */
  | 'previous_hash_differs'
  /** The event is not what was written. */
  | 'hash_differs'
  /** The chain is whole, but this event makes no sense in it. */
  | 'event_not_understood'
  /** The row in `orders` is not what its events say. */
  | 'order_differs'
  | 'order_missing'
  | 'order_without_events'
  /** What the event says of a person is not what was written, or it went without a redaction. */
  | 'private_content_differs'
  | 'private_content_missing'
  /** The day's sums are not what its orders add up to. */
  | 'totals_differ'
  /** The sums do not agree with each other. */
  | 'money_unbalanced'
  /** A row refers to one that is not there. */
  | 'reference_broken'
  /** A sealed day's signature is not that of its key. */
  | 'signature_wrong'
  /** A head of the chain that was signed, or kept elsewhere, is not the one that this ledger has there. */
  | 'head_differs'
  /** A head that was kept elsewhere lies behind the end of this ledger. */
  | 'end_missing';

export interface Broken {
  readonly kind: 'broken';
  /**
   * The event where it shows; for an order, the last of its events; for what concerns no event, the last of all;
   * 0 where none can be read.
   */
  readonly sequence: number;
  readonly what: ChainFault;
  readonly detail: string;
}

export function broken(sequence: number, what: ChainFault, detail: string): Broken {
  return { kind: 'broken', sequence, what, detail };
}

/** Where SQLite cannot read on, that is the finding, and `sequence` says how far it came. Other faults are thrown on. */
export function unlessDamaged<Result>(action: () => Result, sequence: () => number): Result | Broken {
  try {
    return action();
  } catch (error) {
    if (failureReasonOf(error) !== 'corrupt') throw error;
    return broken(sequence(), 'file_damaged', messageOf(error));
  }
}
