import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTransport } from '../../../main/gateways/http-transport.ts';
import { createScanForPayGateway } from '../../../main/gateways/scanforpay/scanforpay-gateway.ts';
import { PaymentDesk } from '../../../main/payments/payment-desk.ts';
import { formatRfc3339 } from '../../../main/practice/common/time.ts';
import { refundRequestOf } from '../../support/desk-under-test.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { MemoryLedger } from '../../support/memory-ledger.ts';
import { draftOf } from '../../support/orders.ts';
import { keyStore, scanForPayAccount } from '../../unit/gateways/doubles.ts';
import * as platform from '../../unit/gateways/scanforpay/platform.ts';

/** The members of requests that this gateway looks at. */
interface RequestBody {
  readonly partnerOrderNo: string;
  readonly orderAmount: number;
  readonly barcode?: string;
  readonly refundNo?: string;
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/**
 * A gateway that carries out what it hears, each code and each refund once, behind a balancer that may drop the
 * connection before the answer.
 */
class DroppingGateway {
  readonly carriedOut: string[] = [];
  chargedMinor = 0;
  refundedMinor = 0;
  dropsAnswerTo: string | null = null;
  readonly #usedCodes = new Set<string>();
  readonly #refundNos = new Set<string>();
  readonly #paid = new Map<string, number>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  async start(): Promise<string> {
    const server = http.createServer((request, response) => {
      void this.#answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const message = JSON.parse(Buffer.concat(chunks).toString()) as {
      readonly request: { readonly body: RequestBody };
    };
    const operation = request.url?.split('/').at(-1) ?? '';
    const answer = this.#carryOut(operation, message.request.body);
    if (this.dropsAnswerTo !== operation) {
      response.end(platform.reply(answer));
      return;
    }
    this.dropsAnswerTo = null;
    request.socket.resetAndDestroy();
  }

  #carryOut(operation: string, body: RequestBody): object {
    this.carriedOut.push(operation);
    switch (operation) {
      case 'pay':
        return this.#pay(body);
      case 'refund':
        return this.#refund(body);
      default:
        return this.#query(body);
    }
  }

  #pay({ partnerOrderNo, orderAmount, barcode = '' }: RequestBody): object {
    if (this.#usedCodes.has(barcode)) return { code: 2, msg: 'barcode has been used' };
    this.#usedCodes.add(barcode);
    this.#paid.set(partnerOrderNo, orderAmount);
    this.chargedMinor += orderAmount;
    return this.#paidAnswer(partnerOrderNo, orderAmount);
  }

  #refund({ orderAmount, refundNo = '' }: RequestBody): object {
    if (this.#refundNos.has(refundNo)) return { code: 35, msg: 'refund exceeds what is left' };
    this.#refundNos.add(refundNo);
    this.refundedMinor += orderAmount;
    return { code: 1, msg: 'success', orderAmount, currency: 'CNY', status: 1 };
  }

  #query({ partnerOrderNo }: RequestBody): object {
    const orderAmount = this.#paid.get(partnerOrderNo);
    return orderAmount === undefined
      ? { code: 30, msg: 'no such order' }
      : this.#paidAnswer(partnerOrderNo, orderAmount);
  }

  #paidAnswer(partnerOrderNo: string, orderAmount: number): object {
    return { ...platform.paidBody, partnerOrderNo, orderAmount, payTime: formatRfc3339(this.#now()) };
  }
}

/** A till whose connection to the gateway is kept open since a sale before. */
async function openTill() {
  const clock = new ManualClock();
  const gateway = new DroppingGateway(() => clock.now());
  const baseUrl = await gateway.start();
  const transport = createHttpTransport(baseUrl);
  const ledger = new MemoryLedger();
  const account = { ...scanForPayAccount, baseUrl };
  const keys = keyStore({ scanforpay_sign_key: platform.signKey });
  const gatewayOfAccount = createScanForPayGateway({ account, keys, transport, clock });
  const desk = new PaymentDesk({
    ledger,
    clock,
    gatewayFor: () => gatewayOfAccount,
    notifyUrlFor: () => null,
    onOrderChanged: () => undefined,
    onNotificationRecorded: () => undefined,
    onFault: (fault) => {
      throw fault;
    },
  });
  closers.push(
    () => transport.close(),
    () => desk.stop(),
  );
  async function pay(count: number) {
    const requestKey = `4b0ee0ec-3f3e-4d30-9e3e-6d8e35ed4f1${count}`;
    const draft = draftOf({
      requestKey,
      gateway: 'scanforpay',
      merchantId: account.partnerNo,
      sellerId: null,
      way: 'customer_code',
    });
    const sale = await desk.createOrder(draft, `28000000000000000${count}`);
    if (sale.kind !== 'taken') throw new Error(sale.kind);
    return sale.order;
  }
  const before = await pay(1);
  expect((await desk.check(before.orderNo)).order.state).toBe('paid');
  gateway.carriedOut.length = 0;
  return { gateway, desk, pay, before };
}

describe('a connection that was kept open and drops after the gateway has carried the request out', () => {
  it('charges the customer once, and the till learns of it by asking', async () => {
    const { gateway, desk, pay, before } = await openTill();
    gateway.dropsAnswerTo = 'pay';
    const order = await pay(2);
    expect(order.state).toBe('create_unknown');
    expect((await desk.check(order.orderNo)).order.state).toBe('paid');
    expect(gateway.carriedOut).toEqual(['pay', 'payQuery']);
    expect(gateway.chargedMinor).toBe(2 * before.amountMinor);
  });

  it('gives the money back once, and the till never calls it refused', async () => {
    const { gateway, desk, before } = await openTill();
    gateway.dropsAnswerTo = 'refund';
    const { amountMinor, orderNo } = before;
    const asked = await desk.requestRefund(orderNo, refundRequestOf({ amountMinor }));
    expect(asked).toMatchObject({ kind: 'asked', order: { refunds: [{ state: 'unknown' }] } });
    expect(gateway.carriedOut).toEqual(['refund']);
    const later = await desk.check(orderNo);
    // The payment is asked about before the refund is sent again, under its own number.
    expect(gateway.carriedOut.slice(0, 3)).toEqual(['refund', 'payQuery', 'refund']);
    expect(later.order.refunds).toMatchObject([{ state: 'unknown' }]);
    expect(gateway.refundedMinor).toBe(amountMinor);
  });
});
