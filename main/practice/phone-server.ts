/**
 * Serves the practice phone: its page, its API and its live events, all under a path that only this start knows.
 * A page from elsewhere cannot use it: Host and Origin must be ours, and a POST must be JSON.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { wallets } from '../domain/order.ts';
import { customerCodeText } from './common/code-text.ts';
import type { RegisterResult, TradeRegister } from './common/trade-register.ts';
import { type FaultPlan, readPlannedFault } from './common/faults.ts';
import { type Exchange } from './common/gateway-front.ts';
import { readBody, send } from './common/http.ts';
import { type PhoneReply, type PhoneState, type ScenarioName, scenarioNames } from './common/phone-view.ts';
import type { ScenarioBoard } from './common/scenarios.ts';

export interface PhoneServerOptions {
  readonly register: TradeRegister;
  readonly scenarios: ScenarioBoard;
  readonly faults: FaultPlan;
  readonly readState: () => PhoneState;
  /** Hears the payment code that the trainee holds out to the till. */
  readonly onCodeShown: (customerCode: string) => void;
  /** The built page; `null` where only the API is wanted. */
  readonly filesFolder: string | null;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html;charset=utf-8',
  '.js': 'text/javascript;charset=utf-8',
  '.css': 'text/css;charset=utf-8',
  '.svg': 'image/svg+xml',
};
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export class PhoneServer {
  readonly #options: PhoneServerOptions;
  readonly #token = randomBytes(24).toString('base64url');
  readonly #listeners = new Set<ServerResponse>();
  #isBroadcastDue = false;

  constructor(options: PhoneServerOptions) {
    this.#options = options;
  }

  /** The path of the page, ending in a slash. */
  get path(): string {
    return `/phone/${this.#token}/`;
  }

  /** Answers a request below `/phone/`. */
  async handle({ request, response }: Exchange, urlPath: string): Promise<void> {
    setSecurityHeaders(response);
    const rest = this.#pathBehindToken(urlPath);
    if (rest === null || !isFromHere(request)) {
      send(response, 403, 'text/plain', 'Forbidden');
      return;
    }
    const isApi = rest.startsWith('api/');
    if (request.method === 'GET' && rest === 'api/state') sendJson(response, 200, this.#options.readState());
    else if (request.method === 'GET' && rest === 'api/events') this.#listen(response);
    else if (request.method === 'POST' && isApi) await this.#act(rest.slice('api/'.length), { request, response });
    else if (request.method === 'GET' && !isApi) await this.#sendFile(rest, response);
    else send(response, 405, 'text/plain', 'Method Not Allowed');
  }

  /** Tells every open page how things stand now; several changes in one go are told once. */
  broadcast(): void {
    if (this.#isBroadcastDue || this.#listeners.size === 0) return;
    this.#isBroadcastDue = true;
    queueMicrotask(() => {
      this.#isBroadcastDue = false;
      if (this.#listeners.size === 0) return;
      const message = eventOf(this.#options.readState());
      for (const listener of this.#listeners) listener.write(message);
    });
  }

  stop(): void {
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  #pathBehindToken(urlPath: string): string | null {
    const [, , token = '', ...rest] = urlPath.split('/');
    const expected = Buffer.from(this.#token);
    const given = Buffer.from(token);
    const isRight = expected.length === given.length && timingSafeEqual(expected, given);
    return isRight && rest.length > 0 ? rest.join('/') : null;
  }

  #listen(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(eventOf(this.#options.readState()));
    this.#listeners.add(response);
    response.once('close', () => this.#listeners.delete(response));
  }

  async #act(action: string, { request, response }: Exchange): Promise<void> {
    if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
      send(response, 415, 'text/plain', 'Unsupported Media Type');
      return;
    }
    const body = await readBody(request);
    if (body === null) {
      response.setHeader('connection', 'close');
      send(response, 413, 'text/plain', 'Payload Too Large');
      return;
    }
    const value = readJson(body);
    const reply = action === 'fault' ? this.#planFault(value) : this.#replyTo(action, textMembers(value));
    sendJson(response, statusOf(reply), reply);
  }

  #replyTo(action: string, members: Readonly<Record<string, string>>): PhoneReply {
    const { register, scenarios, onCodeShown } = this.#options;
    const { code, orderNo, name, wallet } = members;
    if (action === 'scan' && code !== undefined) return replyFor(register.scan(code));
    if (action === 'pay' && orderNo !== undefined) return replyFor(register.pay(orderNo));
    if (action === 'decline' && orderNo !== undefined) return replyFor(register.decline(orderNo));
    if (action === 'expire' && orderNo !== undefined) return replyFor(register.expire(orderNo));
    const shown = action === 'show' ? wallets.find((known) => known === wallet) : undefined;
    if (shown !== undefined) {
      onCodeShown(customerCodeText(shown));
      return { ok: true, orderNo: null };
    }
    if (action === 'scenario' && isScenarioName(name)) {
      scenarios.choose(name);
      return { ok: true, orderNo: null };
    }
    return { ok: false, problem: 'bad_request' };
  }

  #planFault(value: unknown): PhoneReply {
    const fault = readPlannedFault(value);
    if (fault === null) return { ok: false, problem: 'bad_request' };
    this.#options.faults.add(fault);
    return { ok: true, orderNo: null };
  }

  async #sendFile(name: string, response: ServerResponse): Promise<void> {
    const { filesFolder } = this.#options;
    const segments = (name === '' ? 'index.html' : name).split('/');
    const contentType = contentTypes[path.extname(segments.at(-1) ?? '')];
    const isPlain = segments.every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(segment));
    const content =
      filesFolder === null || contentType === undefined || !isPlain
        ? null
        : await readIfThere(path.join(filesFolder, ...segments));
    if (content === null || contentType === undefined) send(response, 404, 'text/plain', 'Not Found');
    else send(response, 200, contentType, content);
  }
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('content-security-policy', contentSecurityPolicy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
}

/** A rebound name shows in Host, a foreign page in Origin and Sec-Fetch-Site. */
function isFromHere(request: IncomingMessage): boolean {
  const { host = '', origin } = request.headers;
  const port = String(request.socket.localPort);
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json;charset=utf-8', JSON.stringify(value));
}

function eventOf(state: PhoneState): string {
  return `data: ${JSON.stringify(state)}\n\n`;
}

function replyFor(result: RegisterResult): PhoneReply {
  return result.ok ? { ok: true, orderNo: result.trade.orderNo } : result;
}

function statusOf(reply: PhoneReply): number {
  if (reply.ok) return 200;
  return { unknown_code: 404, not_possible_now: 409, bad_request: 400 }[reply.problem];
}

function isScenarioName(name: string | undefined): name is ScenarioName {
  return scenarioNames.some((known) => known === name);
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function textMembers(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null;
    throw error;
  }
}
