/** Alipay's codes and sub-codes (gateways.md 2.7, 2.9) and what each means for us. */
import type { ProblemCode } from '../../domain/order.ts';
import type { NextStep, TradeReason } from '../../domain/refusal.ts';

interface Reasoned {
  readonly reason: TradeReason;
  readonly nextStep: NextStep;
}

/** `unsure` is never a failure: the order has to be queried. */
export type CodeMeaning =
  | { readonly kind: 'ok' }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'trade_not_exist' }
  | (Reasoned & { readonly kind: 'unsure' | 'refused'; readonly code: ProblemCode });

function unsure(reason: TradeReason, code: ProblemCode = 'gateway_unsure'): CodeMeaning {
  return { kind: 'unsure', code, reason, nextStep: 'query' };
}

function refused(reason: TradeReason, nextStep: NextStep, code: ProblemCode = 'gateway_refused'): CodeMeaning {
  return { kind: 'refused', code, reason, nextStep };
}

function misconfigured(reason: TradeReason): CodeMeaning {
  return refused(reason, 'mend_settings', 'configuration');
}

function rejected(reason: TradeReason): CodeMeaning {
  return refused(reason, 'mend_input', 'input_rejected');
}

const businessMeanings: ReadonlyMap<string, CodeMeaning> = new Map<string, CodeMeaning>([
  ['SYSTEM_ERROR', unsure('system_error')],
  ['UNKNOW_ERROR', unsure('system_error')],
  ['TRADE_NOT_EXIST', { kind: 'trade_not_exist' }],
  // Paid already: the query that follows will say so. Never a new charge.
  ['TRADE_HAS_SUCCESS', unsure('already_paid', 'already_paid')],
  ['TRADE_HAS_CLOSE', refused('already_closed', 'new_order', 'already_closed')],
  ['CONTEXT_INCONSISTENT', refused('number_used', 'new_order', 'order_number_used')],
  ['TOTAL_FEE_EXCEED', rejected('amount_exceeded')],
  ['INVALID_PARAMETER', rejected('parameter_wrong')],
  ['INVAILID_ARGUMENTS', rejected('parameter_wrong')],
  ['EXIST_FORBIDDEN_WORD', rejected('word_forbidden')],
  ['ACCESS_FORBIDDEN', misconfigured('access_forbidden')],
  ['PARTNER_ERROR', misconfigured('partner_wrong')],
  ['SELLER_BEEN_BLOCKED', misconfigured('seller_blocked')],
  ['BUYER_SELLER_EQUAL', refused('buyer_is_seller', 'tell_customer')],
  ['BUYER_BALANCE_NOT_ENOUGH', refused('buyer_balance_low', 'tell_customer')],
  ['BUYER_ENABLE_STATUS_FORBID', refused('buyer_disabled', 'tell_customer')],
  ['BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR', refused('buyer_day_limit', 'tell_customer')],
  ['BEYOND_PAY_RESTRICTION', refused('payment_restricted', 'tell_customer')],
  ['PAYMENT_AUTH_CODE_INVALID', refused('auth_code_invalid', 'tell_customer')],
  ['CANCEL_NOT_ALLOWED', refused('cancel_not_allowed', 'refund_instead')],
  ['TRADE_CANCEL_TIME_OUT', refused('cancel_too_late', 'refund_instead')],
  ['TRADE_HAS_FINISHED', refused('trade_finished', 'refund_instead')],
  ['SELLER_BALANCE_NOT_ENOUGH', refused('seller_balance_low', 'top_up')],
  ['REASON_TRADE_STATUS_INVALID', refused('trade_state_wrong', 'query')],
  ['REASON_ILLEGAL_STATUS', refused('trade_state_wrong', 'query')],
  ['TRADE_STATUS_ERROR', refused('trade_state_wrong', 'query')],
  ['REFUND_AMT_NOT_EQUAL_TOTAL', refused('refund_not_total', 'mend_input')],
  ['REASON_TRADE_REFUND_FEE_ERR', refused('refund_amount_wrong', 'mend_input')],
  ['TRADE_NOT_ALLOW_REFUND', refused('refund_not_allowed', 'none')],
  // The refund window is over.
  ['TRADE_FINISHED', refused('refund_not_allowed', 'none')],
  ['BILL_NOT_EXIST', refused('bill_not_exist', 'none')],
]);

/** `isv.*` faults that the owner has to mend in the settings, not the cashier in the sale. */
const configurationFaults: ReadonlyMap<string, TradeReason> = new Map<string, TradeReason>([
  ['isv.invalid-signature', 'signature_refused'],
  ['isv.missing-signature', 'signature_refused'],
  ['isv.invalid-signature-type', 'signature_refused'],
  ['isv.missing-signature-type', 'signature_refused'],
  ['isv.missing-signature-key', 'signature_refused'],
  ['isv.invalid-app-id', 'application_refused'],
  ['isv.missing-app-id', 'application_refused'],
  ['isv.invalid-timestamp', 'timestamp_refused'],
  ['isv.missing-timestamp', 'timestamp_refused'],
  ['isv.invalid-method', 'permission_missing'],
  ['isv.invalid-charset', 'parameter_wrong'],
]);

/** Whether the shop's own balance at Alipay is too low: nothing is wrong with the request, and it may be repeated. */
export function isForLackOfBalance(subCode: string | null): boolean {
  return subCode !== null && /^(?:ACQ|AQC)\.SELLER_BALANCE_NOT_ENOUGH$/.test(subCode);
}

/** @param subCode with its prefix, e.g. `ACQ.TRADE_NOT_EXIST`. */
export function meaningOf(code: string, subCode: string | null): CodeMeaning {
  if (subCode !== null && /^(?:isp|aop)\.unkno/.test(subCode)) return unsure('system_error');
  switch (code) {
    case '10000':
      return { kind: 'ok' };
    case '10003':
      return { kind: 'in_progress' };
    case '20000':
      return unsure('system_error');
    case '20001':
      return misconfigured('token_invalid');
    case '40003':
    case '40006':
      return misconfigured('permission_missing');
    case '40001':
    case '40002': {
      const reason = subCode === null ? undefined : configurationFaults.get(subCode);
      return reason === undefined ? rejected('parameter_wrong') : misconfigured(reason);
    }
    case '40004':
      // The gateway itself now and then spells `AQC`.
      return businessMeanings.get((subCode ?? '').replace(/^(?:ACQ|AQC)\./, '')) ?? refused('other', 'query');
    default:
      return unsure('other');
  }
}
