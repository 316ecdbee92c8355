/**
 * Alipay's codes, each with its sub-codes (gateways.md 2.7, 2.9; the gateway's page of common codes): for each pair what
 * it says of the request, and what it means for the person at the counter. The pair decides: a sub-code alone, or one
 * under another code, says nothing.
 */
import type { ProblemCode } from '../../domain/order.ts';
import type { Explanation, NextStep, TradeReason } from '../../domain/refusal.ts';

interface Reasoned {
  readonly reason: TradeReason;
  readonly nextStep: NextStep;
}

/** `unsure` is never a failure: the order has to be queried. */
export type CodeMeaning =
  | { readonly kind: 'ok' }
  | (Reasoned & { readonly kind: 'in_progress' | 'trade_not_exist' })
  | (Reasoned & { readonly kind: 'unsure' | 'refused'; readonly code: ProblemCode });

function unsure(reason: TradeReason, code: ProblemCode = 'gateway_unsure'): CodeMeaning {
  return { kind: 'unsure', code, reason, nextStep: 'query' };
}

function refused(reason: TradeReason, nextStep: NextStep, code: ProblemCode = 'gateway_refused'): CodeMeaning {
  return { kind: 'refused', code, reason, nextStep };
}

/** For the owner to mend: keys, certificates, contract, clock. No cashier has typed any of it. */
function misconfigured(reason: TradeReason): CodeMeaning {
  return refused(reason, 'mend_settings', 'configuration');
}

function rejected(reason: TradeReason): CodeMeaning {
  return refused(reason, 'mend_input', 'input_rejected');
}

type SubCodes = readonly (readonly [subCode: string | RegExp, meaning: CodeMeaning])[];

interface CodeEntry {
  /** Of the code without a sub-code. */
  readonly alone: CodeMeaning;
  /** By name without its prefix `ACQ.`, `isv.`, … */
  readonly subCodes: SubCodes;
}

/** A pair of no table may stand for anything, also for a request that was carried out. */
const unlisted = unsure('other');
const systemError = unsure('system_error');
const signatureRefused = misconfigured('signature_refused');
const certificateRefused = misconfigured('certificate_refused');
const encryptionRefused = misconfigured('encryption_refused');
const tokenInvalid = misconfigured('token_invalid');
const permissionMissing = misconfigured('permission_missing');
const ownParameterWrong = misconfigured('parameter_wrong');
const contentWrong = rejected('parameter_wrong');

const missingParameters: SubCodes = [
  ['missing-signature', signatureRefused],
  ['missing-signature-type', signatureRefused],
  ['missing-signature-key', signatureRefused],
  ['missing-app-id', misconfigured('application_refused')],
  ['missing-timestamp', misconfigured('timestamp_refused')],
  ['missing-method', ownParameterWrong],
  ['missing-version', ownParameterWrong],
  ['missing-app-cert-sn', certificateRefused],
  ['missing-alipay-root-cert-sn', certificateRefused],
  ['decryption-error-missing-encrypt-type', encryptionRefused],
  // What else is missing is missing of the content.
  [/^missing-./, contentWrong],
];

const invalidParameters: SubCodes = [
  ['invalid-signature', signatureRefused],
  ['invalid-signature-type', signatureRefused],
  ['missing-signature-config', signatureRefused],
  ['invalid-digest', signatureRefused],
  ['invalid-app-id', misconfigured('application_refused')],
  ['invalid-timestamp', misconfigured('timestamp_refused')],
  ['invalid-method', permissionMissing],
  ['forbidden-api', permissionMissing],
  ['not-support-app-auth', permissionMissing],
  ['invalid-format', ownParameterWrong],
  ['invalid-charset', ownParameterWrong],
  ['invalid-content-type', ownParameterWrong],
  ['invalid-app-cert-sn', certificateRefused],
  ['invalid-alipay-root-cert-sn', certificateRefused],
  ['app-cert-expired', certificateRefused],
  ['app-cert-not-exist', certificateRefused],
  ['alipay-cert-not-exist', certificateRefused],
  ['invalid-encrypt', encryptionRefused],
  ['invalid-encrypt-type', encryptionRefused],
  [/^decryption-error-./, encryptionRefused],
  ['invalid-parameter', contentWrong],
  ['illegal-json', contentWrong],
  ['suspected-attack', contentWrong],
];

