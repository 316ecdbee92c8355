import type { Migration } from './migration.ts';

/** Frozen like every step. Who showed the code: `transaction_code` is the shop's, as on every older order. */
export const migration0004: Migration = {
  version: 4,
  name: 'sale-ways',
  sql: `
ALTER TABLE orders ADD COLUMN way TEXT NOT NULL DEFAULT 'transaction_code'
  CHECK (way IN ('transaction_code', 'customer_code'));
`,
};
