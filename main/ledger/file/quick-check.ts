import type Database from 'better-sqlite3';

/** SQLite's own check of pages, indexes and constraints; `null` when it finds nothing, else its first words. */
export function quickCheckProblem(database: Database.Database): string | null {
  const answer = String(database.pragma('quick_check(1)', { simple: true }));
  return answer === 'ok' ? null : answer;
}
