import type { Wallet } from '../domain/order.ts';
import type { Clock } from '../ports/index.ts';
import type { HttpTransport } from '../gateways/http-transport.ts';
import type { CommandResult } from './results.ts';

export interface SaleOptions {
  readonly orderNo: string;
  readonly wallet: Wallet;
  readonly amountMinor: number;
  readonly title: string | undefined;
  readonly operatorId: string | undefined;
  readonly terminalNo: string | undefined;
  readonly notifyUrl: string | undefined;
  /** `5m`, `1c`, …; `undefined` for the account's own. */
  readonly timeLimit: string | undefined;
  /** The text of a file with the rest of Alipay's fields. */
  readonly fieldsText: string | undefined;
}

export interface QueryOptions {
  readonly orderNo: string | null;
  readonly gatewayOrderNo: string | null;
}

export interface RefundOptions {
  readonly orderNo: string;
  readonly refundNo: string;
  readonly amountMinor: number;
  readonly operatorId: string | undefined;
  readonly terminalNo: string | undefined;
}

/** What can be asked of a merchant account from the command line, whichever gateway it is at. */
export interface AccountCommands {
  /** Signs a request's document and shows exactly what was signed. */
  sign(document: Buffer): Promise<CommandResult>;
  /** @param method which operation's reply it is; only Alipay needs it, and only where it cannot be seen. */
  verifyResponse(document: Buffer, method: string | undefined): Promise<CommandResult>;
  verifyNotification(body: Buffer, contentType: string | undefined): Promise<CommandResult>;
  create(options: SaleOptions): Promise<CommandResult>;
  query(options: QueryOptions): Promise<CommandResult>;
  refund(options: RefundOptions): Promise<CommandResult>;
}

/** What the commands need of the world. */
export interface CommandWorld {
  readonly clock: Pick<Clock, 'now'>;
  readonly openTransport: (baseUrl: string) => HttpTransport & { close(): void };
  readonly readStandardInput: () => Buffer;
}
