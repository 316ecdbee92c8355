import type { Migration } from './migration.ts';

/**
 * Frozen like every step.
 *
 * - `refunds` and `day_totals` are projections, computed with `orders` from the events.
 * - `event_private` holds what an event says about a person. The event itself holds only the salted SHA-256 of it, so
 *   that the chain stays whole when the row goes. It may go once the order's `personal.redacted` has been recorded.
 * - a delivery's body may be emptied once an `inbox.purged` that covers it has been recorded.
 */
export const migration0002: Migration = {
  version: 2,
  name: 'refunds-totals-personal-data',
  sql: `
CREATE TABLE refunds (
  refund_no     TEXT PRIMARY KEY CHECK (length(refund_no) BETWEEN 1 AND 32 AND refund_no NOT GLOB '*[^A-Za-z0-9_]*'),
  request_key   TEXT NOT NULL UNIQUE,
  order_no      TEXT NOT NULL REFERENCES orders (order_no) DEFERRABLE INITIALLY DEFERRED,
  position      INTEGER NOT NULL CHECK (position >= 0),
  amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
  reason        TEXT NOT NULL,
  operator_name TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('requested', 'unknown', 'in_progress', 'done', 'refused')),
  problem       TEXT CHECK (json_valid(problem)),
  requested_at  TEXT NOT NULL CHECK (requested_at GLOB '????-??-??T??:??:??.???Z'),
  updated_at    TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??.???Z'),
  done_at       TEXT,
  UNIQUE (order_no, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX refunds_open ON refunds (order_no) WHERE state IN ('requested', 'unknown', 'in_progress');

CREATE TABLE day_totals (
  business_day   TEXT NOT NULL,
  account_id     TEXT NOT NULL,
  wallet         TEXT NOT NULL,
  currency       TEXT NOT NULL,
  charged_count  INTEGER NOT NULL,
  charged_minor  INTEGER NOT NULL,
  paid_count     INTEGER NOT NULL,
  paid_minor     INTEGER NOT NULL,
  open_count     INTEGER NOT NULL,
  open_minor     INTEGER NOT NULL,
  closed_count   INTEGER NOT NULL,
  closed_minor   INTEGER NOT NULL,
  refunded_minor INTEGER NOT NULL,
  PRIMARY KEY (business_day, account_id, wallet, currency),
  CHECK (charged_count = paid_count + open_count + closed_count),
  CHECK (charged_minor = paid_minor + open_minor + closed_minor),
  CHECK (refunded_minor BETWEEN 0 AND paid_minor)
) STRICT, WITHOUT ROWID;

INSERT INTO day_totals
SELECT business_day, account_id, wallet, currency,
  count(*), sum(amount_minor),
  sum(money_class = 'paid'), sum(iif(money_class = 'paid', amount_minor, 0)),
  sum(money_class = 'open'), sum(iif(money_class = 'open', amount_minor, 0)),
  sum(money_class = 'closed'), sum(iif(money_class = 'closed', amount_minor, 0)),
  sum(refunded_minor)
FROM (
  SELECT *, CASE
    WHEN state IN ('paid', 'paid_late', 'refunded') THEN 'paid'
    WHEN state IN ('refused', 'declined', 'closed') THEN 'closed'
    ELSE 'open' END AS money_class
  FROM orders WHERE state NOT IN ('held', 'discarded')
)
GROUP BY business_day, account_id, wallet, currency;

CREATE TABLE event_private (
  sequence INTEGER PRIMARY KEY REFERENCES events (sequence),
  salt     BLOB NOT NULL CHECK (length(salt) = 16),
  content  TEXT NOT NULL CHECK (json_valid(content))
) STRICT;
CREATE TRIGGER event_private_never_changes BEFORE UPDATE ON event_private
BEGIN SELECT RAISE(ABORT, 'what an event says never changes'); END;
CREATE TRIGGER event_private_goes_after_its_redaction BEFORE DELETE ON event_private
WHEN NOT EXISTS (
  SELECT 1 FROM events AS said JOIN events AS redaction ON redaction.order_no = said.order_no
  WHERE said.sequence = OLD.sequence AND redaction.type = 'personal.redacted' AND redaction.sequence > said.sequence
)
BEGIN SELECT RAISE(ABORT, 'no redaction has been recorded'); END;

ALTER TABLE notifications ADD COLUMN purged_at TEXT;
CREATE INDEX notifications_by_time ON notifications (received_at) WHERE purged_at IS NULL;
DROP TRIGGER notifications_never_change;
CREATE TRIGGER notifications_only_lose_their_content BEFORE UPDATE ON notifications
WHEN NEW.purged_at IS NULL OR OLD.purged_at IS NOT NULL OR length(NEW.body) <> 0
  OR (NEW.id, NEW.received_at, NEW.account_id, NEW.content_type, NEW.verdict)
     IS NOT (OLD.id, OLD.received_at, OLD.account_id, OLD.content_type, OLD.verdict)
  OR NEW.problem_code IS NOT OLD.problem_code OR NEW.order_no IS NOT OLD.order_no
  OR NOT EXISTS (
    SELECT 1 FROM events WHERE order_no IS NULL AND type = 'inbox.purged'
      AND json_extract(payload, '$.before') > OLD.received_at
  )
BEGIN SELECT RAISE(ABORT, 'notifications are append-only'); END;

CREATE INDEX events_of_till ON events (sequence) WHERE order_no IS NULL;
INSERT INTO order_search (order_search, rank) VALUES ('secure-delete', 1);
`,
};
