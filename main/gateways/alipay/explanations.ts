/** Alipay's codes and sub-codes as a reason and a next step for the person at the counter. */
import type { Explanation } from '../../domain/refusal.ts';
import { meaningOf } from './result-codes.ts';

/** @param gatewayCode a sub-code such as `ACQ.SYSTEM_ERROR` or `isv.invalid-signature`, or a code such as `20000`. */
export function explainCode(gatewayCode: string): Explanation | null {
  const meaning = /^\d+$/.test(gatewayCode)
    ? meaningOf(gatewayCode, null)
    : meaningOf(/^(?:ACQ|AQC)\./.test(gatewayCode) ? '40004' : '40002', gatewayCode);
  switch (meaning.kind) {
    case 'unsure':
    case 'refused':
      return { reason: meaning.reason, nextStep: meaning.nextStep };
    case 'trade_not_exist':
      return { reason: 'trade_not_exist', nextStep: 'query' };
    case 'in_progress':
      return { reason: 'awaiting_customer', nextStep: 'query' };
    case 'ok':
      return null;
  }
}
