import type { Migration } from './migration.ts';

/** Frozen like every step. `lines` is a JSON array of name, quantity, price and barcode; older orders have none. */
export const migration0003: Migration = {
  version: 3,
  name: 'order-lines',
  sql: `
ALTER TABLE orders ADD COLUMN lines TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(lines));
ALTER TABLE orders ADD COLUMN discount_minor INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor >= 0);
`,
};
