/** Entry of the reader's worker thread: one read-only connection, requests answered in the order they came. */
import type Database from 'better-sqlite3';
import { parentPort, workerData } from 'node:worker_threads';
import type { ReaderRequest, ReaderResponse, ReaderWorkerData } from './reader-protocol.ts';
import { openReadOnly, readerQueries } from './reader-queries.ts';

if (parentPort === null) throw new Error('The ledger reader runs as a worker thread only');
const port = parentPort;
const { ledgerPath, purpose } = workerData as ReaderWorkerData;
const database = openReadOnly(ledgerPath, purpose);

port.on('message', (request: ReaderRequest) => {
  if (request.kind === 'close') {
    database.close();
    port.close();
    return;
  }
  port.postMessage(answer(request));
});

function answer({ id, name, argument }: Extract<ReaderRequest, { kind: 'query' }>): ReaderResponse {
  try {
    // The protocol is typed on the sending side; here only the name is left to find the function.
    const query = readerQueries[name] as (database: Database.Database, argument: unknown) => unknown;
    return { id, ok: true, value: query(database, argument) };
  } catch (error) {
    return { id, ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
