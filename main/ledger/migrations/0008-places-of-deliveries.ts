import type { Migration } from './migration.ts';

/**
 * Frozen like every step.
 *
 * - `after_sequence`: the last event when a delivery was recorded, 0 before the first. Its label may be any: a clock was
 *   ahead or behind. Deliveries of before this step get the last event there is: they came before what comes next.
 * - an `inbox.purged` covers what came before its `lastSequence`; older ones cover nothing any more.
 * - the partial indexes are for queries that repeat their condition.
 */
export const migration0008: Migration = {
  version: 8,
  name: 'places-of-deliveries',
  sql: `
ALTER TABLE notifications ADD COLUMN after_sequence INTEGER;
DROP TRIGGER notifications_only_lose_their_content;
UPDATE notifications SET after_sequence = (SELECT coalesce(max(sequence), 0) FROM events);
CREATE INDEX notifications_by_place ON notifications (after_sequence) WHERE purged_at IS NULL;
CREATE INDEX events_of_inbox_purges ON events (sequence) WHERE type = 'inbox.purged';
CREATE INDEX events_of_times ON events (sequence) WHERE type = 'time.confirmed';
CREATE TRIGGER notifications_only_lose_their_content BEFORE UPDATE ON notifications
WHEN NEW.purged_at IS NULL OR OLD.purged_at IS NOT NULL OR length(NEW.body) <> 0
  OR (NEW.id, NEW.received_at, NEW.account_id, NEW.content_type, NEW.verdict)
     IS NOT (OLD.id, OLD.received_at, OLD.account_id, OLD.content_type, OLD.verdict)
  OR NEW.problem_code IS NOT OLD.problem_code OR NEW.order_no IS NOT OLD.order_no
  OR NEW.after_sequence IS NOT OLD.after_sequence
  OR NOT EXISTS (
    SELECT 1 FROM events WHERE type = 'inbox.purged'
      AND json_extract(payload, '$.lastSequence') > OLD.after_sequence
  )
BEGIN SELECT RAISE(ABORT, 'notifications are append-only'); END;
`,
};
