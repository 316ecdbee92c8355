import { describe, expect, it } from 'vitest';
import { clockSkewMs } from '../../../main/gateways/clock-skew.ts';
import { postForText } from '../../../main/gateways/exchange.ts';
import type { HttpReply, HttpTransport } from '../../../main/gateways/http-transport.ts';

const header = 'Wed, 01 May 2024 04:00:00 GMT';
const at = (offsetMs: number): Date => new Date(Date.parse('2024-05-01T04:00:00.000Z') + offsetMs);

describe('clockSkewMs', () => {
  it.each([
    ['fits within the second that the header names', 400, 600, 0],
    ['fits a slow reply', -9_000, 500, 0],
    ['is ahead', 301_000, 302_000, 300_000],
    ['is behind', -302_000, -301_000, -301_000],
  ])('says when this computer %s', (_how, sentMs, receivedMs, skewMs) => {
    expect(clockSkewMs(header, at(sentMs), at(receivedMs))).toBe(skewMs);
  });

  it.each([null, '', 'soon', '2024-05-01T04:00:00Z', 'Thu, 01 May 2024 04:00:00 GMT', `${header} `])(
    'says nothing of the header %j',
    (other) => {
      expect(clockSkewMs(other, at(0), at(0))).toBeNull();
    },
  );
});

describe('postForText', () => {
  const request = { url: 'https://pay.scanforpay.com/', headers: {}, body: new Uint8Array(), timeoutMs: 1 };
  const answering = (reply: Partial<HttpReply>): HttpTransport => ({
    post: async () => ({ kind: 'reply', status: 200, body: Buffer.from('{}'), dateHeader: header, ...reply }),
  });

  it.each([
    ['a good reply', {}, [-60_000]],
    ['an error page', { status: 503 }, [-60_000]],
    ['a reply without the header', { dateHeader: null }, []],
  ])('reports the clock after %s', async (_what, reply, expected) => {
    const heard: number[] = [];
    const clock = { now: () => at(-60_000) };
    await postForText(answering(reply), request, { clock, onClockSkew: (skewMs) => heard.push(skewMs) });
    expect(heard).toEqual(expected);
  });
});
