import { describe, expect, it } from 'vitest';
import { orderStates } from '../../../../main/domain/order.ts';
import { orderScreen } from '../../../../renderer/order/order-face.ts';
import { saleSteps } from '../../../../renderer/order/sale-steps.ts';
import { order, timeline } from '../../../support/mocked-main/answers/orders.ts';

const now = Date.parse('2026-11-22T06:00:00.000Z');
const valid = { codeExpiresAt: '2026-11-22T06:03:00.000Z' };

describe('the face of the sale screen', () => {
  it('is decided for every state of an order', () => {
    expect(
      Object.fromEntries(orderStates.map((state) => [state, orderScreen(order({ state, ...valid }), now)])),
    ).toEqual({
      creating: 'asking',
      create_unknown: 'create_unknown',
      refused: 'refused',
      awaiting: 'code',
      closing: 'closing',
      close_unknown: 'close_unknown',
      paid: 'paid',
      declined: 'declined',
      closed: 'closed',
      held: 'asking',
      discarded: 'closed',
      expired_watching: 'expired',
      paid_late: 'paid_late',
      refunded: 'refunded',
    });
  });

  it('takes the code away when its time is over', () => {
    expect(orderScreen(order({ codeExpiresAt: '2026-11-22T06:00:00.000Z' }), now)).toBe('code_over');
  });

  it('has no code to show before one has come', () => {
    expect(orderScreen(order({ ...valid, qrText: null }), now)).toBe('asking');
  });

  it('waits for the customer’s word where the customer’s own code was scanned', () => {
    const byCode = { ...valid, way: 'customer_code', qrText: null } as const;
    expect(orderScreen(order({ ...byCode, state: 'creating' }), now)).toBe('confirming');
    expect(orderScreen(order({ ...byCode, scanned: true }), now)).toBe('confirming');
    // Unlike a code of ours that nobody saw, it may have been charged.
    expect(orderScreen(order({ ...byCode, state: 'create_unknown' }), now)).toBe('unknown');
  });

  it('says «not known», not «no money can have moved», where the gateway calls it paid already', () => {
    const problem = { code: 'already_paid', gatewayCode: null, gatewayMessage: null, explanation: null } as const;
    expect(orderScreen(order({ ...valid, state: 'create_unknown', problem }), now)).toBe('unknown');
  });

  it('says «not known» when the gateway has gone silent behind a code', () => {
    expect(orderScreen(order({ ...valid, display: 'unknown' }), now)).toBe('unknown');
  });
});

describe('the timeline of a waiting sale', () => {
  it('stands at the code until there is one', () => {
    const creating = order({ state: 'creating', qrText: null });
    expect(saleSteps(creating, timeline(creating)).map(({ status }) => status)).toEqual([
      'done',
      'now',
      'next',
      'next',
    ]);
  });

  it('stands at the scan after that, with the times at which things happened', () => {
    const scanned = order({ scanned: true, createdAt: '2026-11-22T06:00:00.000Z' });
    expect(saleSteps(scanned, timeline(scanned))).toEqual([
      { name: 'sent', status: 'done', at: '2026-11-22T06:00:00.000Z' },
      { name: 'code', status: 'done', at: '2026-11-22T06:00:01.000Z' },
      { name: 'scan', status: 'now', at: '2026-11-22T06:00:16.000Z' },
      { name: 'paid', status: 'next', at: null },
    ]);
  });
});
