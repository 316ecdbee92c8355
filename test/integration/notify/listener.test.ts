import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  startNotificationListener,
  type ListenerOptions,
  type NotificationListener,
} from '../../../main/notify/listener.ts';
import type { RawNotification } from '../../../main/ports/index.ts';

const pathToken = '0123456789abcdef0123456789abcdef';
/** Enough for the slowest machine; nothing takes it when all is well. */
const patience = { timeout: 10_000 };
type OnNotification = ListenerOptions['onNotification'];

async function start(change: Partial<ListenerOptions> = {}): Promise<NotificationListener> {
  const onNotification: OnNotification = async () => 'success';
  const onError = (error: unknown) => {
    throw error;
  };
  const onTurnedAway = () => Promise.resolve();
  const parts = { port: 0, pathToken, onNotification, onTurnedAway, onError };
  const listener = await startNotificationListener({ ...parts, ...change });
  onTestFinished(() => listener.stop());
  return listener;
}

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Sending {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  readonly path?: string;
}

/** One request over real HTTP, with the path exactly as given. */
async function send(url: string, { method = 'POST', headers = {}, body = '{}', path }: Sending = {}): Promise<Reply> {
  const outgoing = { 'content-type': 'application/json', ...headers };
  const sent = request(url, { method, headers: outgoing, agent: false, ...(path === undefined ? {} : { path }) });
  sent.end(method === 'GET' ? undefined : body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(response, 'end');
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() };
}

