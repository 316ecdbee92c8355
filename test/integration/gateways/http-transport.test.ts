import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttpTransport, maximumReplyBytes } from '../../../main/gateways/http-transport.ts';
import { selfSignedIdentity } from './self-signed.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) close();
});

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function startServer(handler: http.RequestListener): Promise<{ server: http.Server; baseUrl: string }> {
  const server = http.createServer(handler);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, baseUrl: `http://127.0.0.1:${await portOf(server)}` };
}

function transportTo(baseUrl: string) {
  const transport = createHttpTransport(baseUrl);
  closers.push(() => transport.close());
  return transport;
}

function post(baseUrl: string, path = '/', timeoutMs = 10_000, transport = transportTo(baseUrl), isQuestion = false) {
  return transport.post({
    isQuestion,
    url: `${baseUrl}${path}`,
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from('{"矿":1}'),
    timeoutMs,
  });
}

describe('the HTTP transport', () => {
  it('sends the bytes as they are and brings the bytes back as they are', async () => {
    const received: unknown[] = [];
    const { baseUrl } = await startServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push(request.method, request.url, request.headers['content-type'], Buffer.concat(chunks).toString());
        received.push(request.headers['content-length']);
        response.writeHead(418).end(Buffer.from([0xff, 0x00, 0x0a]));
      });
    });
    const reply = await post(baseUrl, '/gateway.do?a=%20');
    expect(reply).toMatchObject({ kind: 'reply', status: 418 });
    expect(reply.kind === 'reply' && [...reply.body]).toEqual([0xff, 0x00, 0x0a]);
    expect(received).toEqual(['POST', '/gateway.do?a=%20', 'application/json', '{"矿":1}', '9']);
  });

  it('brings the date by which the host lives', async () => {
    const { baseUrl } = await startServer((request, response) => {
      response.sendDate = request.url === '/dated';
      if (request.url === '/dated') response.setHeader('Date', 'Wed, 01 May 2024 04:00:00 GMT');
      response.end();
    });
    expect(await post(baseUrl, '/dated')).toMatchObject({ dateHeader: 'Wed, 01 May 2024 04:00:00 GMT' });
    expect(await post(baseUrl, '/undated')).toMatchObject({ dateHeader: null });
  });

  it('follows no redirect', async () => {
    let requestCount = 0;
    const { baseUrl } = await startServer((_request, response) => {
      requestCount += 1;
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    expect(await post(baseUrl)).toMatchObject({ kind: 'reply', status: 307 });
    expect(requestCount).toBe(1);
  });

  it('says that nobody listens', async () => {
    const { server, baseUrl } = await startServer(() => undefined);
    server.close();
    await once(server, 'close');
    expect(await post(baseUrl)).toEqual({ kind: 'failure', reason: 'unreachable', detail: 'ECONNREFUSED' });
  });

  it('gives up on a host that never answers', async () => {
    const { baseUrl } = await startServer(() => undefined);
    expect(await post(baseUrl, '/', 50)).toEqual({ kind: 'failure', reason: 'timeout', detail: 'ETIMEDOUT' });
  });

  it('gives up on a reply that does not end', async () => {
    const { baseUrl } = await startServer((_request, response) => {
      response.writeHead(200).write('{');
    });
    expect(await post(baseUrl, '/', 50)).toMatchObject({ kind: 'failure', reason: 'timeout' });
  });

  it('takes a reply that breaks off for none', async () => {
    const { baseUrl } = await startServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"response":', () => response.destroy());
    });
    expect(await post(baseUrl)).toMatchObject({ kind: 'failure', reason: 'unreachable' });
  });

  it('takes no more than 256 KiB', async () => {
    const { baseUrl } = await startServer((request, response) => {
      response.end(Buffer.alloc(maximumReplyBytes + (request.url === '/more' ? 1 : 0)));
    });
    const whole = await post(baseUrl, '/');
    expect(whole.kind === 'reply' && whole.body.byteLength).toBe(maximumReplyBytes);
    expect(await post(baseUrl, '/more')).toMatchObject({ kind: 'failure', reason: 'too_large' });
  });

  it('asks once more where the host had dropped a kept connection, and only there', async () => {
    const requestsByConnection = new Map<unknown, number>();
    let answered = 0;
    const { baseUrl } = await startServer((request, response) => {
      const count = (requestsByConnection.get(request.socket) ?? 0) + 1;
      requestsByConnection.set(request.socket, count);
      if (count > 1 || request.url === '/always') {
        request.socket.destroy();
        return;
      }
      answered += 1;
      response.end('ok');
    });
    const transport = transportTo(baseUrl);
    expect(await post(baseUrl, '/', 10_000, transport, true)).toMatchObject({ kind: 'reply' });
    expect(await post(baseUrl, '/', 10_000, transport, true)).toMatchObject({ kind: 'reply' });
    expect([...requestsByConnection.values()]).toEqual([2, 1]);
    expect(answered).toBe(2);
    expect(await post(baseUrl, '/always', 10_000, transportTo(baseUrl), true)).toMatchObject({ kind: 'failure' });
    expect(requestsByConnection.size).toBe(3);
  });

  it('sends what does more than ask once, whatever becomes of its connection', async () => {
    const paths: unknown[] = [];
    const { baseUrl } = await startServer((request, response) => {
      paths.push(request.url);
      request.resume().on('end', () => {
        // Carried out, and the connection dropped before the answer, as a balancer does that is being restarted.
        if (request.url === '/pay') request.socket.resetAndDestroy();
        else response.end('ok');
      });
    });
    const transport = transportTo(baseUrl);
    for (const isQuestion of [true, false]) await post(baseUrl, '/before', 10_000, transport, isQuestion);
    expect(await post(baseUrl, '/pay', 10_000, transport)).toMatchObject({ kind: 'failure', reason: 'unreachable' });
    expect(paths).toEqual(['/before', '/before', '/pay']);
  });

  it('keeps its connection between questions, and takes a new one for all else', async () => {
    const connections = new Set<unknown>();
    const { baseUrl } = await startServer((request, response) => {
      connections.add(request.socket);
      response.end();
    });
    const transport = transportTo(baseUrl);
    for (let count = 0; count < 3; count += 1) await post(baseUrl, '/', 10_000, transport, true);
    expect(connections.size).toBe(1);
    for (let count = 0; count < 2; count += 1) await post(baseUrl, '/', 10_000, transport);
    expect(connections.size).toBe(3);
  });
});

