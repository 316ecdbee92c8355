import { migration0001 } from './0001-events-orders-notifications.ts';
import { migration0002 } from './0002-refunds-totals-personal-data.ts';
import { migration0003 } from './0003-order-lines.ts';
import { migration0004 } from './0004-sale-ways.ts';
import { migration0005 } from './0005-orders-by-version.ts';
import { migration0006 } from './0006-installations.ts';
import { migration0007 } from './0007-unmatched-payments.ts';
import { migration0008 } from './0008-places-of-deliveries.ts';
import type { Migration } from './migration.ts';

/** All steps, oldest first. A new one is added at the end, with its test. */
export const migrations: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
  migration0008,
];

export const newestVersion: number = migrations.length;
