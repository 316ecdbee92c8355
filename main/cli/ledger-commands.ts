/** `scantill ledger …`: what can be done with a ledger file without the app. */
import { parseArgs } from 'node:util';
import { netMinorOf, type Totals } from '../domain/totals.ts';
import { verifyLedgerFile, type FileVerdict, type UnusableFile } from '../ledger/verify-file.ts';
import type { ChainVerdict, KeptHead } from '../ledger/verify-chain.ts';
import { exitCodes, UsageError, type CommandResult } from './results.ts';

type ChainFault = Extract<ChainVerdict, { kind: 'broken' }>['what'];

const usages = { verify: 'ledger verify FILE [--head SEQUENCE:HASH]' } as const;

/** @throws UsageError when the words are none of its commands. */
export function runLedgerCommand([name = '', ...words]: readonly string[]): CommandResult {
  if (name === 'verify') return verify(words);
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
    case 'sound': {
      const { events, orders, headHash, totals } = verdict;
      const byCurrency = Object.entries(totals).map(([currency, sums]) => [currency, withNet(sums)] as const);
      const output = { kind: 'sound', events, orders, head: `${events}:${headHash}` };
      return { exitCode: exitCodes.done, output: { ...output, totals: Object.fromEntries(byCurrency) } };
    }
    case 'broken':
      return { exitCode: exitCodes.ledgerBroken, output: { ...verdict, message: faultWords[verdict.what] } };
    case 'unusable':
      return { exitCode: exitCodes.usage, output: { ...verdict, message: unusableWords[verdict.what] } };
  }
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
  signature_wrong: 'The signature of the closed day is not that of its key.',
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
