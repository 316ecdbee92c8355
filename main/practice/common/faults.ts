import * as z from 'zod';
import type { GatewayKind } from '../../domain/order.ts';

export const operations = [
  'create',
  'query',
  'cancel',
  'close',
  /** The till reads the code that the customer's phone shows. */
  'pay',
  /** ScanForPay's website QR: a page with the code on it. */
  'web_code',
  'refund',
  'refund_query',
  /** Alipay's bill address, ScanForPay's checklist. */
  'bill',
] as const;
export type Operation = (typeof operations)[number];

/** A gateway's own result code, e.g. `9` at ScanForPay; at Alipay `20000` with `isp.unknow-error` beside it. */
export interface GatewayCode {
  readonly code: string;
  readonly subCode?: string;
  /** Further members of the answer, in the gateway's words, e.g. `{ retry_flag: 'Y' }`. */
  readonly fields?: Readonly<Record<string, string | number>>;
}

const mishaps = ['http_500', 'html', 'unsigned', 'wrong_signature', 'reset', 'stall'] as const;

export type Fault = (typeof mishaps)[number] | GatewayCode;

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

const plannedAnswer = z.strictObject({
  gateway: z.enum(['scanforpay', 'alipay']).optional(),
  operation: z.enum(operations),
  /** A mishap's name, or a gateway's code. */
  code: z.union([z.enum(mishaps), z.string().regex(/^\d{1,5}$/)]),
  subCode: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .optional(),
  fields: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  carriedOut: z.boolean().optional(),
});

/** Reads a fault as the phone API takes it: `{gateway?, operation, code, subCode?, fields?, carriedOut?}`. */
export function readPlannedFault(value: unknown): PlannedFault | null {
  const read = plannedAnswer.safeParse(value);
  if (!read.success) return null;
  const { gateway, operation, code, subCode, fields, carriedOut } = read.data;
  const mishap = mishaps.find((name) => name === code);
  const gatewayCode = {
    code,
    ...(subCode === undefined ? {} : { subCode }),
    ...(fields === undefined ? {} : { fields }),
  };
  return {
    ...(gateway === undefined ? {} : { gateway }),
    operation,
    fault: mishap ?? gatewayCode,
    ...(carriedOut === undefined ? {} : { carriedOut }),
  };
}

/** Faults planned for the next requests; each happens once. In memory only. */
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
