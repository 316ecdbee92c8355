import type { Migration } from './migration.ts';

/**
 * Frozen like every step. Payments that no order here fits, and what became of each, are events of the ledger itself:
 * found without walking through all of those. Queries repeat the index's own condition, or SQLite does not use it.
 */
export const migration0007: Migration = {
  version: 7,
  name: 'unmatched-payments',
  sql: `
CREATE INDEX events_of_unmatched ON events (sequence) WHERE type IN ('unmatched.reported', 'unmatched.settled');
`,
};
