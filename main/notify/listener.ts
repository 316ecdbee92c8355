/**
 * The HTTP listener to which gateways post results (gateways.md section 5, direct listener). It checks the form of
 * a request and nothing of its content: that is verified by whoever is given the raw bytes.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RawNotification, TurnedAwayProblem } from '../ports/index.ts';
import { readBeginning, readBody } from './read-body.ts';
import { createRateLimit } from './rate-limit.ts';
import { createKeeping, keptBodyBytes, keptContentTypeLength, type Keeping } from './turned-away.ts';

export interface ListenerOptions {
  /** Default `127.0.0.1`: results then reach it only through a tunnel or a forwarded port. */
  readonly host?: string;
  /** Wanted; another is taken when it is not free. 0 for any. */
  readonly port: number;
  /** The part of the path that cannot be guessed. */
  readonly pathToken: string;
  /** Called with what was posted; `success` is answered only after it has resolved so. */
  readonly onNotification: (accountId: string, raw: RawNotification) => Promise<'success' | 'failure'>;
  /** Called with the beginning of what came to the right address in a form that is not accepted; not for each of a flood. */
  readonly onTurnedAway: (accountId: string, beginning: RawNotification, problem: TurnedAwayProblem) => Promise<void>;
  /** Hears what one of these threw; the sender was told `failure` and will send again. */
  readonly onError: (error: unknown) => void;
  readonly limits?: Partial<ListenerLimits>;
}

export interface ListenerLimits {
  readonly bodyBytes: number;
  /** From the connection's first byte to the request's last. */
  readonly requestTimeoutMs: number;
  /** Requests worked on at a time. */
  readonly concurrent: number;
  /** Requests of one address: so many at once … */
  readonly burst: number;
  /** … and then so many each second. All come from one address where there is a tunnel. */
  readonly perSecond: number;
}

export interface NotificationListener {
  readonly port: number;
  /** The port that was asked for, when it was not to be had. */
  readonly wantedPort: number | null;
  /** How many deliveries were turned away without `onTurnedAway` hearing of them, because there were too many. */
  readonly leftOut: number;
  /** Where results for an account are to be posted, as seen from this computer. */
  urlFor(accountId: string): string;
  /** Takes no new requests; those under way are answered first, for a while. */
  stop(): Promise<void>;
}

const defaultLimits: ListenerLimits = {
  bodyBytes: 64 * 1024,
  requestTimeoutMs: 10_000,
  concurrent: 16,
  burst: 60,
  perSecond: 10,
};
const stopGraceMs = 3_000;
const contentTypes = ['application/json', 'application/x-www-form-urlencoded'];
const pathPattern = /^\/notify\/([^/]+)\/([a-z0-9-]{1,40})$/;

/** @throws (rejects) when it cannot listen on the host at all. */
export async function startNotificationListener(options: ListenerOptions): Promise<NotificationListener> {
  const { host = '127.0.0.1', port, pathToken } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const keeping = createKeeping(() => performance.now());
  const handle = requestHandler(options, limits, keeping);
  const exchanges = new Set<Promise<void>>();
  const server = createServer(
    {
      requestTimeout: limits.requestTimeoutMs,
      headersTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, limits.requestTimeoutMs),
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      const exchange = handle(request, response).finally(() => exchanges.delete(exchange));
      exchanges.add(exchange);
    },
  );
  server.maxConnections = limits.concurrent * 4;
  const wantedPort = await listenNear(server, host, port);
  const address = server.address() as AddressInfo;
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    port: address.port,
    wantedPort,
    get leftOut() {
      return keeping.leftOut;
    },
    urlFor: (accountId) => `http://${shownHost}:${address.port}/notify/${pathToken}/${accountId}`,
    stop: async () => {
      await stop(server);
      // What was turned away may have been answered before it is recorded.
      await Promise.all(exchanges);
    },
  };
}

type Admission =
  | { readonly kind: 'admitted'; readonly delivery: Delivery }
  | { readonly kind: 'refused'; readonly status: number; readonly header?: readonly [name: string, value: string] }
  /** At the right address, in the wrong form. */
  | {
      readonly kind: 'turned_away';
      readonly status: number;
      readonly delivery: Delivery;
      readonly problem: TurnedAwayProblem;
    };

interface Delivery {
  readonly accountId: string;
  readonly contentType: string;
}

