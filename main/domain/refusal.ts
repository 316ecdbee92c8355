/** Why a gateway said no, and what to do about it, in words that both gateways share. Pure. */

/** About the trade, the account or the request. */
export const tradeReasons = [
  'system_error',
  'awaiting_customer',
  'trade_not_exist',
  'already_paid',
  'already_closed',
  'number_used',
  'amount_exceeded',
  'parameter_wrong',
  'word_forbidden',
  'access_forbidden',
  'partner_wrong',
  'seller_blocked',
  'buyer_is_seller',
  'buyer_balance_low',
  'buyer_disabled',
  'buyer_day_limit',
  'payment_restricted',
  'auth_code_invalid',
  'cancel_not_allowed',
  'cancel_too_late',
  'trade_finished',
  'seller_balance_low',
  'trade_state_wrong',
  'refund_not_total',
  'refund_amount_wrong',
  'refund_not_allowed',
  'bill_not_exist',
  'token_invalid',
  'signature_refused',
  'certificate_refused',
  'encryption_refused',
  'timestamp_refused',
  'application_refused',
  'permission_missing',
  'other',
] as const;
export type TradeReason = (typeof tradeReasons)[number];

/** About which wallet was used, or may be. */
const walletReasons = [
  'open_in_wallet',
  'pay_with_alipay',
  'pay_with_wechat',
  'account_not_opened',
  'payment_type_not_opened',
] as const;

export const refusalReasons = [...tradeReasons, ...walletReasons] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export const nextSteps = [
  /** Ask the gateway again with the same number: nothing is certain yet. */
  'query',
  /** Start the sale again: a new number is made for it. */
  'new_order',
  /** Change what was typed. */
  'mend_input',
  /** For the owner: keys, contract, address or clock. */
  'mend_settings',
  /** The customer's wallet or account says no: another wallet, or cash. */
  'tell_customer',
  /** It can no longer be cancelled; give the money back instead. */
  'refund_instead',
  /** The shop's balance is too low: top up, then the same again. */
  'top_up',
  /** Nothing more can be done with this trade. */
  'none',
] as const;
export type NextStep = (typeof nextSteps)[number];

export interface Explanation {
  readonly reason: RefusalReason;
  readonly nextStep: NextStep;
}
