/**
 * The practice platform: one HTTP server on 127.0.0.1 that plays both gateways, and the phone with which a trainee
 * plays the customer. Knows nothing of Electron or of the till's own gateway clients.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { GatewayKind } from '../domain/order.ts';
import type { Clock } from '../ports/index.ts';
import { Alipay, type AnswerSlashes } from './alipay/alipay.ts';
import { Books } from './common/books.ts';
import type { PracticeCredentials } from './common/credentials.ts';
import { endOf, TradeRegister } from './common/trade-register.ts';
import { Downloads } from './common/downloads.ts';
import { FaultPlan, type PlannedFault } from './common/faults.ts';
import { type Exchange, GatewayFront } from './common/gateway-front.ts';
import { listenOnLoopback, readBody, send } from './common/http.ts';
import { defaultRetryMs, Notifier } from './common/notifier.ts';
import { addPaymentNotices } from './common/payment-notices.ts';
import { codeTextOfPath, payPage } from './common/pay-page.ts';
import { PhoneServer } from './phone-server.ts';
import type { PhoneState, PhoneTrade, ScenarioName } from './common/phone-view.ts';
import { ScanForPay, scanForPayPaths, type ScanForPayStyle } from './scanforpay/scanforpay.ts';
import { ScenarioBoard } from './common/scenarios.ts';
import { systemClock } from './common/time.ts';

export interface PracticePlatformOptions {
  /** An SQLite file, made when missing, or `:memory:`. Only one platform may use a file at a time. */
  readonly booksPath: string;
  readonly credentials: PracticeCredentials;
  /** The port to listen on if it is free; otherwise, and for 0, any free one. */
  readonly port: number;
  /** The built phone page (index.html and what it loads); `null`: the phone has its API only. */
  readonly phoneFilesFolder: string | null;
  /** The shop's name on the phone; left out or `null`: the phone says «the practice shop». */
  readonly merchantName?: string | null;
  readonly clock?: Clock;
  /** Waits between the tries of a notification that is not answered `success`; see notifier.ts. */
  readonly notificationRetryMs?: readonly number[];
  /** How long after the payment the scenario `told_late` tells it; left out: after the code's own time. */
  readonly lateNotificationAfterMs?: number;
  /** Whether a day's bill can be had at once; left out: from 9:00 (GMT+8) on the next day, as at the real gateways. */
  readonly areBillsReadyAtOnce?: boolean;
  /** Left out: `tables`. */
  readonly scanForPayStyle?: ScanForPayStyle;
  /** Left out: `escaped`. */
  readonly alipaySlashes?: AnswerSlashes;
  /** Hears the payment code that the trainee holds out to the till; left out: nobody scans it. */
  readonly onCodeShown?: (customerCode: string) => void;
  /** Hears of faults in the platform itself; never of keys. Left out: they are printed. */
  readonly onError?: (error: unknown) => void;
}

export interface PracticePlatform {
  readonly port: number;
  readonly baseUrl: string;
  readonly scanForPayBaseUrl: string;
  readonly alipayGatewayUrl: string;
  /** Holds a secret of this start. `?order=<number>` opens that order's code, `?language=en|zh|ja` sets the language. */
  readonly phoneUrl: string;
  setScenario(name: ScenarioName): void;
  /** Makes the next request of that operation go wrong, once; several are kept in order. */
  failNext(fault: PlannedFault): void;
  /** What the phone shows. */
  readState(): PhoneState;
  /** Cuts every connection and closes the books. What is still to be told is told after the next start. */
  stop(): Promise<void>;
}

const shownTrades = 50;