const authorisations: SubCodes = [
  ['invalid-auth-token', tokenInvalid],
  ['auth-token-time-out', tokenInvalid],
  ['invalid-app-auth-token', tokenInvalid],
  ['invalid-app-auth-token-no-api', tokenInvalid],
  ['app-auth-token-time-out', tokenInvalid],
  ['no-product-reg-by-partner', permissionMissing],
];

const businessFaults: SubCodes = [
  ['SYSTEM_ERROR', systemError],
  ['UNKNOW_ERROR', systemError],
  ['TRADE_NOT_EXIST', { kind: 'trade_not_exist', reason: 'trade_not_exist', nextStep: 'query' }],
  // Paid already: the query that follows will say so. Never a new charge.
  ['TRADE_HAS_SUCCESS', unsure('already_paid', 'already_paid')],
  ['TRADE_HAS_CLOSE', refused('already_closed', 'new_order', 'already_closed')],
  ['CONTEXT_INCONSISTENT', refused('number_used', 'new_order', 'order_number_used')],
  ['TOTAL_FEE_EXCEED', rejected('amount_exceeded')],
  ['INVALID_PARAMETER', contentWrong],
  ['INVAILID_ARGUMENTS', contentWrong],
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
];

const codes: ReadonlyMap<string, CodeEntry> = new Map<string, CodeEntry>([
  ['10000', { alone: { kind: 'ok' }, subCodes: [] }],
  ['10003', { alone: { kind: 'in_progress', reason: 'awaiting_customer', nextStep: 'query' }, subCodes: [] }],
  // «Service not available»: whatever stands below it, nothing is known.
  ['20000', { alone: systemError, subCodes: [[/./, systemError]] }],
  ['20001', { alone: tokenInvalid, subCodes: authorisations }],
  ['40001', { alone: contentWrong, subCodes: missingParameters }],
  ['40002', { alone: contentWrong, subCodes: invalidParameters }],
  [
    '40003',
    {
      alone: permissionMissing,
      subCodes: [
        ['missing-signature-config', signatureRefused],
        ['invalid-auth-relations', tokenInvalid],
      ],
    },
  ],
  ['40004', { alone: unlisted, subCodes: businessFaults }],
  // Asked too often.
  ['40005', { alone: systemError, subCodes: [[/^(?:app|method)-call-limited$/, systemError]] }],
  ['40006', { alone: permissionMissing, subCodes: [[/^insufficient-(?:isv|user)-permissions$/, permissionMissing]] }],
]);

/** The gateway itself now and then spells `AQC`, or puts its own prefix before the business's. */
const prefix = /^(?:aop\.)?(?:(?:ACQ|AQC|isv|isp|aop)\.)?/;

/** @param subCode with its prefix, e.g. `ACQ.TRADE_NOT_EXIST`. */
export function meaningOf(code: string, subCode: string | null): CodeMeaning {
  const entry = codes.get(code);
  if (entry === undefined) return unlisted;
  return subCode === null ? entry.alone : (meaningUnder(entry, subCode) ?? unlisted);
}

function meaningUnder({ subCodes }: CodeEntry, subCode: string): CodeMeaning | undefined {
  const name = subCode.replace(prefix, '');
  return subCodes.find(([known]) => (typeof known === 'string' ? known === name : known.test(name)))?.[1];
}

/** Whether the shop's own balance at Alipay is too low: nothing is wrong with the request, and it may be repeated. */
export function isForLackOfBalance(subCode: string | null): boolean {
  return subCode !== null && /^(?:ACQ|AQC)\.SELLER_BALANCE_NOT_ENOUGH$/.test(subCode);
}

/** What a pair means at the counter; `null` for success. */
export function explanationOf(code: string, subCode: string | null): Explanation | null {
  const meaning = meaningOf(code, subCode);
  return meaning.kind === 'ok' ? null : { reason: meaning.reason, nextStep: meaning.nextStep };
}

/** Of a sub-code whose code was not kept; `null` where it means different things under different codes. */
export function explanationOfSubCode(subCode: string): Explanation | null {
  const meanings = new Set(
    [...codes].flatMap(([code, entry]) => (code === '20000' ? [] : [meaningUnder(entry, subCode)])).filter(isListed),
  );
  const [only] = meanings;
  if (only === undefined || meanings.size > 1 || only.kind === 'ok') return null;
  return { reason: only.reason, nextStep: only.nextStep };
}

function isListed(meaning: CodeMeaning | undefined): meaning is CodeMeaning {
  return meaning !== undefined;
}