describe('the notification listener', () => {
  it('hands over exactly what was posted, and answers «success» and nothing else', async () => {
    const received: [string, RawNotification][] = [];
    const listener = await start({
      onNotification: async (...delivery) => {
        received.push(delivery);
        return 'success';
      },
    });
    const body = Buffer.from([0x7b, 0x00, 0xff, 0xc3, 0x28, 0x0d, 0x0a, 0x20]);
    const reply = await send(listener.urlFor('shop-1'), { body });
    expect(reply).toMatchObject({ status: 200, text: 'success' });
    expect(reply.headers['content-type']).toMatch(/^text\/plain/);
    expect(received).toEqual([['shop-1', { contentType: 'application/json', body }]]);
  });

  it('answers «success» only after it has been recorded', async () => {
    const events: string[] = [];
    let record: (answer: 'success') => void = () => undefined;
    const recorded = new Promise<'success'>((resolve) => (record = resolve));
    const called = Promise.withResolvers<undefined>();
    const listener = await start({
      onNotification: () => {
        called.resolve(undefined);
        return recorded;
      },
    });
    const reply = send(listener.urlFor('shop')).then(({ text }) => events.push(text));
    await called.promise;
    // Other requests are answered meanwhile, so an early answer would have arrived.
    expect((await send(listener.urlFor('shop'), { path: '/' })).status).toBe(404);
    events.push('recorded');
    record('success');
    await reply;
    expect(events).toEqual(['recorded', 'success']);
  });

  it('answers «failure» when it was not taken', async () => {
    const listener = await start({ onNotification: async () => 'failure' });
    expect(await send(listener.urlFor('shop'))).toMatchObject({ status: 200, text: 'failure' });
  });

  it('answers 500 and reports when taking it throws, and goes on', async () => {
    const onError = vi.fn();
    const onNotification = vi
      .fn<OnNotification>()
      .mockRejectedValueOnce(new Error('disk full'))
      .mockResolvedValueOnce('success');
    const listener = await start({ onNotification, onError });
    expect(await send(listener.urlFor('shop'))).toMatchObject({ status: 500, text: 'failure' });
    expect(onError.mock.calls).toEqual([[new Error('disk full')]]);
    expect(await send(listener.urlFor('shop'))).toMatchObject({ status: 200, text: 'success' });
  });

  it('takes forms as well as JSON, with or without a character set', async () => {
    const listener = await start();
    for (const contentType of ['application/x-www-form-urlencoded; charset=UTF-8', 'Application/JSON;charset=utf-8']) {
      expect((await send(listener.urlFor('shop'), { headers: { 'content-type': contentType } })).status).toBe(200);
    }
  });

  it.each([
    ['another path', { path: '/' }, 404],
    ['no account', { path: `/notify/${pathToken}/` }, 404],
    ['a path that goes on', { path: `/notify/${pathToken}/shop/more` }, 404],
    ['a query', { path: `/notify/${pathToken}/shop?x=1` }, 404],
    ['another token', { path: `/notify/${pathToken.replace('0', '1')}/shop` }, 404],
    ['half a token', { path: `/notify/${pathToken.slice(0, 16)}/shop` }, 404],
    ['an impossible account', { path: `/notify/${pathToken}/Shop%20` }, 404],
    ['a whole URL of another host', { path: `http://example.org/notify/${pathToken}/shop` }, 404],
    ['GET', { method: 'GET' }, 405],
    ['a preflight', { method: 'OPTIONS', headers: { origin: 'https://example.org' } }, 405],
    ['plain text', { headers: { 'content-type': 'text/plain' } }, 415],
    ['no content type', { headers: { 'content-type': '' } }, 415],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, 415],
    ['a body of 64 KiB and a byte', { body: Buffer.alloc(65_537) }, 413],
    ['the same without its length', { body: Buffer.alloc(65_537), headers: { 'transfer-encoding': 'chunked' } }, 413],
  ])('refuses %s', async (_what, given, status) => {
    const onNotification = vi.fn<OnNotification>();
    const listener = await start({ onNotification });
    const reply = await send(listener.urlFor('shop'), given);
    expect(reply).toMatchObject({ status, text: 'failure' });
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
    expect(onNotification).not.toHaveBeenCalled();
  });

  it('takes a body of exactly 64 KiB', async () => {
    const listener = await start();
    expect((await send(listener.urlFor('shop'), { body: Buffer.alloc(65_536) })).status).toBe(200);
  });

  it('refuses an address that asks too often', async () => {
    const listener = await start({ limits: { burst: 2, perSecond: 0 } });
    const statuses: (number | undefined)[] = [];
    for (let times = 0; times < 3; times += 1) statuses.push((await send(listener.urlFor('shop'))).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('works on so many at a time and has room again afterwards', async () => {
    const finish: (() => void)[] = [];
    const bothBegun = Promise.withResolvers<undefined>();
    const listener = await start({
      limits: { concurrent: 2 },
      onNotification: () =>
        new Promise((resolve) => {
          finish.push(() => resolve('success'));
          if (finish.length === 2) bothBegun.resolve(undefined);
        }),
    });
    const held = [send(listener.urlFor('shop')), send(listener.urlFor('shop'))];
    await bothBegun.promise;
    expect((await send(listener.urlFor('shop'))).status).toBe(503);
    finish.splice(0).forEach((resolve) => resolve());
    await Promise.all(held);
    const again = send(listener.urlFor('shop'));
    await vi.waitUntil(() => finish.length > 0, patience);
    finish.forEach((resolve) => resolve());
    expect((await again).status).toBe(200);
  });

  it('does not wait for ever for the rest of a request', async () => {
    const onNotification = vi.fn<OnNotification>();
    const listener = await start({ onNotification, limits: { requestTimeoutMs: 50 } });
    const socket = connect(listener.port, '127.0.0.1');
    const path = new URL(listener.urlFor('shop')).pathname;
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`);
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1\.1 408 /);
    await once(socket, 'close');
    expect(onNotification).not.toHaveBeenCalled();
  });

  it('forgets a request whose sender goes away', async () => {
    const onNotification = vi.fn<OnNotification>(async () => 'success');
    const listener = await start({ onNotification, limits: { concurrent: 1 } });
    const path = new URL(listener.urlFor('shop')).pathname;
    const socket = connect(listener.port, '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`);
    await vi.waitUntil(async () => (await send(listener.urlFor('shop'))).status === 503, patience);
    socket.destroy();
    await vi.waitUntil(async () => (await send(listener.urlFor('shop'))).status === 200, patience);
    expect(onNotification.mock.calls.every(([, { body }]) => body.length === 2)).toBe(true);
  });
});

describe('a delivery that is turned away', () => {
  type TurnedAway = Parameters<ListenerOptions['onTurnedAway']>;

  async function startKeeping(change: Partial<ListenerOptions> = {}) {
    const kept: TurnedAway[] = [];
    const onTurnedAway = async (...delivery: TurnedAway): Promise<void> => void kept.push(delivery);
    return { kept, listener: await start({ onTurnedAway, ...change }) };
  }

  it.each([
    ['too_large', { headers: { 'content-type': 'application/json' } }],
    ['content_type_unsupported', { headers: { 'content-type': 'text/plain' } }],
  ] as const)('is kept as %s, with the beginning of its body', async (problem, given) => {
    const { kept, listener } = await startKeeping();
    const body = Buffer.concat([Buffer.from('from the till next door'), Buffer.alloc(100_000, 'x')]);
    await send(listener.urlFor('shop'), { ...given, body }).catch(() => undefined);
    await vi.waitUntil(() => kept.length > 0, patience);
    expect(kept).toEqual([
      ['shop', { contentType: given.headers['content-type'], body: new Uint8Array(body.subarray(0, 4_096)) }, problem],
    ]);
  });

  it('is kept as too many when it came too often', async () => {
    const { kept, listener } = await startKeeping({ limits: { burst: 1, perSecond: 0 } });
    await send(listener.urlFor('shop'));
    expect((await send(listener.urlFor('shop'), { body: '{"again":1}' })).status).toBe(429);
    await vi.waitUntil(() => kept.length > 0, patience);
    expect(kept).toEqual([
      [
        'shop',
        { contentType: 'application/json', body: new Uint8Array(Buffer.from('{"again":1}')) },
        'too_many_deliveries',
      ],
    ]);
  });

  it('is answered before its body has come, and kept with what came of it', async () => {
    const { kept, listener } = await startKeeping();
    const socket = connect(listener.port, '127.0.0.1');
    const path = new URL(listener.urlFor('shop')).pathname;
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhalf`);
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1\.1 415 /);
    expect(kept).toEqual([]);
    socket.destroy();
    await vi.waitUntil(() => kept.length > 0, patience);
    expect(Buffer.from(kept[0]?.[1].body ?? []).toString()).toBe('half');
  });

  it('is not kept when it did not know the address, or was no delivery', async () => {
    const { kept, listener } = await startKeeping({ limits: { burst: 2, perSecond: 0 } });
    await send(listener.urlFor('shop'), { method: 'GET' });
    for (let times = 0; times < 2; times += 1) await send(listener.urlFor('shop'), { path: '/notify/guess/shop' });
    await send(listener.urlFor('shop'), { method: 'GET' });
    await listener.stop();
    expect(kept).toEqual([]);
  });

  it('is counted and no longer kept when there is a flood of them', async () => {
    const { kept, listener } = await startKeeping({ limits: { burst: 0, perSecond: 0 } });
    for (let times = 0; times < 50; times += 1) {
      expect((await send(listener.urlFor('shop'))).status).toBe(429);
    }
    await listener.stop();
    expect(kept.length + listener.leftOut).toBe(50);
    expect(kept.length).toBeLessThan(25);
  });

  it('may say anything of itself, which is kept cut short', async () => {
    const { kept, listener } = await startKeeping();
    await send(listener.urlFor('shop'), { headers: { 'content-type': `text/${'x'.repeat(8_000)}` } });
    await listener.stop();
    expect(kept[0]?.[1].contentType).toHaveLength(200);
  });

  it('that cannot be recorded is reported, and was answered all the same', async () => {
    const onError = vi.fn();
    const onTurnedAway = () => Promise.reject(new Error('disk full'));
    const { listener } = await startKeeping({ onError, onTurnedAway });
    expect((await send(listener.urlFor('shop'), { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    await listener.stop();
    expect(onError.mock.calls).toEqual([[new Error('disk full')]]);
  });

  it('is recorded before the listener has stopped', async () => {
    const recorded = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    const onTurnedAway = (): Promise<void> => {
      begun.resolve(undefined);
      return recorded.promise;
    };
    const { listener } = await startKeeping({ onTurnedAway });
    await send(listener.urlFor('shop'), { headers: { 'content-type': 'text/plain' } });
    await begun.promise;
    let isStopped = false;
    const stopping = listener.stop().then(() => (isStopped = true));
    await expect(send(listener.urlFor('shop'))).rejects.toThrow('ECONNREFUSED');
    expect(isStopped).toBe(false);
    recorded.resolve(undefined);
    await stopping;
  });
});

describe('the place of the listener', () => {
  it('is the wanted port when it is free', async () => {
    const placeholder = await start();
    const { port } = placeholder;
    await placeholder.stop();
    expect(await start({ port })).toMatchObject({ port, wantedPort: null });
  });

  it('is another port when the wanted one is taken, and says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const taken = (other.address() as AddressInfo).port;
    const listener = await start({ port: taken });
    expect(listener.wantedPort).toBe(taken);
    expect(listener.port).not.toBe(taken);
    expect((await send(listener.urlFor('shop'))).status).toBe(200);
  });

  it('is this computer only, unless told otherwise', async () => {
    const listener = await start();
    expect(listener.urlFor('shop-1')).toBe(`http://127.0.0.1:${listener.port}/notify/${pathToken}/shop-1`);
  });

  it('rejects where it cannot listen at all', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toThrow('EADDRNOTAVAIL');
  });
});

describe('stopping the listener', () => {
  it('answers what is under way, and nothing that comes after', async () => {
    const called = Promise.withResolvers<undefined>();
    let record: (answer: 'success') => void = () => undefined;
    const listener = await start({
      onNotification: () => {
        called.resolve(undefined);
        return new Promise((resolve) => (record = resolve));
      },
    });
    const underWay = send(listener.urlFor('shop'));
    await called.promise;
    const stopped = listener.stop();
    record('success');
    expect((await underWay).text).toBe('success');
    await stopped;
    await expect(send(listener.urlFor('shop'))).rejects.toThrow('ECONNREFUSED');
    await listener.stop();
  });
});