function requestHandler(options: ListenerOptions, limits: ListenerLimits, keeping: Keeping) {
  const { pathToken, onNotification, onTurnedAway, onError } = options;
  const isAllowed = createRateLimit(limits, () => performance.now());
  let underWay = 0;

  function admit({ method, url = '', headers, socket }: IncomingMessage): Admission {
    const isTooOften = !isAllowed(socket.remoteAddress ?? '');
    const [, token = '', accountId = ''] = pathPattern.exec(url) ?? [];
    const isOurAddress = accountId !== '' && isSame(token, pathToken);
    const delivery = { accountId, contentType: headers['content-type'] ?? '' };
    if (isTooOften && isOurAddress && method === 'POST') {
      return { kind: 'turned_away', status: 429, delivery, problem: 'too_many_deliveries' };
    }
    if (isTooOften) return { kind: 'refused', status: 429 };
    if (!isOurAddress) return { kind: 'refused', status: 404 };
    if (method !== 'POST') return { kind: 'refused', status: 405, header: ['Allow', 'POST'] };
    if (!isAccepted(delivery.contentType, headers['content-encoding'])) {
      return { kind: 'turned_away', status: 415, delivery, problem: 'content_type_unsupported' };
    }
    if (underWay >= limits.concurrent) return { kind: 'refused', status: 503, header: ['Retry-After', '1'] };
    return { kind: 'admitted', delivery };
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const admission = admit(request);
    switch (admission.kind) {
      case 'refused':
        if (admission.header !== undefined) response.setHeader(...admission.header);
        answer(response, admission.status, 'failure');
        return;
      case 'turned_away':
        await turnAway(request, response, admission);
        return;
      case 'admitted':
        await receive(request, response, admission.delivery);
        return;
    }
  }

  async function receive(request: IncomingMessage, response: ServerResponse, delivery: Delivery): Promise<void> {
    underWay += 1;
    try {
      const body = await readBody(request, limits.bodyBytes);
      if (body.kind === 'too_large') {
        answer(response, 413, 'failure');
        if (keeping.keeps('too_large')) await keep(delivery, body.bytes, 'too_large');
      }
      if (body.kind !== 'read') return;
      const { accountId, contentType } = delivery;
      answer(response, 200, await onNotification(accountId, { contentType, body: body.bytes }));
    } finally {
      underWay -= 1;
    }
  }

  /** Answers at once: that it is kept is nothing the sender has to wait for. */
  async function turnAway(
    request: IncomingMessage,
    response: ServerResponse,
    { status, delivery, problem }: Extract<Admission, { kind: 'turned_away' }>,
  ): Promise<void> {
    // Before the answer, after which the server would read past the body itself.
    const beginning = keeping.keeps(problem) ? readBeginning(request, keptBodyBytes) : null;
    answer(response, status, 'failure');
    if (beginning !== null) await keep(delivery, await beginning, problem);
  }

  function keep({ accountId, contentType }: Delivery, bytes: Uint8Array, problem: TurnedAwayProblem): Promise<void> {
    const beginning = {
      contentType: contentType.slice(0, keptContentTypeLength),
      body: new Uint8Array(bytes.subarray(0, keptBodyBytes)),
    };
    return onTurnedAway(accountId, beginning, problem);
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await take(request, response);
    } catch (error) {
      onError(error);
      answer(response, 500, 'failure');
    }
  };
}

/** In constant time, so that the token cannot be found a character at a time. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function isAccepted(contentType: string, contentEncoding: string | undefined): boolean {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return contentTypes.includes(mediaType) && (contentEncoding === undefined || contentEncoding === 'identity');
}

function answer(response: ServerResponse, status: number, text: 'success' | 'failure'): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': text.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}

/** Listens on the port, or on any when it is not to be had; gives the one that was wanted in that case. */
async function listenNear(server: Server, host: string, port: number): Promise<number | null> {
  try {
    await listen(server, host, port);
    return null;
  } catch (error) {
    // Windows says EACCES for a port that it has set aside for itself.
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (port === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error;
    await listen(server, host, 0);
    return port;
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const grace = setTimeout(() => {
      server.closeAllConnections();
    }, stopGraceMs);
    server.close(() => {
      clearTimeout(grace);
      resolve();
    });
    server.closeIdleConnections();
  });
}
