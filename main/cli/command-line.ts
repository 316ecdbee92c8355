/** `scantill <command> [options]`, for support and for proof; docs/command-line.md says all of it. */
import { parseArgs } from 'node:util';
import { wallets, type Wallet } from '../domain/order.ts';
import type { AccountCommands, CommandWorld } from './account.ts';
import { alipayCommands } from './alipay-account.ts';
import { certificateSerials } from './certificate-serials.ts';
import { readBytes, readAccountFile, readTextFile } from './account-file.ts';
import { exitCodes, UsageError, type CommandResult } from './results.ts';
import { scanForPayCommands } from './scanforpay-account.ts';

const options = {
  account: { type: 'string' },
  input: { type: 'string' },
  method: { type: 'string' },
  'content-type': { type: 'string' },
  'order-no': { type: 'string' },
  'gateway-order-no': { type: 'string' },
  'refund-no': { type: 'string' },
  'amount-minor': { type: 'string' },
  wallet: { type: 'string' },
  title: { type: 'string' },
  'operator-id': { type: 'string' },
  'terminal-no': { type: 'string' },
  'notify-url': { type: 'string' },
  'time-limit': { type: 'string' },
  fields: { type: 'string' },
} as const;

type OptionName = keyof typeof options;
type Values = Readonly<Partial<Record<OptionName, string>>>;

interface Command {
  readonly required: readonly OptionName[];
  readonly optional: readonly OptionName[];
  readonly run: (values: Values, world: CommandWorld) => Promise<CommandResult>;
}

const commands: Readonly<Record<string, Command>> = {
  sign: {
    required: ['account', 'input'],
    optional: [],
    run: (values, world) => withAccount(values, world, (account) => account.sign(inputOf(values, world))),
  },
  'verify-response': {
    required: ['account', 'input'],
    optional: ['method'],
    run: (values, world) =>
      withAccount(values, world, (account) => account.verifyResponse(inputOf(values, world), values.method)),
  },
  'verify-notification': {
    required: ['account', 'input'],
    optional: ['content-type'],
    run: (values, world) =>
      withAccount(values, world, (account) =>
        account.verifyNotification(inputOf(values, world), values['content-type']),
      ),
  },
  'cert-sn': {
    required: ['input'],
    optional: [],
    run: (values) => Promise.resolve(certificateSerials(readBytes(textOf(values, 'input')))),
  },
  create: {
    required: ['account', 'order-no', 'amount-minor', 'wallet'],
    optional: ['title', 'operator-id', 'terminal-no', 'notify-url', 'time-limit', 'fields'],
    run: (values, world) =>
      withAccount(values, world, (account) =>
        account.create({
          orderNo: textOf(values, 'order-no'),
          wallet: walletOf(values),
          amountMinor: amountOf(values),
          title: values.title,
          operatorId: values['operator-id'],
          terminalNo: values['terminal-no'],
          notifyUrl: values['notify-url'],
          timeLimit: values['time-limit'],
          fieldsText: values.fields === undefined ? undefined : readTextFile(values.fields),
        }),
      ),
  },
  query: {
    required: ['account'],
    optional: ['order-no', 'gateway-order-no'],
    run: (values, world) =>
      withAccount(values, world, (account) =>
        account.query({ orderNo: values['order-no'] ?? null, gatewayOrderNo: values['gateway-order-no'] ?? null }),
      ),
  },
  refund: {
    required: ['account', 'order-no', 'refund-no', 'amount-minor'],
    optional: ['operator-id', 'terminal-no'],
    run: (values, world) =>
      withAccount(values, world, (account) =>
        account.refund({
          orderNo: textOf(values, 'order-no'),
          refundNo: textOf(values, 'refund-no'),
          amountMinor: amountOf(values),
          operatorId: values['operator-id'],
          terminalNo: values['terminal-no'],
        }),
      ),
  },
};

/** Runs one command. What the person has to mend comes back as a result too; anything else that is thrown is a bug. */
export async function runCommandLine(commandArguments: readonly string[], world: CommandWorld): Promise<CommandResult> {
  try {
    const [name, ...others] = commandArguments;
    if (name === 'ledger') {
      // Loaded here, so that no other command needs SQLite.
      const { runLedgerCommand } = await import('./ledger-commands.ts');
      return runLedgerCommand(others, world.clock.now());
    }
    const { command, values } = readArguments(commandArguments);
    return await command.run(values, world);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { exitCode: exitCodes.usage, output: { kind: 'usage', message: error.message } };
  }
}

function readArguments(commandArguments: readonly string[]): { readonly command: Command; readonly values: Values } {
  const [name = '', ...others] = commandArguments;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined)
    throw new UsageError(`The commands are ${[...Object.keys(commands), 'ledger'].join(', ')}.`);
  const values = parse(name, others);
  const known = [...command.required, ...command.optional];
  const names = Object.keys(values) as OptionName[];
  const foreign = names.find((option) => !known.includes(option));
  if (foreign !== undefined) throw new UsageError(`${name} has no option --${foreign}.`);
  const missing = command.required.filter((option) => !values[option]);
  if (missing.length > 0) throw new UsageError(`${name} needs ${missing.map((option) => `--${option}`).join(' ')}.`);
  return { command, values };
}

function parse(name: string, others: readonly string[]): Values {
  try {
    return parseArgs({ args: [...others], options, strict: true, allowPositionals: false }).values;
  } catch {
    // The parser's own message repeats what was typed; a key may have been.
    const known = commands[name];
    const all = [...(known?.required ?? []), ...(known?.optional ?? [])].map((option) => `--${option} …`);
    throw new UsageError(`${name} takes ${all.join(' ')}. Keys are never given here; see docs/command-line.md.`);
  }
}

async function withAccount(
  values: Values,
  world: CommandWorld,
  work: (account: AccountCommands) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { account, keys } = readAccountFile(textOf(values, 'account'));
  const transport = world.openTransport(account.gateway === 'alipay' ? account.gatewayUrl : account.baseUrl);
  try {
    return await work(
      account.gateway === 'alipay'
        ? alipayCommands(account, keys, transport, world)
        : scanForPayCommands(account, keys, transport, world),
    );
  } finally {
    transport.close();
  }
}

function inputOf(values: Values, world: CommandWorld): Buffer {
  const path = textOf(values, 'input');
  return path === '-' ? world.readStandardInput() : readBytes(path);
}

function textOf(values: Values, option: OptionName): string {
  const text = values[option];
  if (text === undefined) throw new Error(`--${option} was not checked`);
  return text;
}

function amountOf(values: Values): number {
  const text = textOf(values, 'amount-minor');
  if (!/^[1-9]\d{0,9}$/.test(text)) {
    throw new UsageError('--amount-minor is a whole number in the smallest unit: 2000 for 20.00 CNY.');
  }
  return Number.parseInt(text, 10);
}

function walletOf(values: Values): Wallet {
  const wallet = wallets.find((known) => known === values.wallet);
  if (wallet === undefined) throw new UsageError(`--wallet is one of ${wallets.join(', ')}.`);
  return wallet;
}
