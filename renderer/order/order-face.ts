/** Which face of the sale screen an order gets. Pure. */
import type { OrderView } from '../../preload/contract/index.ts';
import { isByCode } from '../app/order-text.ts';

export type OrderScreenName =
  /** The request is on its way; there is no code yet. */
  | 'asking'
  /** The customer's own code was scanned: asked for the money, or for the customer's word on the phone. */
  | 'confirming'
  /** The code is on screen. */
  | 'code'
  /** The code's time is over, and the gateway has not yet been heard on it. */
  | 'code_over'
  /** The code was out, and the gateway has been silent since. */
  | 'unknown'
  | 'paid'
  | 'paid_late'
  /** No answer to the request for a code. */
  | 'create_unknown'
  /** Giving it up; the gateway is being asked. */
  | 'closing'
  /** No answer to the question whether it is closed. */
  | 'close_unknown'
  /** Refused, or never sent. */
  | 'refused'
  | 'declined'
  /** Closed unpaid, confirmed. */
  | 'closed'
  /** Given up here; the gateway cannot cancel, so it is watched on. */
  | 'expired'
  | 'refunded';

export function orderScreen(
  order: Pick<OrderView, 'state' | 'display' | 'way' | 'qrText' | 'codeExpiresAt' | 'problem'>,
  nowMs: number,
): OrderScreenName {
  switch (order.state) {
    case 'creating':
      return isByCode(order) ? 'confirming' : 'asking';
    case 'awaiting':
      if (order.display === 'unknown') return 'unknown';
      if (isByCode(order)) return 'confirming';
      if (order.qrText === null) return 'asking';
      return Date.parse(order.codeExpiresAt) > nowMs ? 'code' : 'code_over';
    case 'expired_watching':
      return 'expired';
    // Nothing has been sent, or ever will be: what can be done with it is on the Charge screen.
    case 'held':
      return 'asking';
    case 'discarded':
      return 'closed';
    // The money may have gone with the request, where the code was the customer's; or before, where the gateway says so.
    case 'create_unknown':
      return isByCode(order) || order.problem?.code === 'already_paid' ? 'unknown' : 'create_unknown';
    case 'closing':
    case 'close_unknown':
    case 'refused':
    case 'declined':
    case 'closed':
    case 'paid':
    case 'paid_late':
    case 'refunded':
      return order.state;
  }
}