/** Starts the platform. Rejects when the books cannot be opened or no port can be had. */
export async function startPracticePlatform(options: PracticePlatformOptions): Promise<PracticePlatform> {
  const { clock = systemClock, onError = printError } = options;
  const books = new Books(options.booksPath);
  const onChange = (): void => {
    phone.broadcast();
    notifier.wake();
  };
  const scenarios = new ScenarioBoard(clock, onChange);
  const notifier = new Notifier({
    books,
    clock,
    retryMs: options.notificationRetryMs ?? defaultRetryMs,
    isPaused: () => scenarios.outageEndsAt !== null,
    onChange: () => {
      phone.broadcast();
    },
    onError,
  });
  const register = new TradeRegister({
    books,
    clock,
    onChange,
    takeScenario: () => scenarios.takeForPayment(),
    onPaid: (trade) => {
      addPaymentNotices(trade, { books, protocols, lateAfterMs: options.lateNotificationAfterMs ?? null });
    },
  });
  const downloads = new Downloads(clock);
  const parts = {
    register,
    clock,
    downloads,
    baseUrl: () => baseUrl,
    areBillsReadyAtOnce: options.areBillsReadyAtOnce ?? false,
  };
  const protocols = {
    scanforpay: new ScanForPay(options.credentials.scanForPay, parts, options.scanForPayStyle ?? 'tables'),
    alipay: new Alipay(options.credentials.alipay, parts, options.alipaySlashes ?? 'escaped'),
  };
  const faults = new FaultPlan();
  const front = new GatewayFront({ protocols, scenarios, faults, clock });
  const readState = (): PhoneState => ({
    serverTime: clock.now().toISOString(),
    merchantName: options.merchantName ?? null,
    scenario: scenarios.current,
    outageEndsAt: scenarios.outageEndsAt?.toISOString() ?? null,
    trades: phoneTrades(books),
  });
  const phone = new PhoneServer({
    register,
    scenarios,
    faults,
    readState,
    onCodeShown: options.onCodeShown ?? (() => undefined),
    filesFolder: options.phoneFilesFolder,
  });

  const server = createServer((request, response) => {
    answer({ request, response }, { front, phone, downloads, books }).catch((error: unknown) => {
      // A sender that breaks off is not a fault of ours.
      if (!request.destroyed || request.complete) onError(error);
      response.destroy();
    });
  });
  let port: number;
  try {
    port = await listenOnLoopback(server, options.port);
  } catch (error) {
    books.close();
    throw error;
  }
  register.start();
  notifier.wake();

  const baseUrl = `http://127.0.0.1:${String(port)}`;
  return {
    port,
    baseUrl,
    scanForPayBaseUrl: baseUrl,
    alipayGatewayUrl: `${baseUrl}/gateway.do`,
    phoneUrl: `${baseUrl}${phone.path}`,
    setScenario: (name) => {
      scenarios.choose(name);
    },
    failNext: (fault) => {
      faults.add(fault);
    },
    readState,
    async stop() {
      phone.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      register.stop();
      await notifier.stop();
      scenarios.stop();
      books.close();
    },
  };
}

interface Doors {
  readonly front: GatewayFront;
  readonly phone: PhoneServer;
  readonly downloads: Downloads;
  readonly books: Books;
}

async function answer(exchange: Exchange, { front, phone, downloads, books }: Doors): Promise<void> {
  const { request, response } = exchange;
  const [urlPath = '', queryText = ''] = (request.url ?? '').split(/\?(.*)/s);
  if (urlPath.startsWith('/phone/')) {
    await phone.handle(exchange, urlPath);
    return;
  }
  if (request.method === 'GET' && sendFileOrPage(urlPath, response, downloads, books)) return;
  const gateway = gatewayPaths[urlPath];
  if (gateway === undefined) {
    send(response, 404, 'text/plain', 'Not Found');
    return;
  }
  const { method = '' } = request;
  if (!methodsOf[gateway].includes(method)) {
    send(response, 405, 'text/plain', `${methodsOf[gateway].join(' or ')} only`);
    return;
  }
  const body = await readBody(request);
  if (body === null) {
    response.setHeader('connection', 'close');
    send(response, 413, 'text/plain', 'Payload Too Large');
    return;
  }
  const contentType = request.headers['content-type'] ?? '';
  await front.handle(gateway, { method, path: urlPath, queryText, contentType, body }, exchange);
}

/** Whether there was something to send: a bill, or the page of a website code. */
function sendFileOrPage(urlPath: string, response: ServerResponse, downloads: Downloads, books: Books): boolean {
  const file = downloads.find(urlPath);
  if (file !== null) {
    response.setHeader('content-disposition', `attachment; filename="${file.name}"`);
    send(response, 200, file.contentType, file.content);
    return true;
  }
  const codeText = codeTextOfPath(urlPath);
  const trade = codeText === null ? null : books.findByCodeText(codeText);
  if (trade === null) return false;
  response.setHeader('content-security-policy', "default-src 'none'");
  send(response, 200, 'text/html;charset=utf-8', payPage(trade));
  return true;
}

const gatewayPaths: Readonly<Record<string, 'scanforpay' | 'alipay'>> = {
  ...Object.fromEntries(scanForPayPaths.map((path) => [path, 'scanforpay'] as const)),
  '/gateway.do': 'alipay',
};

/** Alipay also takes everything in the address. */
const methodsOf: Readonly<Record<GatewayKind, readonly string[]>> = { scanforpay: ['POST'], alipay: ['POST', 'GET'] };

function phoneTrades(books: Books): readonly PhoneTrade[] {
  return books.newestTrades(shownTrades).map((trade) => ({
    gateway: trade.gateway,
    wallet: trade.wallet,
    orderNo: trade.orderNo,
    amountMinor: trade.amountMinor,
    currency: trade.currency,
    title: trade.title,
    codeText: trade.codeText,
    status: trade.status,
    scenario: trade.scenario,
    hasNotifyUrl: trade.notifyUrl !== null,
    createdAt: trade.createdAt,
    endsAt: trade.status === 'waiting' || trade.status === 'scanned' ? endOf(trade) : null,
    timeline: books.timeline(trade.id),
  }));
}

function printError(error: unknown): void {
  console.error('Practice platform:', error);
}
