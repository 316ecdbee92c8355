import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../main/ledger/migrations/migrate.ts';
import { migrations } from '../../../main/ledger/migrations/index.ts';

interface ForeignKey {
  readonly table: string;
  readonly column: string;
}

/** The references whose rows can only be found by reading their whole table. */
function referencesWithoutIndex(database: Database.Database): readonly ForeignKey[] {
  return database
    .prepare(
      `SELECT t.name AS "table", f."from" AS "column"
       FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f
       WHERE t.type = 'table'
         AND NOT EXISTS (
           SELECT 1 FROM pragma_table_info(t.name) AS c WHERE c.name = f."from" AND c.pk = 1 AND c.type = 'INTEGER')
         AND NOT EXISTS (
           SELECT 1 FROM pragma_index_list(t.name) AS i, pragma_index_info(i.name) AS c
           WHERE i.partial = 0 AND c.seqno = 0 AND c.name = f."from")`,
    )
    .all() as ForeignKey[];
}

describe('0005', () => {
  it('leaves no reference that costs a look at every row for each new event', () => {
    const database = new Database(':memory:');
    migrate(database, migrations.slice(0, 4));
    expect(referencesWithoutIndex(database)).toEqual([{ table: 'orders', column: 'version' }]);
    migrate(database, migrations);
    expect(referencesWithoutIndex(database)).toEqual([]);
    database.close();
  });
});
