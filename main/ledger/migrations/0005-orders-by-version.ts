import type { Migration } from './migration.ts';

/**
 * Frozen like every step. Each new event is the possible parent of an order's `version`: without this index SQLite
 * reads every order there is for it, once a sale is recorded (https://sqlite.org/foreignkeys.html#fk_indexes).
 */
export const migration0005: Migration = {
  version: 5,
  name: 'orders-by-version',
  sql: 'CREATE INDEX orders_by_version ON orders (version);',
};