describe('where the HTTP transport goes', () => {
  it.each([
    ['https://openapi.alipay.com/gateway.do', 'https://openapi.alipay.com.example.org/gateway.do'],
    ['https://openapi.alipay.com/gateway.do', 'http://openapi.alipay.com/gateway.do'],
    ['https://openapi.alipay.com/gateway.do', 'https://openapi.alipay.com:8443/gateway.do'],
    ['https://openapi.alipay.com/gateway.do', 'not an address'],
    ['http://openapi.alipay.com/gateway.do', 'http://openapi.alipay.com/gateway.do'],
    ['http://127.0.0.1.example.org', 'http://127.0.0.1.example.org/x'],
    ['http://192.168.1.4:8000', 'http://192.168.1.4:8000/x'],
    ['ftp://127.0.0.1', 'ftp://127.0.0.1/x'],
    ['', 'https://openapi.alipay.com/gateway.do'],
  ])('made for «%s» it does not go to %s', async (baseUrl, url) => {
    const result = await transportTo(baseUrl).post({ url, headers: {}, body: new Uint8Array(), timeoutMs: 1000 });
    expect(result).toEqual({ kind: 'failure', reason: 'not_allowed', detail: 'ADDRESS_NOT_ALLOWED' });
  });

  it('does not trust a certificate that nobody vouches for, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    let requestCount = 0;
    const server = https.createServer(selfSignedIdentity(), (_request, response) => {
      requestCount += 1;
      response.end('trusted');
    });
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const baseUrl = `https://127.0.0.1:${await portOf(server)}`;
    expect(await post(baseUrl)).toMatchObject({
      kind: 'failure',
      reason: 'unreachable',
      detail: expect.stringMatching(/CERT|SIGNED|ISSUER/) as string,
    });
    expect(requestCount).toBe(0);
  });
});
