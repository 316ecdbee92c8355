/** What a till asks of either gateway, as far as whoever watches the exchange has to know. */
import type { Merchant } from './accounts.ts';

export type Operation = 'create' | 'pay' | 'query' | 'cancel' | 'refund' | 'refund_query';

export interface Asked {
  /** In whose name. */
  readonly merchant: Merchant;
  readonly operation: Operation;
  readonly orderNo: string;
}

export interface SignatureCheck<Call extends Asked> {
  readonly call: Call;
  readonly isSignedWell: boolean;
}
