import { describe, expect, it } from 'vitest';
import { loopbackTarget } from '../../../main/practice/common/notifier.ts';

describe('an address to notify', () => {
  it.each([
    ['http://127.0.0.1:8123/a', '127.0.0.1'],
    ['http://127.0.0.2/', '127.0.0.2'],
    ['http://localhost:1/a', '127.0.0.1'],
    ['http://[::1]:1/a', '::1'],
    ['http://2130706433/a', '127.0.0.1'],
  ])('%s is on this PC', (url, address) => {
    expect(loopbackTarget(url)?.address).toBe(address);
  });

  it.each([
    'https://127.0.0.1/',
    'http://127.0.0.1.example/',
    'http://localhost.example/',
    'http://user@example.com/127.0.0.1',
    'http://127.0.0.1@example.com/',
    'http://0.0.0.0/',
    'http://10.0.0.1/',
    'http://[::ffff:10.0.0.1]/',
    'file:///etc/hosts',
    '127.0.0.1/notify',
    '',
  ])('%s is not', (url) => {
    expect(loopbackTarget(url)).toBeNull();
  });
});
