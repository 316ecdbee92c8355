import type { Migration } from './migration.ts';

/**
 * The first schema. Frozen: what has shipped is never edited, only followed by another file.
 *
 * - `events` is the truth: append-only, numbered without a gap, each row chained to the one before. `order_no` is
 *   NULL for what concerns the ledger as a whole.
 * - `orders` is computed from it by main/domain/order-lifecycle.ts. `id` is the sequence of `order.created`, so
 *   descending ids are «newest first». `attention` and `problem` are JSON objects; amounts are minor units.
 * - `order_search` (row id = `orders.id`) holds what ../search-text.ts makes of an order.
 * - `notifications` is the raw inbox: what came, byte for byte, and what was made of it. `order_no` is the
 *   sender's claim and may name no order of ours.
 */
export const migration0001: Migration = {
  version: 1,
  name: 'events-orders-notifications',
  sql: `
PRAGMA application_id = 0x5363746C;

CREATE TABLE events (
  sequence      INTEGER PRIMARY KEY,
  order_no      TEXT REFERENCES orders (order_no) DEFERRABLE INITIALLY DEFERRED,
  type          TEXT NOT NULL,
  at            TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.???Z'),
  payload       TEXT NOT NULL CHECK (json_valid(payload)),
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash          BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX events_by_order ON events (order_no, sequence);

CREATE TRIGGER events_follow_on BEFORE INSERT ON events
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM events)
  OR NEW.previous_hash IS NOT coalesce((SELECT hash FROM events WHERE sequence = NEW.sequence - 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'an event must follow the last one'); END;
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TABLE orders (
  id               INTEGER PRIMARY KEY REFERENCES events (sequence) DEFERRABLE INITIALLY DEFERRED,
  order_no         TEXT NOT NULL UNIQUE
                   CHECK (length(order_no) BETWEEN 1 AND 32 AND order_no NOT GLOB '*[^A-Za-z0-9_]*'),
  request_key      TEXT NOT NULL UNIQUE,
  business_day     TEXT NOT NULL CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  daily_number     INTEGER NOT NULL CHECK (daily_number > 0),
  account_id       TEXT NOT NULL,
  account_name     TEXT NOT NULL,
  gateway          TEXT NOT NULL CHECK (gateway IN ('scanforpay', 'alipay')),
  wallet           TEXT NOT NULL CHECK (wallet IN ('alipay', 'wechat_pay')),
  merchant_id      TEXT NOT NULL,
  seller_id        TEXT,
  amount_minor     INTEGER NOT NULL CHECK (amount_minor > 0),
  currency         TEXT NOT NULL CHECK (currency IN ('CNY', 'HKD', 'JPY')),
  note             TEXT NOT NULL,
  operator_name    TEXT NOT NULL,
  state            TEXT NOT NULL CHECK (state IN (
                     'held', 'discarded', 'creating', 'create_unknown', 'refused', 'awaiting', 'closing', 'close_unknown', 'paid',
                     'declined', 'closed', 'expired_watching', 'paid_late', 'refunded')),
  scanned          INTEGER NOT NULL CHECK (scanned IN (0, 1)),
  attention        TEXT CHECK (json_valid(attention)),
  problem          TEXT CHECK (json_valid(problem)),
  qr_text          TEXT,
  gateway_order_no TEXT,
  buyer_hint       TEXT,
  learned_by       TEXT CHECK (learned_by IN ('query', 'notification', 'cancel', 'refund', 'manual')),
  refunded_minor   INTEGER NOT NULL CHECK (refunded_minor BETWEEN 0 AND amount_minor),
  created_at       TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??.???Z'),
  code_expires_at  TEXT NOT NULL CHECK (code_expires_at GLOB '????-??-??T??:??:??.???Z'),
  paid_at          TEXT,
  updated_at       TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??.???Z'),
  version          INTEGER NOT NULL REFERENCES events (sequence) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (business_day, daily_number)
) STRICT;
CREATE INDEX orders_by_state ON orders (state, id);
CREATE INDEX orders_for_attention ON orders (id) WHERE attention IS NOT NULL OR state = 'paid_late';

CREATE VIRTUAL TABLE order_search USING fts5 (
  order_no, daily_number, amount, note, note_grams, gateway_order_no, buyer_hint,
  content = '', contentless_delete = 1, tokenize = 'trigram'
);

CREATE TABLE notifications (
  id                      INTEGER PRIMARY KEY,
  received_at             TEXT NOT NULL CHECK (received_at GLOB '????-??-??T??:??:??.???Z'),
  account_id              TEXT NOT NULL,
  content_type            TEXT NOT NULL,
  body                    BLOB NOT NULL,
  verdict                 TEXT NOT NULL CHECK (verdict IN (
                            'applied', 'repeated', 'disputed', 'inconclusive', 'unknown_order', 'refused',
                            'not_checked', 'turned_away')),
  problem_code            TEXT,
  problem_gateway_code    TEXT,
  problem_gateway_message TEXT,
  order_no                TEXT
) STRICT;

CREATE TRIGGER notifications_never_change BEFORE UPDATE ON notifications
BEGIN SELECT RAISE(ABORT, 'notifications are append-only'); END;
CREATE TRIGGER notifications_never_go BEFORE DELETE ON notifications
BEGIN SELECT RAISE(ABORT, 'notifications are append-only'); END;
`,
};
