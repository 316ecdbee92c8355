/** Gives the maintenance worker thread one job after the other. */
import { Worker } from 'node:worker_threads';
import type { JobArgument, JobName, JobResult, MaintenanceJob } from './maintenance-jobs.ts';

export class MaintenanceThread {
  readonly #workerPath: string;
  #tail: Promise<unknown> = Promise.resolve();
  #worker: Worker | null = null;
  #isStopped = false;

  /** @param workerPath the bundled worker, `ledger-maintenance.cjs` beside the main bundle. */
  constructor(workerPath: string) {
    this.#workerPath = workerPath;
  }

  /** Rejects when the worker ends without an answer, or has been stopped. */
  run<Name extends JobName>(name: Name, argument: JobArgument<Name>): Promise<JobResult<Name>> {
    const result = this.#tail.then(() => this.#runNow({ name, argument }));
    // Whoever asked hears of a failure; the next job does not care.
    this.#tail = result.catch(() => undefined);
    // The one place where an answer gets its type back: the worker ran the function of this name.
    return result as Promise<JobResult<Name>>;
  }

  /** Ends what is being done. A backup in the making is only a partial file, and goes at the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#worker?.terminate();
    await this.#tail;
  }

  #runNow(workerData: MaintenanceJob): Promise<unknown> {
    if (this.#isStopped) return Promise.reject(new Error('The ledger maintenance is stopped'));
    const worker = new Worker(this.#workerPath, { workerData });
    this.#worker = worker;
    return new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      // After an answer this changes nothing.
      worker.once('exit', () => reject(new Error('The ledger maintenance ended without an answer')));
    });
  }
}
