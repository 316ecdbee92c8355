/** The listener over changes of its settings, and at the till's end. */
import { expect, it, onTestFinished } from 'vitest';
import { defaultSettings, type Settings } from '../../../main/settings/settings-schema.ts';
import type { PaymentDesk } from '../../../main/payments/payment-desk.ts';
import type { SettingsStore } from '../../../main/settings/settings-store.ts';
import { ListenerControl } from '../../../main/till/listener-control.ts';

function controlled() {
  const settings: Settings = defaultSettings('0'.repeat(32));
  const current: Settings = { ...settings, listener: { ...settings.listener, enabled: true, port: 0 } };
  const store = { current };
  const control = new ListenerControl({
    mode: 'practice',
    settings: store as unknown as SettingsStore,
    deskNow: () => ({ recordTurnedAway: () => Promise.resolve() }) as unknown as PaymentDesk,
    publicUrlOf: () => '',
    onFault: (fault) => {
      throw fault;
    },
  });
  onTestFinished(() => control.close());
  return { control, store };
}

const isAnswered = (url: string | null): Promise<boolean> =>
  fetch(url ?? '', { method: 'POST', body: 'hello' }).then(
    () => true,
    () => false,
  );

it('goes on under another address when its settings change, and ends when they say so', async () => {
  const { control, store } = controlled();
  expect(control.urlFor('shop')).toBeNull();
  await control.restart();
  const first = control.urlFor('shop');
  expect(await isAnswered(first)).toBe(true);
  await control.restart();
  expect(control.state.status).toBe('listening');
  expect(await isAnswered(control.urlFor('shop'))).toBe(true);
  store.current = { ...store.current, listener: { ...store.current.listener, enabled: false } };
  await control.restart();
  expect([control.urlFor('shop'), control.state.status]).toEqual([null, 'off']);
});

it('is closed for good though its settings were just changed, and is named to the last requests', async () => {
  const { control } = controlled();
  await control.restart();
  const url = control.urlFor('shop');
  const restarting = control.restart();
  await control.close();
  await restarting;
  expect(await isAnswered(url)).toBe(false);
  await control.restart();
  expect(control.state.status).toBe('off');
});

it('tells the address to a request that leaves while it is being closed', async () => {
  const { control } = controlled();
  await control.restart();
  const url = control.urlFor('shop');
  const closing = control.close();
  expect(control.urlFor('shop')).toBe(url);
  await closing;
  expect(control.urlFor('shop')).toBe(url);
});
