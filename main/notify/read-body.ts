import type { IncomingMessage } from 'node:http';

export type BodyReading =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too_large' }
  /** The sender went away or took too long. */
  | { readonly kind: 'cut_off' };

/** Reads at most `limitBytes`, whatever the sender announces. */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyReading> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) {
        request.pause();
        resolve({ kind: 'too_large' });
      } else {
        chunks.push(chunk);
      }
    });
    request.once('end', () => {
      resolve({ kind: 'read', bytes: Buffer.concat(chunks) });
    });
    // After `end` this changes nothing; before it, the request can never be whole.
    request.once('error', () => {
      resolve({ kind: 'cut_off' });
    });
    request.once('close', () => {
      resolve({ kind: 'cut_off' });
    });
  });
}
