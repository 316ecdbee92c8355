/** Entry of the maintenance worker thread: one job, one answer, and it ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { maintenanceJobs, type MaintenanceJob } from './maintenance-jobs.ts';

if (parentPort === null) throw new Error('The ledger maintenance runs as a worker thread only');
const port = parentPort;
const { name, argument } = workerData as MaintenanceJob;
// The job is typed where it is given; here only its name is left to find the function.
const job = maintenanceJobs[name] as (argument: unknown) => unknown;
Promise.resolve(job(argument)).then(
  (answer) => port.postMessage(answer),
  (fault: unknown) => {
    // Outside the promise it ends the worker, and the one who waits hears why.
    setImmediate(() => {
      throw fault;
    });
  },
);
