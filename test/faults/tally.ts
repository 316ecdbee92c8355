/** What came of the runs: one row for each fault, and whether all is well. */
import type { Audit, Fault } from './audit.ts';

export interface Row {
  readonly fault: string;
  runs: number;
  orders: number;
  refunds: number;
  lost: number;
  doubled: number;
  invented: number;
  wrong: number;
  longestRecoveryMs: number;
}

export class Tally {
  readonly #rows = new Map<string, Row>();
  readonly #log: (line: string) => void;

  /** `log` hears of every finding as it comes. */
  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Makes the row even where no run follows: a fault that never happened has to show. */
  expect(fault: string): Row {
    const known = this.#rows.get(fault);
    if (known !== undefined) return known;
    const row = {
      fault,
      runs: 0,
      orders: 0,
      refunds: 0,
      lost: 0,
      doubled: 0,
      invented: 0,
      wrong: 0,
      longestRecoveryMs: 0,
    };
    this.#rows.set(fault, row);
    return row;
  }

  /** `newOrders` and `newRefunds`: those of this run alone. `hint`: how to have this run again. */
  add(
    fault: string,
    result: Audit,
    run: { newOrders: number; newRefunds: number; recoveryMs: number; hint: string },
  ): void {
    const row = this.expect(fault);
    row.runs += 1;
    row.orders += run.newOrders;
    row.refunds += run.newRefunds;
    row.longestRecoveryMs = Math.max(row.longestRecoveryMs, run.recoveryMs);
    for (const { fault: kind, orderNo, detail } of result.findings) {
      row[kind satisfies Fault] += 1;
      this.#log(`${fault}: ${kind}: ${orderNo} ${detail} (${run.hint})`);
    }
  }

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  get runs(): number {
    return this.rows.reduce((sum, { runs }) => sum + runs, 0);
  }

  /** What is not as it should be; empty when all is well. */
  get complaints(): readonly string[] {
    return this.rows.flatMap(({ fault, runs, lost, doubled, invented, wrong }) => {
      if (runs === 0) return [`${fault}: never happened`];
      return lost + doubled + invented + wrong > 0 ? [`${fault}: the ledger and the books differ`] : [];
    });
  }
}

export function formatTable(rows: readonly Row[]): string {
  const heads = [
    'fault',
    'runs',
    'orders',
    'refunds',
    'lost',
    'doubled',
    'invented',
    'wrong state',
    'longest recovery',
  ];
  const lines = rows.map((row) => [
    row.fault,
    ...[row.runs, row.orders, row.refunds, row.lost, row.doubled, row.invented, row.wrong].map(String),
    `${(row.longestRecoveryMs / 1000).toFixed(2)} s`,
  ]);
  return tableOf(heads, lines);
}

/** The first column to the left, the others to the right. */
export function tableOf(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...lines.map((line) => (line[column] ?? '').length)),
  );
  const format = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [format(heads), format(widths.map((width) => '─'.repeat(width))), ...lines.map(format)].join('\n');
}
