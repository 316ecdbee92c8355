/** `scantill ledger …`: what can be done with a ledger file without the app. */
import { parseArgs } from 'node:util';
import { netMinorOf, type Totals } from '../domain/totals.ts';
import { verifyLedgerFile, type FileVerdict, type UnusableFile } from '../ledger/verify/verify-file.ts';
import { salvageLedger, type LostEvents, type LostOrder, type SalvageOutcome } from '../ledger/salvage/salvage.ts';
import type { KeptHead } from '../ledger/format/kept-head.ts';
import type { ChainVerdict, SoundLedger } from '../ledger/verify/verify-chain.ts';
import { exitCodes, UsageError, type CommandResult, type ExitCode } from './results.ts';

type ChainFault = Extract<ChainVerdict, { kind: 'broken' }>['what'];

const usages = {
  verify: 'ledger verify FILE [--head SEQUENCE:HASH]',
  salvage: 'ledger salvage FILE --to NEW [--with BACKUP]',
} as const;

/** @throws UsageError when the words are none of its commands. */
export function runLedgerCommand([name = '', ...words]: readonly string[], now: Date): CommandResult {
  if (name === 'verify') return verify(words);
  if (name === 'salvage') return salvage(words, now);
  throw new UsageError(`The commands are ${Object.values(usages).join(', ')}.`);
}

function verify(words: readonly string[]): CommandResult {
  const { values, positionals } = parsed('verify', () =>
    parseArgs({ args: [...words], options: { head: { type: 'string' } }, allowPositionals: true }),
  );
  const [file, ...others] = positionals;
  if (file === undefined || file === '' || others.length > 0) throw usageError('verify');
  return resultOf(verifyLedgerFile(file, values.head === undefined ? undefined : keptHeadOf(values.head)));
}

function resultOf(verdict: FileVerdict): CommandResult {
  switch (verdict.kind) {
    case 'sound':
      return { exitCode: exitCodes.done, output: { kind: 'sound', ...contentsOf(verdict) } };
    case 'broken':
      return { exitCode: exitCodes.ledgerBroken, output: { ...verdict, message: faultWords[verdict.what] } };
    case 'unusable':
      return { exitCode: exitCodes.usage, output: { ...verdict, message: unusableWords[verdict.what] } };
  }
}

function contentsOf({ events, orders, headHash, totals }: SoundLedger): object {
  const byCurrency = Object.entries(totals).map(([currency, sums]) => [currency, withNet(sums)] as const);
  return { events, orders, head: `${events}:${headHash}`, totals: Object.fromEntries(byCurrency) };
}

function withNet(totals: Totals): Totals & { readonly netMinor: number } {
  return { ...totals, netMinor: netMinorOf(totals) };
}

const faultWords: Readonly<Record<ChainFault, string>> = {
  file_damaged: 'The file is damaged: it cannot be read whole.',
  sequence_gap: 'The event with this number is missing.',
  previous_hash_differs: 'The event does not hang on the one before it: one before it was exchanged.',
  hash_differs: 'The event is not what was written.',
  event_not_understood: 'The event makes no sense where it stands.',
  order_differs: 'The order, or one of its refunds, is not what its events say.',
  order_missing: 'The order of which its events tell is missing.',
  order_without_events: 'There is an order of which no event tells.',
  private_content_differs: 'What the event says of a person is not what was written.',
  private_content_missing: 'What the event says of a person is gone, and nobody recorded that it was taken out.',
  totals_differ: 'The sums of a day are not what its orders add up to.',
  money_unbalanced: 'The sums do not agree with each other.',
  reference_broken: 'A row refers to one that is not there.',
  signature_wrong: 'The signature of the sealed day is not that of its key.',
  head_differs: 'The hash that was signed or kept is not the one that this ledger has there.',
  end_missing: 'The ledger ends before the head that was kept: its last events were cut off.',
};

const unusableWords: Readonly<Record<UnusableFile, string>> = {
  missing: 'There is no such file.',
  not_a_ledger: 'The file is no ledger of Scantill, or its very beginning is destroyed.',
  newer_version: 'The ledger was written by a newer Scantill than this one.',
  older_version: 'The ledger was written by an older Scantill. Open it with this one first, or check a copy of it.',
  unreadable: 'The file cannot be read.',
};

