/** The ledger's reader: history, search and checks, in a worker thread over a read-only connection. */
import { Worker } from 'node:worker_threads';
import type { LedgerReader } from '../../ports/index.ts';
import type { QueryArgument, QueryResult, ReaderRequest, ReaderResponse, ReaderWorkerData } from './reader-protocol.ts';
import type { QueryName } from './reader-queries.ts';
import type { KeptHead } from '../format/kept-head.ts';
import type { ChainVerdict } from '../verify/verify-chain.ts';

export interface OpenLedgerReader extends LedgerReader {
  /** Hex; `null` when the ledger ends before this event. */
  hashAt(sequence: number): Promise<string | null>;
  /** Checks everything; takes its own worker, so that searching goes on meanwhile. */
  verifyChain(keptHead?: KeptHead): Promise<ChainVerdict>;
  /** Answers what was asked, then ends the worker. Calls after it reject. */
  close(): Promise<void>;
}

export interface LedgerReaderOptions {
  /** The bundled worker, `ledger-reader.cjs` beside the main bundle. */
  readonly workerPath: string;
  /** Default: a ledger that a till has open. */
  readonly of?: 'ledger' | 'backup';
}

/** Starts nothing yet: the worker comes with the first question, and again after it has failed. */
export function createLedgerReader(
  ledgerPath: string,
  { workerPath, of = 'ledger' }: LedgerReaderOptions,
): OpenLedgerReader {
  const workerData: ReaderWorkerData = { ledgerPath, purpose: of === 'ledger' ? 'reading' : 'inspecting' };
  let connection: WorkerConnection | undefined;
  let closed = false;

  function ask<Name extends QueryName>(name: Name, argument: QueryArgument<Name>): Promise<QueryResult<Name>> {
    if (closed) return Promise.reject(new Error('The ledger reader is closed'));
    if (connection?.alive !== true) connection = new WorkerConnection(workerData, workerPath);
    return connection.ask(name, argument);
  }

  return {
    listOrders: (query) => ask('listOrders', query),
    readOrder: (orderNo) => ask('readOrder', orderNo),
    timeline: (orderNo) => ask('timeline', orderNo),
    listNotifications: (limit) => ask('listNotifications', limit),
    listUnmatched: (limit) => ask('listUnmatched', limit),
    listAudit: (limit) => ask('listAudit', limit),
    countAttention: () => ask('countAttention', undefined),
    lastSale: () => ask('lastSale', undefined),
    hashAt: (sequence) => ask('hashAt', sequence),
    async verifyChain(keptHead) {
      if (closed) throw new Error('The ledger reader is closed');
      const own = new WorkerConnection(workerData, workerPath);
      try {
        return await own.ask('verifyChain', keptHead);
      } finally {
        await own.close();
      }
    },
    async close() {
      closed = true;
      await connection?.close();
    },
  };
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One worker and the questions it has not answered yet. */
class WorkerConnection {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #alive = true;
  #failure = new Error('The ledger reader ended');

  constructor(workerData: ReaderWorkerData, workerPath: string) {
    this.#worker = new Worker(workerPath, { workerData });
    this.#worker.on('message', (response: ReaderResponse) => {
      this.#settle(response);
    });
    this.#worker.on('error', (error) => {
      this.#alive = false;
      this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#alive = false;
        for (const { reject } of this.#waiting.values()) reject(this.#failure);
        this.#waiting.clear();
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  ask<Name extends QueryName>(name: Name, argument: QueryArgument<Name>): Promise<QueryResult<Name>> {
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      // The one place where an answer gets its type back: the worker ran the function of this name.
      const typedResolve = resolve as (value: unknown) => void;
      this.#waiting.set(id, { resolve: typedResolve, reject });
      this.#send({ kind: 'query', id, name, argument });
    });
  }

  close(): Promise<void> {
    this.#send({ kind: 'close' });
    return this.#ended;
  }

  #send(request: ReaderRequest): void {
    this.#worker.postMessage(request);
  }

  #settle(response: ReaderResponse): void {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if (response.ok) waiting?.resolve(response.value);
    else waiting?.reject(response.error);
  }
}
