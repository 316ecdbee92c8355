/** What happens to the ledger as a whole rather than to one order. Stands in the same chain of events. */
export type TillEvent =
  /** The head of the chain, signed: nothing up to it can be changed or cut off unnoticed. */
  | {
      readonly type: 'day.closed';
      readonly payload: {
        /** `YYYY-MM-DD`, the day that is closed. */
        readonly businessDay: string;
        /** The last event before this one, and its hash (hex). */
        readonly headSequence: number;
        readonly headHash: string;
        /** Ed25519; the public key as DER (SubjectPublicKeyInfo) in base64, the signature in base64. */
        readonly publicKey: string;
        readonly signature: string;
      };
    }
  /** This file was made from a backup, or from what could be read of a damaged ledger. */
  | {
      readonly type: 'ledger.restored';
      readonly payload: {
        readonly from: 'backup' | 'salvage';
        /** Name of the file it came from. */
        readonly fileName: string;
        /** The source's last event that was taken over, and its hash (hex). */
        readonly headSequence: number;
        readonly headHash: string;
      };
    }
  /** What was delivered before this moment has lost its content; the verdicts stay. */
  | { readonly type: 'inbox.purged'; readonly payload: { readonly before: string } };
