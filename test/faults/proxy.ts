/**
 * Stands between the till and the payment platform, both ways: what the till asks goes to the platform, what the
 * platform tells goes to the till's listener. At each named point of an exchange it asks what is to happen.
 */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { GatewayKind } from '../../main/domain/order.ts';

/** What the till and the platform say to each other. New operations of the till are added here. */
export const operations = ['create', 'pay', 'query', 'cancel', 'refund', 'refund_query', 'notification'] as const;
export type Operation = (typeof operations)[number];

/** Arrived here; on its way to the other side; carried out there, with the answer here; answer delivered. */
export const stages = ['received', 'sent', 'booked', 'answered'] as const;
export type Stage = (typeof stages)[number];

export interface Point {
  readonly operation: Operation;
  readonly stage: Stage;
  /** The one that is asked; `null` where the platform tells. */
  readonly gateway: GatewayKind | null;
}

/** What becomes of the exchange at a point. At `sent` and `answered` there is nothing left to change. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The connection is cut: what was on it is lost. */
  | { readonly kind: 'reset' }
  /** Nothing more happens on this connection until the proxy is told to let go. */
  | { readonly kind: 'stall' }
  /** `booked` only: part of the answer, then the connection is cut. */
  | { readonly kind: 'truncate' }
  /** `received` only: the request reaches the other side twice; the second answer is given. */
  | { readonly kind: 'duplicate' };

export type Judge = (point: Point) => Verdict | Promise<Verdict>;

const pass: Verdict = { kind: 'pass' };
export const passEverything: Judge = () => pass;

interface Reply {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

const scanForPayOperations: Readonly<Record<string, Operation>> = {
  '/api/offline/create': 'create',
  '/api/offline/pay': 'pay',
  '/api/common/payQuery': 'query',
  '/api/common/refund': 'refund',
};
const alipayOperations: Readonly<Record<string, Operation>> = {
  'alipay.trade.precreate': 'create',
  'alipay.trade.pay': 'pay',
  'alipay.trade.query': 'query',
  'alipay.trade.cancel': 'cancel',
  'alipay.trade.refund': 'refund',
  'alipay.trade.fastpay.refund.query': 'refund_query',
};

export class Proxy {
  /** Decides at every point. Exchanges under way keep asking whoever is judge when they get there. */
  judge: Judge = passEverything;
  readonly #platformPort: number;
  readonly listenerPort: number;
  /** Where the platform's messages go: to this till, unless somebody leads them astray. */
  notificationPort: () => number;
  /** Hears what the till asks, as text. */
  onAsked: (asked: string) => void = () => undefined;
  /** Orders for which the till has sent a cancel or a refund, in turn. */
  readonly movedBack: { readonly operation: Operation; readonly orderNo: string }[] = [];
  readonly #stalled = new Set<ServerResponse>();
  /** Of the requests that do more than ask, byte for byte: how many questions had come before each. */
  readonly #seen = new Map<string, number>();
  #questions = 0;
  #repeats: string[] = [];
  #server: Server | null = null;
  #port = 0;

  constructor(ports: { readonly platform: number; readonly listener: number }) {
    this.#platformPort = ports.platform;
    this.listenerPort = ports.listener;
    this.notificationPort = () => ports.listener;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, after a close on the same port as before. */
  async open(): Promise<void> {
    const server = createServer((request, response) => {
      this.#exchange(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts every connection and refuses new ones. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** Cuts what was stalled. */
  letGo(): void {
    for (const response of this.#stalled) response.destroy();
    this.#stalled.clear();
  }

  /** Requests that do more than ask and came twice, byte for byte: each time, what came since the last time. */
  takeRepeats(): readonly string[] {
    return this.#repeats.splice(0);
  }

  /**
   * A till that sends the same again has asked first, and words it anew, but for Alipay's time in whole seconds; only a
   * transport sends the very same bytes without a question in between.
   */
  #note(operation: Operation, { url = '' }: IncomingMessage, body: Buffer): void {
    if (!['create', 'pay', 'cancel', 'refund'].includes(operation)) {
      this.#questions += 1;
      return;
    }
    if (operation === 'cancel' || operation === 'refund')
      this.movedBack.push({ operation, orderNo: orderNoIn(decodeURIComponent(body.toString())) });
    const print = createHash('sha256').update(url).update(body).digest('hex');
    if (this.#seen.get(print) === this.#questions) this.#repeats.push(operation);
    this.#seen.set(print, this.#questions);
  }

  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const about = subjectOf(request);
    if (about === null) throw new Error(`Nobody knows ${request.url ?? ''}`);
    this.#note(about.operation, request, body);
    if (about.gateway !== null) this.onAsked(decodeURIComponent(`${request.url ?? ''} ${body.toString()}`));
    const received = await this.judge({ ...about, stage: 'received' });
    if (!(await this.#goesOn(received, response))) return;
    if (received.kind === 'duplicate') await this.#forward(request, body, about);
    const reply = await this.#forward(request, body, about);
    const booked = await this.judge({ ...about, stage: 'booked' });
    if (!(await this.#goesOn(booked, response))) return;
    await deliver(reply, response, booked.kind === 'truncate');
    await this.judge({ ...about, stage: 'answered' });
  }

  /** Carries out the part of a verdict that ends or delays the exchange. */
  async #goesOn(verdict: Verdict, response: ServerResponse): Promise<boolean> {
    switch (verdict.kind) {
      case 'pass':
      case 'truncate':
      case 'duplicate':
        return true;
      case 'delay':
        await pause(verdict.delayMs);
        return true;
      case 'reset':
        response.socket?.resetAndDestroy();
        return false;
      case 'stall':
        this.#stalled.add(response);
        return false;
    }
  }

  #forward(incoming: IncomingMessage, body: Buffer, about: Subject): Promise<Reply> {
    const port = about.operation === 'notification' ? this.notificationPort() : this.#platformPort;
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          host: '127.0.0.1',
          port,
          path: incoming.url,
          method: incoming.method,
          headers: { ...incoming.headers, connection: 'close' },
          agent: false,
        },
        (answer) => {
          readAll(answer).then((answered) => {
            const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
              typeof value === 'string' && name !== 'connection' ? [[name, value] as const] : [],
            );
            resolve({ status: answer.statusCode ?? 0, headers, body: answered });
          }, reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body, () => void this.judge({ ...about, stage: 'sent' }));
    });
  }
}

/**
 * The order that a request is about.
 * @throws where it names none: then nobody could tell whose money it was.
 */
export function orderNoIn(asked: string): string {
  const [, orderNo] = /"(?:partnerOrderNo|out_trade_no)":"(\w+)"/.exec(asked) ?? [];
  if (orderNo === undefined) throw new Error(`A request names no order: ${asked}`);
  return orderNo;
}

type Subject = Pick<Point, 'operation' | 'gateway'>;

function subjectOf({ url = '' }: IncomingMessage): Subject | null {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname.startsWith('/notify/')) return { operation: 'notification', gateway: null };
  const atScanForPay = scanForPayOperations[pathname];
  if (atScanForPay !== undefined) return { operation: atScanForPay, gateway: 'scanforpay' };
  const atAlipay = alipayOperations[searchParams.get('method') ?? ''];
  return atAlipay === undefined ? null : { operation: atAlipay, gateway: 'alipay' };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Resolves when the last byte has been handed to the system, or the other side has gone. */
function deliver({ status, headers, body }: Reply, response: ServerResponse, cutShort: boolean): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.writeHead(status, Object.fromEntries(headers));
    if (!cutShort) {
      response.end(body, resolve);
      return;
    }
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  });
}

export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}
