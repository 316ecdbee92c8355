/**
 * Group commit: the writes that come within one turn of the event loop share one transaction, and one wait for the
 * disk. Each still succeeds or fails by itself, and none is answered before the commit is on disk.
 */
import type Database from 'better-sqlite3';
import { failureReasonOf } from '../file/failure.ts';

interface Job {
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

type Ran = { readonly job: Job; readonly value: unknown };

/** More would keep the readers of the write-ahead log, and the one who waits first, waiting for the last. */
const largestBatch = 64;

export class WriteQueue {
  readonly #database: Database.Database;
  #jobs: Job[] = [];
  #planned = false;
  #sawDamage = false;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Whether a write met a damaged page. */
  get sawDamage(): boolean {
    return this.#sawDamage;
  }

  /** Resolves with what `action` returned once it is durable; rejects when it threw or could not be committed. */
  run<Result>(action: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      // The one place where a job forgets its type: the value that it resolves with is the one that it returned.
      this.#jobs.push({ run: action, resolve: resolve as (value: unknown) => void, reject });
      this.#plan();
    });
  }

  /** Does now what is still waiting. */
  flush(): void {
    while (this.#jobs.length > 0) this.#runBatch(this.#jobs.splice(0, largestBatch));
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      this.flush();
    });
  }

  #runBatch(batch: readonly Job[]): void {
    const ran: Ran[] = [];
    let begun = 0;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const job of batch) {
        begun += 1;
        this.#runOne(job, ran);
      }
      this.#database.exec('COMMIT');
    } catch (fault) {
      // Those that had not had their turn are not to blame, unless nothing could even begin.
      const lost = begun === 0 ? batch : batch.slice(0, begun);
      // Who has failed by itself already keeps its own reason.
      for (const job of lost) this.#fail(job, fault);
      this.#jobs.unshift(...batch.slice(lost.length));
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      return;
    }
    for (const { job, value } of ran) job.resolve(value);
  }

  /** @throws when the transaction as a whole is lost: SQLite takes it back itself when the disk fails it. */
  #runOne(job: Job, ran: Ran[]): void {
    this.#database.exec('SAVEPOINT one');
    try {
      const value = job.run();
      this.#database.exec('RELEASE one');
      ran.push({ job, value });
    } catch (fault) {
      if (!this.#database.inTransaction) throw fault;
      this.#database.exec('ROLLBACK TO one');
      this.#database.exec('RELEASE one');
      this.#fail(job, fault);
    }
  }

  #fail({ reject }: Job, fault: unknown): void {
    if (failureReasonOf(fault) === 'corrupt') this.#sawDamage = true;
    reject(fault);
  }
}
