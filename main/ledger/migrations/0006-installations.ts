import type { Migration } from './migration.ts';

/**
 * Frozen like every step.
 *
 * - `installations`: whose numbers this ledger makes; the last row counts. Marks are hashes (../installation.ts).
 * - `installation_id` of an order: the installation that made it; NULL for older ones.
 */
export const migration0006: Migration = {
  version: 6,
  name: 'installations',
  sql: `
CREATE TABLE installations (
  position        INTEGER PRIMARY KEY,
  installation_id TEXT NOT NULL UNIQUE
                  CHECK (length(installation_id) = 8 AND installation_id NOT GLOB '*[^0-9A-HJKMNP-TV-Z]*'),
  host_mark       TEXT NOT NULL,
  network_marks   TEXT NOT NULL CHECK (json_valid(network_marks))
) STRICT;
ALTER TABLE orders ADD COLUMN installation_id TEXT;
`,
};
