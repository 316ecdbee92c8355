/** What passes between the reader and its worker. Everything is derived from `readerQueries`. */
import type { QueryName, ReaderQueries } from './reader-queries.ts';

export interface ReaderWorkerData {
  readonly ledgerPath: string;
  readonly purpose: 'reading' | 'inspecting';
}

export type QueryArgument<Name extends QueryName> = Parameters<ReaderQueries[Name]>[1];
export type QueryResult<Name extends QueryName> = ReturnType<ReaderQueries[Name]>;

export type ReaderRequest =
  | { readonly kind: 'query'; readonly id: number; readonly name: QueryName; readonly argument: unknown }
  | { readonly kind: 'close' };

export type ReaderResponse =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: Error };
