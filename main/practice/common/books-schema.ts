/** The tables of the practice books. */

export const booksVersion = 2;

/** What version 1 had. */
export const schema = `
CREATE TABLE trades (
  id INTEGER PRIMARY KEY,
  gateway TEXT NOT NULL CHECK (gateway IN ('scanforpay', 'alipay')),
  wallet TEXT NOT NULL,
  orderNo TEXT NOT NULL,
  gatewayOrderNo TEXT NOT NULL UNIQUE,
  amountMinor INTEGER NOT NULL CHECK (amountMinor > 0),
  currency TEXT NOT NULL,
  title TEXT NOT NULL,
  notifyUrl TEXT,
  codeText TEXT NOT NULL UNIQUE,
  requestFingerprint TEXT NOT NULL,
  particulars TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'scanned', 'paid', 'declined', 'closed', 'expired', 'refunded')),
  scenario TEXT,
  createdAt TEXT NOT NULL,
  codeExpiresAt TEXT NOT NULL,
  payLimit TEXT NOT NULL,
  payNoLaterThan TEXT,
  scannedAt TEXT,
  payBy TEXT,
  paidAt TEXT,
  UNIQUE (gateway, orderNo)
) STRICT;
CREATE INDEX tradesByStatus ON trades (status);
CREATE INDEX tradesByOrderNo ON trades (orderNo);
CREATE TABLE tradeEvents (
  id INTEGER PRIMARY KEY,
  tradeId INTEGER NOT NULL REFERENCES trades (id),
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  told TEXT
) STRICT;
CREATE INDEX tradeEventsByTrade ON tradeEvents (tradeId);
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  tradeId INTEGER NOT NULL REFERENCES trades (id),
  kind TEXT NOT NULL,
  url TEXT NOT NULL,
  contentType TEXT NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'acknowledged', 'given_up', 'skipped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  nextAttemptAt TEXT NOT NULL
) STRICT;
CREATE INDEX deliveriesByDue ON deliveries (status, nextAttemptAt);
CREATE TABLE deliveryAttempts (
  id INTEGER PRIMARY KEY,
  deliveryId INTEGER NOT NULL REFERENCES deliveries (id),
  at TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  result TEXT NOT NULL
) STRICT;
CREATE INDEX deliveryAttemptsByDelivery ON deliveryAttempts (deliveryId);
`;

/** What version 2 added. */
export const refundsSchema = `
CREATE TABLE refunds (
  id INTEGER PRIMARY KEY,
  tradeId INTEGER NOT NULL REFERENCES trades (id),
  requestNo TEXT NOT NULL,
  amountMinor INTEGER NOT NULL CHECK (amountMinor > 0),
  requestedAt TEXT NOT NULL,
  dueAt TEXT NOT NULL,
  doneAt TEXT,
  UNIQUE (tradeId, requestNo)
) STRICT;
CREATE INDEX refundsByRequestNo ON refunds (requestNo);
CREATE INDEX refundsByDoneAt ON refunds (doneAt);
`;
