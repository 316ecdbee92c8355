import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { orderStates } from '../../../main/domain/order.ts';
import { migrate } from '../../../main/ledger/migrations/migrate.ts';
import { migrations } from '../../../main/ledger/migrations/index.ts';
import type { Migration } from '../../../main/ledger/migrations/migration.ts';
import { notificationVerdicts } from '../../../main/domain/notification-verdict.ts';
import { createOrder, open, temporaryLedgerPath } from './support.ts';

function schemaOf(database: Database.Database): unknown {
  return database
    .prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
    .all();
}

/** Every part of the schema that a program may rely on, as a line each. */
function partsOf(database: Database.Database): readonly string[] {
  return database
    .prepare(
      `SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'
       UNION ALL
       SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull"
       FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`,
    )
    .pluck()
    .all()
    .map(String);
}

function versionOf(database: Database.Database): unknown {
  return database.pragma('user_version', { simple: true });
}

const next: Migration = {
  version: migrations.length + 1,
  name: 'a test',
  sql: "ALTER TABLE orders ADD COLUMN shelf TEXT NOT NULL DEFAULT 'none'; CREATE TABLE shelves (name TEXT) STRICT;",
};

describe('migrations', () => {
  it('are numbered 1, 2, 3, … in order', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('never drop or delete what holds data; the rules that were replaced are named here', () => {
    const dropped = migrations.flatMap(({ sql }) => sql.match(/\bDROP\s+\w+\s+\w+/gi) ?? []);
    expect(dropped).toEqual([
      'DROP TRIGGER notifications_never_change',
      'DROP TRIGGER notifications_only_lose_their_content',
    ]);
    for (const { sql } of migrations) expect(sql).not.toMatch(/\bDELETE\s+FROM|\bTRUNCATE|\bRENAME\b/i);
  });

  it('keep every table, column, index and rule of the step before', () => {
    const replaced = ['trigger notifications_never_change'];
    for (const { version } of migrations) {
      const database = new Database(':memory:');
      migrate(database, migrations.slice(0, version - 1));
      const before = partsOf(database);
      migrate(database, migrations.slice(0, version));
      const after = partsOf(database);
      expect(before.filter((part) => !after.includes(part) && !replaced.includes(part))).toEqual([]);
      expect(after.length).toBeGreaterThan(before.length);
      database.close();
    }
  });

  it('0001 makes the first schema out of an empty file, every table STRICT', () => {
    const database = new Database(':memory:');
    expect(versionOf(database)).toBe(0);
    migrate(database, migrations.slice(0, 1));
    expect(versionOf(database)).toBe(1);
    const names = (type: string) =>
      database
        .prepare("SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' ORDER BY name")
        .pluck()
        .all(type);
    expect(names('index')).toEqual(['events_by_order', 'orders_by_state', 'orders_for_attention']);
    expect(names('trigger')).toEqual([
      'events_follow_on',
      'events_never_change',
      'events_never_go',
      'notifications_never_change',
      'notifications_never_go',
    ]);
    const tables = database
      .prepare(
        "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .all();
    expect(tables).toEqual([
      { name: 'events', strict: 1 },
      { name: 'notifications', strict: 1 },
      { name: 'orders', strict: 1 },
    ]);
    database.close();
  });

  it('0001 knows every state and verdict of the domain', () => {
    const sql = migrations[0]?.sql ?? '';
    for (const word of [...orderStates, ...notificationVerdicts]) expect(sql).toContain(`'${word}'`);
  });

  it('keep every row when a file of the newest schema is upgraded further', async () => {
    const ledgerPath = temporaryLedgerPath();
    const ledger = open(ledgerPath);
    await createOrder(ledger);
    await createOrder(ledger, { note: '牛肉面', currency: 'JPY', amountMinor: 100 });
    ledger.close();
    const database = new Database(ledgerPath);
    const read = () => ['events', 'orders'].map((table) => database.prepare(`SELECT * FROM ${table}`).all());
    const [events, orders] = read();
    migrate(database, [...migrations, next]);
    expect(read()).toEqual([events, orders?.map((order) => ({ ...(order as object), shelf: 'none' }))]);
    expect(versionOf(database)).toBe(next.version);
    database.close();
  });

  it('are whole or not at all', () => {
    const database = new Database(':memory:');
    migrate(database, migrations);
    const before = schemaOf(database);
    const failing: Migration = { ...next, sql: `${next.sql} CREATE TABLE orders (x);` };
    expect(() => {
      migrate(database, [...migrations, failing]);
    }).toThrow('already exists');
    expect(schemaOf(database)).toEqual(before);
    expect(versionOf(database)).toBe(migrations.length);
    database.close();
  });

  it('do nothing to a file that has them all', () => {
    const database = new Database(':memory:');
    migrate(database, migrations);
    const changes = database.prepare('SELECT total_changes()').pluck();
    const before = changes.get();
    migrate(database, migrations);
    expect(changes.get()).toBe(before);
    database.close();
  });
});
