/**
 * `npm run faults -- --histories N`: the histories of test/support/world in pieces, each with a seed of its own, spread
 * over processes.
 */
import { fork } from 'node:child_process';
import type { GatewayKind } from '../../main/domain/order.ts';
import { faults } from '../support/world/audit.ts';
import { toBeMetOf, type Kind } from '../support/world/commands.ts';
import type { Piece, PieceResult } from './histories-process.ts';
import { tableOf } from './tally.ts';

export interface HistoriesParts {
  /** The bundled histories-process.ts. */
  readonly scriptPath: string;
  readonly histories: number;
  /** Of the first piece; those after it have the next ones. */
  readonly seed: number;
  readonly kinds: readonly Kind[];
  readonly gateways: readonly GatewayKind[];
  readonly lanes: number;
  readonly log: (line: string) => void;
}

export interface HistoriesOutcome {
  readonly table: string;
  readonly complaints: readonly string[];
}

const historiesPerPiece = 250;
const shownComplaints = 5;

export async function runHistories(parts: HistoriesParts): Promise<HistoriesOutcome> {
  const startedAtMs = performance.now();
  const pieces = piecesOf(parts);
  const results: PieceResult[] = [];
  const next = (): Piece | null => {
    const done = results.reduce((sum, { lived }) => sum + lived, 0);
    if (done > 0 && results.length % 10 === 0) parts.log(`histories: ${done} of ${parts.histories}`);
    return pieces.shift() ?? null;
  };
  await Promise.all(
    Array.from({ length: Math.min(parts.lanes, pieces.length) }, () =>
      runLane(parts.scriptPath, next, (result) => {
        results.push(result);
        for (const { complaints, where } of result.failures) parts.log(`${where}: ${complaints.join('; ')}`);
      }),
    ),
  );
  const seconds = (performance.now() - startedAtMs) / 1000;
  return {
    table: `${formatResults(results, parts.kinds)}\n${summaryOf(results, parts.seed, seconds)}`,
    complaints: [
      ...results.flatMap(({ failures }) =>
        failures.map(({ where, complaints }) => `${where}: ${String(complaints[0])}`),
      ),
      ...toBeMetOf(parts.kinds)
        .filter((thing) => countMet(results, thing) === 0)
        .map((thing) => `${thing}: never happened`),
    ],
  };
}

function piecesOf({ histories, seed, kinds, gateways }: HistoriesParts): Piece[] {
  const pieces: Piece[] = [];
  for (let taken = 0; taken < histories; taken += historiesPerPiece) {
    const gateway = gateways[pieces.length % gateways.length] as GatewayKind;
    const count = Math.min(historiesPerPiece, histories - taken);
    pieces.push({ gateway, seed: seed + pieces.length, count, kinds, shownComplaints });
  }
  return pieces;
}

function runLane(scriptPath: string, next: () => Piece | null, onResult: (result: PieceResult) => void): Promise<void> {
  const child = fork(scriptPath, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    const send = (): void => {
      const piece = next();
      if (piece === null) child.disconnect();
      else child.send(piece);
    };
    child.on('message', (result: PieceResult) => {
      onResult(result);
      send();
    });
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A process ended with ${String(code)}`))));
    send();
  });
}

function countMet(results: readonly PieceResult[], thing: string): number {
  return results.reduce((sum, { met }) => sum + (met[thing] ?? 0), 0);
}

/** One row for each kind, and for each turn that kinds take: the histories that met it, and what they came to. */
function formatResults(results: readonly PieceResult[], kinds: readonly Kind[]): string {
  const rows = ['all', ...toBeMetOf(kinds)].map((thing) => {
    const counts = faults.map((fault) =>
      results.reduce((sum, result) => sum + (result.faults[thing]?.[fault] ?? 0), 0),
    );
    return [thing, countMet(results, thing), ...counts].map(String);
  });
  return tableOf(['histories with', 'histories', ...faults], rows);
}

function summaryOf(results: readonly PieceResult[], seed: number, seconds: number): string {
  const sum = (of: (result: PieceResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  const lived = sum((result) => result.lived);
  const what = `${sum(({ orders }) => orders)} orders, ${sum(({ refunds }) => refunds)} refunds`;
  const last = seed + results.length - 1;
  const speed = (lived / seconds).toFixed(1);
  return `${lived} histories (${what}) in ${Math.round(seconds)} s, ${speed} a second, seeds ${seed} to ${last}`;
}
