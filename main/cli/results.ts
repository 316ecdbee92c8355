/** What a command came to: one JSON document for standard output, and the code with which the program ends. */

/** See docs/command-line.md. */
export const exitCodes = {
  done: 0,
  /** A fault of the program itself. */
  broken: 1,
  /** The command, its options or its files are not usable; nothing was done. */
  usage: 2,
  /** The signature does not prove the document. */
  notVerified: 3,
  /** The gateway may or may not have carried it out: query. */
  unknown: 4,
  /** The gateway said no, or knows no such order. */
  refused: 5,
  /** Nothing left this computer. */
  notSent: 6,
  /** The ledger is not what was written. */
  ledgerBroken: 7,
  /** A new ledger was made of a damaged one, and something is not in it. */
  savedInPart: 8,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface CommandResult {
  readonly exitCode: ExitCode;
  /** Written as JSON. Never holds a key. */
  readonly output: object;
}

/** Thrown where the person who typed the command has to change something. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function verified(output: object): CommandResult {
  return { exitCode: exitCodes.done, output: { verified: true, ...output } };
}

export function notVerified(reason: string, output: object = {}): CommandResult {
  return { exitCode: exitCodes.notVerified, output: { verified: false, reason, ...output } };
}

/** The result of asking a gateway: its outcome as it is, under the exit code of its kind. */
export function gatewayResult(outcome: { readonly kind: string }, clockSkewMs: number | null): CommandResult {
  return { exitCode: exitCodeOf(outcome.kind), output: { ...outcome, clockSkewMs } };
}

function exitCodeOf(kind: string): ExitCode {
  switch (kind) {
    case 'unknown':
    // Alipay took the refund but does not say that money moved.
    case 'unconfirmed':
      return exitCodes.unknown;
    case 'refused':
    case 'not_found':
      return exitCodes.refused;
    case 'not_sent':
      return exitCodes.notSent;
    default:
      return exitCodes.done;
  }
}
