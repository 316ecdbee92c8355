import { migration0001 } from './0001-events-orders-notifications.ts';
import type { Migration } from './migration.ts';

/** All steps, oldest first. A new one is added at the end, with its test. */
export const migrations: readonly Migration[] = [migration0001];

export const newestVersion: number = migrations.length;
