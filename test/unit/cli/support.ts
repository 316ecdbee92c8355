/** A folder with an account and its key files, and the command line run in this process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { runCommandLine } from '../../../main/cli/command-line.ts';
import type { CommandResult } from '../../../main/cli/results.ts';
import type { HttpFailure, HttpReply } from '../../../main/gateways/http-transport.ts';
import * as doubles from '../gateways/doubles.ts';

const { clock, transportAnswering } = doubles;

export const scanForPayAccount = {
  gateway: 'scanforpay',
  ...doubles.scanForPayAccount,
  name: 'Counter',
  currency: 'CNY',
  wallets: ['alipay', 'wechat_pay'],
  publicNotifyUrl: '',
};

export const alipayAccount = { gateway: 'alipay', ...doubles.alipayAccount, name: 'Counter', publicNotifyUrl: '' };

/** The folder goes when the test is over. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'scantill-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

export function accountText(account: object, keyFiles: Readonly<Record<string, string>>): string {
  return JSON.stringify({ account, keyFiles });
}

export interface Ran {
  readonly exitCode: number;
  readonly output: Readonly<Record<string, unknown>>;
  readonly sent: readonly { readonly url: string; readonly body: string }[];
}

export interface Surroundings {
  readonly answer?: string | HttpReply | HttpFailure;
  readonly standardInput?: string;
}

export async function run(
  commandArguments: readonly string[],
  { answer = '', standardInput = '' }: Surroundings = {},
): Promise<Ran> {
  const transport = transportAnswering(() => answer);
  const result: CommandResult = await runCommandLine(commandArguments, {
    clock,
    openTransport: () => ({ ...transport, close: () => undefined }),
    readStandardInput: () => Buffer.from(standardInput),
  });
  return {
    exitCode: result.exitCode,
    output: JSON.parse(JSON.stringify(result.output)) as Record<string, unknown>,
    sent: transport.requests.map(({ url, body }) => ({ url, body: Buffer.from(body).toString() })),
  };
}
