/** Every place at which a till is killed: by the clock, at the proxy, and inside its own file calls. */
import type { FileFault } from './shim.ts';
import type { Point } from './proxy.ts';

export type KillPoint = { readonly name: string } & (
  | { readonly kind: 'clock' }
  | { readonly kind: 'start' }
  | ({ readonly kind: 'exchange' } & Omit<Point, 'gateway'>)
  | ({
      readonly kind: 'file';
      /** The call that kills is one of the first so many. */
      readonly among: number;
      /** When it is reached: in the middle of sales, as the till is closed, or when it makes a new ledger. */
      readonly during: 'sales' | 'quit' | 'first start';
    } & Pick<FileFault, 'action' | 'calls' | 'files'>)
);

const file = (
  name: string,
  action: FileFault['action'],
  call: FileFault['calls'][number],
  among: number,
  target: FileFault['files'][number] = 'wal',
): KillPoint => ({ name, kind: 'file', during: 'sales', action, calls: [call], files: [target], among });

const atQuit = (name: string, action: FileFault['action'], call: 'write' | 'sync', among: number): KillPoint => ({
  name,
  kind: 'file',
  during: 'quit',
  action,
  calls: [call],
  files: ['database'],
  among,
});

const exchange = (operation: Point['operation'], stage: Point['stage'], name = `${operation}:${stage}`): KillPoint => ({
  name,
  kind: 'exchange',
  operation,
  stage,
});

export const clockPoints: readonly KillPoint[] = [
  { name: 'at any time', kind: 'clock' },
  { name: 'while it starts', kind: 'start' },
];

export const namedPoints: readonly KillPoint[] = [
  exchange('create', 'received'),
  exchange('create', 'booked'),
  exchange('create', 'answered'),
  exchange('pay', 'received'),
  exchange('pay', 'booked'),
  exchange('pay', 'answered'),
  exchange('query', 'received'),
  exchange('query', 'booked'),
  exchange('query', 'answered'),
  exchange('cancel', 'received'),
  exchange('cancel', 'booked'),
  exchange('cancel', 'answered'),
  exchange('refund', 'received'),
  exchange('refund', 'booked'),
  exchange('refund', 'answered'),
  exchange('refund_query', 'received'),
  exchange('refund_query', 'booked'),
  exchange('refund_query', 'answered'),
  exchange('notification', 'sent'),
  exchange('notification', 'booked', 'notification:answered'),
  file('wal-write:before', 'kill_before', 'write', 160),
  file('wal-write:torn', 'tear', 'write', 160),
  file('wal-write:after', 'kill_after', 'write', 160),
  file('wal-fsync:before', 'kill_before', 'sync', 16),
  file('wal-fsync:after', 'kill_after', 'sync', 16),
  atQuit('checkpoint-write:before', 'kill_before', 'write', 10),
  atQuit('checkpoint-write:torn', 'tear', 'write', 10),
  atQuit('checkpoint-fsync:before', 'kill_before', 'sync', 1),
  atQuit('checkpoint-fsync:after', 'kill_after', 'sync', 1),
  {
    name: 'new-ledger',
    kind: 'file',
    during: 'first start',
    action: 'kill_before',
    calls: ['open', 'write', 'sync', 'truncate', 'unlink'],
    files: ['database', 'wal', 'journal', 'lock'],
    among: 40,
  },
];
