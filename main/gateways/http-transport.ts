/** Signed bytes out, raw bytes back: POST over HTTPS to one host, with limits on size and time. */
import * as http from 'node:http';
import * as https from 'node:https';

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** For the whole exchange, from connecting to the last byte of the reply. */
  readonly timeoutMs: number;
  /**
   * It only asks, so that carrying it out twice changes nothing. What does more is sent once, over a connection of its
   * own: on a kept one that the host has dropped nobody knows whether it was carried out.
   */
  readonly isQuestion?: boolean | undefined;
}

export interface HttpReply {
  readonly kind: 'reply';
  readonly status: number;
  readonly body: Uint8Array;
  /** The `Date` header as it came; `null` where there was none. */
  readonly dateHeader: string | null;
  /** The `Content-Type` header as it came. */
  readonly contentType?: string | undefined;
}

export interface HttpFailure {
  readonly kind: 'failure';
  /** `not_allowed`: nothing was sent, because the address is not this transport's. */
  readonly reason: 'unreachable' | 'timeout' | 'too_large' | 'not_allowed';
  /** The system's error code, e.g. `ECONNREFUSED`, `CERT_HAS_EXPIRED`; never an address or a key. */
  readonly detail: string;
}

export interface HttpTransport {
  /** Never follows a redirect, never rejects. */
  post(request: HttpRequest): Promise<HttpReply | HttpFailure>;
}

export const maximumReplyBytes = 256 * 1024;
export const defaultTimeoutMs = 10_000;

const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * A transport that talks to the origin of `baseUrl` and to nothing else. Plain HTTP is only allowed on this computer
 * (the practice platform). `close` drops the connections that are kept open between questions.
 */
export function createHttpTransport(baseUrl: string): HttpTransport & { close(): void } {
  const origin = allowedOrigin(baseUrl);
  const settings = { keepAlive: true, maxFreeSockets: 2, scheduling: 'lifo' as const };
  // Said outright, so that no environment variable can switch certificate checks off.
  const secure = { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const };
  const plainAgent = new http.Agent(settings);
  const secureAgent = new https.Agent({ ...settings, ...secure });

  async function post(request: HttpRequest): Promise<HttpReply | HttpFailure> {
    const url = URL.parse(request.url);
    if (url === null || origin === null || url.origin !== origin) {
      return { kind: 'failure', reason: 'not_allowed', detail: 'ADDRESS_NOT_ALLOWED' };
    }
    const signal = AbortSignal.timeout(request.timeoutMs);
    const isQuestion = request.isQuestion === true;
    const send = (): Promise<Attempt> =>
      url.protocol === 'https:'
        ? attempt(
            https.request(url, { ...optionsOf(request, signal), ...secure, agent: isQuestion && secureAgent }),
            request.body,
            signal,
          )
        : attempt(
            http.request(url, { ...optionsOf(request, signal), agent: isQuestion && plainAgent }),
            request.body,
            signal,
          );
    const first = await send();
    const last = isQuestion && first.staleConnection ? await send() : first;
    return last.result;
  }

  return {
    post,
    close() {
      plainAgent.destroy();
      secureAgent.destroy();
    },
  };
}

function allowedOrigin(baseUrl: string): string | null {
  const url = URL.parse(baseUrl);
  if (url === null) return null;
  if (url.protocol === 'https:') return url.origin;
  return url.protocol === 'http:' && loopbackHosts.includes(url.hostname) ? url.origin : null;
}

function optionsOf(request: HttpRequest, signal: AbortSignal): http.RequestOptions {
  return {
    method: 'POST',
    headers: { ...request.headers, 'Content-Length': String(request.body.byteLength) },
    signal,
  };
}

interface Attempt {
  readonly result: HttpReply | HttpFailure;
  readonly staleConnection: boolean;
}

function attempt(outgoing: http.ClientRequest, body: Uint8Array, signal: AbortSignal): Promise<Attempt> {
  return new Promise((resolve) => {
    let answered = false;
    const fail = (error: Error): void => {
      const timedOut = signal.aborted;
      const detail = timedOut ? 'ETIMEDOUT' : codeOf(error);
      resolve({
        result: { kind: 'failure', reason: timedOut ? 'timeout' : 'unreachable', detail },
        staleConnection: !timedOut && !answered && outgoing.reusedSocket && detail === 'ECONNRESET',
      });
    };
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      answered = true;
      const chunks: Buffer[] = [];
      let receivedBytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        receivedBytes += chunk.byteLength;
        chunks.push(chunk);
        if (receivedBytes <= maximumReplyBytes) return;
        resolve({
          result: { kind: 'failure', reason: 'too_large', detail: 'REPLY_TOO_LARGE' },
          staleConnection: false,
        });
        incoming.destroy();
      });
      incoming.on('error', fail);
      incoming.on('end', () => {
        const reply: HttpReply = {
          kind: 'reply',
          status: incoming.statusCode ?? 0,
          body: Buffer.concat(chunks),
          dateHeader: incoming.headers.date ?? null,
          contentType: incoming.headers['content-type'],
        };
        resolve({ result: reply, staleConnection: false });
      });
    });
    outgoing.end(body);
  });
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
