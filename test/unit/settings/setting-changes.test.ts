import { expect, test } from 'vitest';
import { changedFields } from '../../../main/settings/setting-changes.ts';

test('a change names what differs, from what and to what', () => {
  const before = { name: 'Shop', storeNo: '7', wallets: ['alipay'], gone: 'x' };
  const after = { name: 'Shop', storeNo: '8', wallets: ['alipay', 'wechat_pay'], come: true };
  expect(changedFields(before, after)).toEqual([
    { field: 'storeNo', from: '7', to: '8' },
    { field: 'wallets', from: '["alipay"]', to: '["alipay","wechat_pay"]' },
    { field: 'gone', from: 'x', to: null },
    { field: 'come', from: null, to: 'true' },
  ]);
  expect(changedFields(before, { ...before })).toEqual([]);
});

test('of what opens something it is only said that it changed', () => {
  expect(changedFields({ appAuthToken: 'old-secret' }, { appAuthToken: 'new-secret' }, ['pin'])).toEqual([
    { field: 'appAuthToken', from: null, to: null },
    { field: 'pin', from: null, to: null },
  ]);
});
