import { describe, expect, it } from 'vitest';
import { customerSceneSchema } from '../../../preload/contract/index.ts';
import { orderStates } from '../../../main/domain/order.ts';
import { CustomerScreen, outcomeShownMs, sceneOf } from '../../../main/customer/customer-scene.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { orderOf } from '../../support/orders.ts';

const whileValid = Date.parse('2026-11-22T06:33:00.000Z');
const sceneNames = (qrText: string | null) =>
  Object.fromEntries(
    orderStates.map((state) => [state, sceneOf(orderOf({ state, qrText }), whileValid).name] as const),
  );

describe('what the customer sees of an order', () => {
  it('is decided for every state', () => {
    expect(sceneNames('https://qr.alipay.com/bax0')).toEqual({
      held: 'idle',
      discarded: 'idle',
      creating: 'idle',
      create_unknown: 'idle',
      refused: 'idle',
      awaiting: 'code',
      closing: 'expired',
      close_unknown: 'expired',
      closed: 'expired',
      expired_watching: 'expired',
      declined: 'expired',
      paid: 'paid',
      paid_late: 'idle',
      refunded: 'idle',
    });
  });

  it('is nothing as long as no code was ever out', () => {
    const { paid, ...others } = sceneNames(null);
    expect(paid).toBe('paid');
    expect(new Set(Object.values(others))).toEqual(new Set(['idle']));
  });

  it('is a code with its sum, wallet and time, and not one thing more', () => {
    const scene = sceneOf(orderOf({ note: 'for Mr Li', buyerHint: '159****5620' }), whileValid);
    expect(scene).toEqual({
      name: 'code',
      amountMinor: 14_130,
      currency: 'CNY',
      wallet: 'alipay',
      qrText: 'https://qr.alipay.com/bax0',
      createdAt: '2026-11-22T06:32:05.000Z',
      expiresAt: '2026-11-22T06:37:05.000Z',
    });
    expect(customerSceneSchema.parse(scene)).toEqual(scene);
  });

  it('has no code any more once a gateway tells of money that does not fit', () => {
    const attention = { code: 'amount_differs', gatewayCode: null, gatewayMessage: null } as const;
    expect(sceneOf(orderOf({ attention }), whileValid)).toEqual({ name: 'idle' });
    expect(sceneOf(orderOf({ attention, scanned: true }), whileValid)).toEqual({ name: 'idle' });
    const paid = sceneOf(orderOf({ attention, state: 'paid' }), whileValid);
    expect(paid.name).toBe('paid');
  });

  it('has no code any more once it was scanned or its time is over', () => {
    const scanned = sceneOf(orderOf({ scanned: true }), whileValid);
    expect(scanned.name).toBe('scanned');
    expect(scanned).not.toHaveProperty('qrText');
    expect(sceneOf(orderOf(), Date.parse('2026-11-22T06:37:05.000Z'))).toEqual({ name: 'expired' });
  });
});

function screenAt(clock: ManualClock) {
  const shown: string[] = [];
  const screen: CustomerScreen = new CustomerScreen(clock, () => shown.push(screen.scene.name));
  return { screen, shown };
}

describe('the customer’s display', () => {
  it('follows the order before the customer, and is idle again some seconds after it was paid', async () => {
    const clock = new ManualClock();
    const { screen, shown } = screenAt(clock);
    screen.show(orderOf({ state: 'creating', qrText: null }));
    screen.note(orderOf());
    screen.note(orderOf({ scanned: true }));
    screen.note(orderOf({ state: 'paid' }));
    await clock.advance(outcomeShownMs - 1);
    expect(shown).toEqual(['code', 'scanned', 'paid']);
    await clock.advance(1);
    expect(shown).toEqual(['code', 'scanned', 'paid', 'idle']);
  });

  it('takes the code away at the second its time is over', async () => {
    const clock = new ManualClock('2026-11-22T06:37:00.000Z');
    const { screen, shown } = screenAt(clock);
    screen.show(orderOf());
    await clock.advance(4_999);
    expect(screen.scene.name).toBe('code');
    await clock.advance(1);
    expect(screen.scene.name).toBe('expired');
    await clock.advance(outcomeShownMs);
    expect(shown).toEqual(['code', 'expired', 'idle']);
  });

  it('hears nothing of other orders', () => {
    const { screen, shown } = screenAt(new ManualClock());
    screen.show(orderOf());
    screen.note(orderOf({ orderNo: 'T01_20261122_0144_K7F3', state: 'paid' }));
    expect(shown).toEqual(['code']);
  });

  it('lets an outcome stand its time, neither longer for what is told later nor again', async () => {
    const clock = new ManualClock();
    const { screen, shown } = screenAt(clock);
    screen.show(orderOf({ state: 'paid' }));
    await clock.advance(outcomeShownMs - 1);
    screen.note(orderOf({ state: 'paid', version: 5 }));
    await clock.advance(1);
    screen.note(orderOf({ state: 'paid', version: 6 }));
    expect(shown).toEqual(['paid', 'idle']);
  });

  it('gives way to the next order at once, with that order’s own time', async () => {
    const clock = new ManualClock();
    const { screen } = screenAt(clock);
    screen.show(orderOf({ state: 'paid', amountMinor: 500 }));
    await clock.advance(outcomeShownMs - 1);
    screen.show(orderOf({ orderNo: 'T01_20261122_0144_K7F3', state: 'paid', amountMinor: 500 }));
    await clock.advance(outcomeShownMs - 1);
    expect(screen.scene).toEqual({ name: 'paid', amountMinor: 500, currency: 'CNY' });
    await clock.advance(1);
    expect(screen.scene).toEqual({ name: 'idle' });
  });
});
