import type { IncomingMessage } from 'node:http';

export type BodyReading =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  /** `bytes`: what had come by then. */
  | { readonly kind: 'too_large'; readonly bytes: Uint8Array }
  /** The sender went away or took too long. */
  | { readonly kind: 'cut_off' };

/** Reads at most `limitBytes`, whatever the sender announces. */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyReading> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limitBytes) {
        request.pause();
        resolve({ kind: 'too_large', bytes: Buffer.concat(chunks) });
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

/** The first `limitBytes` of a body, or what came before the sender went away; the rest is let pass unread. */
export function readBeginning(request: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const { socket } = request;
    const finish = (): void => {
      socket.off('close', finish);
      resolve(Buffer.concat(chunks).subarray(0, limitBytes));
    };
    request.on('data', (chunk: Buffer) => {
      if (size >= limitBytes) return;
      chunks.push(chunk);
      size += chunk.length;
      if (size >= limitBytes) finish();
    });
    request.once('end', finish);
    request.once('error', finish);
    // A request that has been answered does not hear of its connection's end.
    socket.once('close', finish);
  });
}