function salvage(words: readonly string[], at: Date): CommandResult {
  const { values, positionals } = parsed('salvage', () =>
    parseArgs({
      args: [...words],
      options: { to: { type: 'string' }, with: { type: 'string' } },
      allowPositionals: true,
    }),
  );
  const [from, ...others] = positionals;
  const { to, with: backup = null } = values;
  if (!from || others.length > 0 || !to || backup === '') throw usageError('salvage');
  return salvageResult(salvageLedger({ from, to, backup, at }), to);
}

function salvageResult(outcome: SalvageOutcome, to: string): CommandResult {
  const notDone = (message: string, exitCode: ExitCode = exitCodes.usage): CommandResult => ({
    exitCode,
    output: { ...outcome, message },
  });
  switch (outcome.kind) {
    case 'salvaged': {
      const { ledger, lost, heldElsewhere, deliveriesLost, ordersRedacted, ...report } = outcome.report;
      const isWhole = lost === null && heldElsewhere.length === 0 && deliveriesLost === 0 && ordersRedacted === 0;
      const message = [
        lostWords(lost),
        elsewhereWords(heldElsewhere.length),
        redactedWords(ordersRedacted),
        deliveriesWords(deliveriesLost),
      ]
        .filter((words) => words !== null)
        .join(' ');
      const output = {
        kind: 'salvaged',
        to,
        ...contentsOf(ledger),
        ...report,
        ordersRedacted,
        deliveriesLost,
        lost: lost === null ? null : { ...lost, orders: lost.orders.map(lostOrder) },
        heldElsewhere: heldElsewhere.map(lostOrder),
      };
      return {
        exitCode: isWhole ? exitCodes.done : exitCodes.savedInPart,
        output: {
          ...output,
          message: message === '' ? 'Everything of which the damaged ledger knows is in the new one.' : message,
        },
      };
    }
    case 'nothing_readable':
      return notDone(
        'Not even the first event can be read, so nothing can be proven. Nothing was made.',
        exitCodes.ledgerBroken,
      );
    case 'unusable':
      return notDone(
        `${outcome.file === 'backup' ? 'The backup: ' : ''}${unusableWords[outcome.what]} Nothing was made.`,
      );
    case 'target_exists':
      return notDone('There is a file where the new ledger should be. Nothing was made.');
    case 'failed':
      return notDone('The new ledger could not be written. Nothing was made.');
  }
}

function lostWords(lost: LostEvents | null): string | null {
  if (lost === null) return null;
  const events = `Events ${lost.fromSequence} to ${lost.toSequence}, and whatever followed, are not in the new ledger.`;
  return `${events} Orders made or changed since then are missing in it or stand there as they were before: ask the gateway about them, or compare its bill.`;
}

function elsewhereWords(orders: number): string | null {
  if (orders === 0) return null;
  return `Of ${orders} orders the backup knows more: it went on in another way than the ledger, and only one could be gone on with. Ask the gateway about them.`;
}

/** What is needed to look it up. */
function lostOrder({ orderNo, isKnown, listed }: LostOrder): object {
  if (listed === null) return { orderNo, isKnown, listed };
  const { createdAt, amountMinor, currency, state } = listed;
  return { orderNo, isKnown, listed: { orderNo, createdAt, amountMinor, currency, state } };
}

function redactedWords(orders: number): string | null {
  if (orders === 0) return null;
  return `What was said of persons could not be read for ${orders} of the orders; it is recorded as taken out.`;
}

function deliveriesWords(deliveries: number): string | null {
  return deliveries === 0 ? null : `${deliveries} of the gateways’ messages could not be read.`;
}

function keptHeadOf(text: string): KeptHead {
  const [, sequence = '', hash = ''] = /^(\d{1,15}):([0-9A-Fa-f]{64})$/.exec(text) ?? [];
  if (hash === '') throw new UsageError('--head is a sequence, a colon and a hash, as verify prints it.');
  return { sequence: Number.parseInt(sequence, 10), hash: hash.toLowerCase() };
}

function parsed<Result>(name: keyof typeof usages, parse: () => Result): Result {
  try {
    return parse();
  } catch {
    throw usageError(name);
  }
}

function usageError(name: keyof typeof usages): UsageError {
  return new UsageError(`It is ${usages[name]}; see docs/command-line.md.`);
}
