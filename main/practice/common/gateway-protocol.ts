/** What a gateway's folder gives to the platform: reading requests, writing answers and notifications. */
import type { Clock } from '../../ports/index.ts';
import type { Trade } from './books.ts';
import type { TradeRegister } from './trade-register.ts';
import type { Downloads } from './downloads.ts';
import type { GatewayCode, Operation } from './faults.ts';

/** One HTTP request as received. */
export interface GatewayRequest {
  readonly method: string;
  readonly path: string;
  /** The query string without `?`, undecoded. */
  readonly queryText: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export type Signing = 'right' | 'wrong' | 'none';

export interface GatewayAnswer {
  readonly contentType: string;
  body(signing: Signing): string | Buffer;
  /** To be called once the answer has left with its right signature: what the till has heard by it. */
  readonly onDelivered?: () => void;
}

/** What both gateways work with. */
export interface GatewayParts {
  readonly register: TradeRegister;
  readonly clock: Clock;
  readonly downloads: Downloads;
  /** The platform's address, without a slash at its end; known once it listens. */
  readonly baseUrl: () => string;
  /** Whether a day's bill can be had before the day is over. */
  readonly areBillsReadyAtOnce: boolean;
}

export interface NotificationMessage {
  readonly contentType: string;
  readonly body: string;
}

export interface GatewayProtocol {
  /** Which operation the request is for; `null` when it cannot be told, or it is none that is played here. */
  operationOf(request: GatewayRequest): Operation | null;
  /** Checks the request, carries it out and answers it. */
  answer(request: GatewayRequest): GatewayAnswer;
  /** An answer that says no, without carrying anything out. */
  refuse(request: GatewayRequest, code: GatewayCode): GatewayAnswer;
  /** The message that says the trade is paid. `amountMinor` is the trade's, but for a scenario that lies about it. */
  paidNotification(trade: Trade, amountMinor: number, signing: Exclude<Signing, 'none'>): NotificationMessage;
}
