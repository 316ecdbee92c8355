import type { GatewayKind } from '../domain/order.ts';

export type Operation = 'create' | 'query' | 'cancel';

/** A gateway's own result code, e.g. `9` at ScanForPay; at Alipay `20000` with `isp.unknow-error` beside it. */
export interface GatewayCode {
  readonly code: string;
  readonly subCode?: string;
}

export type Fault = 'http_500' | 'html' | 'unsigned' | 'wrong_signature' | 'reset' | 'stall' | GatewayCode;

export interface PlannedFault {
  /** Left out: whichever gateway is asked next. */
  readonly gateway?: GatewayKind;
  readonly operation: Operation;
  readonly fault: Fault;
  /**
   * Whether the request is carried out although its answer goes wrong. Left out: `unsigned` and `wrong_signature`
   * are carried out, the others are not.
   */
  readonly carriedOut?: boolean;
}

/** Faults planned for the next requests, for tests; each happens once. In memory only. */
export class FaultPlan {
  readonly #planned: PlannedFault[] = [];

  add(fault: PlannedFault): void {
    this.#planned.push(fault);
  }

  take(gateway: GatewayKind, operation: Operation): PlannedFault | null {
    const index = this.#planned.findIndex(
      (planned) => planned.operation === operation && (planned.gateway ?? gateway) === gateway,
    );
    return index < 0 ? null : (this.#planned.splice(index, 1)[0] ?? null);
  }
}

export function isCarriedOut({ carriedOut, fault }: PlannedFault): boolean {
  return carriedOut ?? (fault === 'unsigned' || fault === 'wrong_signature');
}
