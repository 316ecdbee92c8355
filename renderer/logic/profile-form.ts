/** A merchant account as it is typed, and what is wrong with it. The contract's schema has the last word. Pure. */
import type { AlipayProfile, Profile, ScanForPayProfile } from '../../preload/contract.ts';

type Gateway = Profile['gateway'];

export type FieldProblem = 'required' | 'characters' | 'digits' | 'tooLong' | 'url' | 'minutes' | 'wallets';

interface FieldRule {
  readonly kind: 'text' | 'token' | 'digits' | 'url' | 'minutes';
  readonly required: boolean;
  readonly limit: number;
}

const text = (limit: number, required = true): FieldRule => ({ kind: 'text', required, limit });
const token = (limit: number, required = true): FieldRule => ({ kind: 'token', required, limit });
const url = (required = true): FieldRule => ({ kind: 'url', required, limit: 200 });
const minutes: FieldRule = { kind: 'minutes', required: true, limit: 3 };

export const scanForPayFields = {
  name: text(40),
  partnerNo: token(15),
  storeNo: token(15),
  terminalNo: token(20, false),
  orderTitle: text(100, false),
  codeValidMinutes: minutes,
  baseUrl: url(),
  publicNotifyUrl: url(false),
} as const satisfies Record<string, FieldRule>;

export const alipayFields = {
  name: text(40),
  appId: token(32),
  sellerId: { kind: 'digits', required: false, limit: 28 },
  storeId: token(32, false),
  terminalId: token(32, false),
  subject: text(256),
  codeValidMinutes: minutes,
  gatewayUrl: url(),
  publicNotifyUrl: url(false),
} as const satisfies Record<string, FieldRule>;

export type FieldName = keyof typeof scanForPayFields | keyof typeof alipayFields;

export interface ProfileDraft {
  readonly gateway: Gateway;
  readonly id: string;
  readonly values: Readonly<Partial<Record<FieldName, string>>>;
  readonly currency: ScanForPayProfile['currency'];
  readonly wallets: readonly ScanForPayProfile['wallets'][number][];
  readonly signType: AlipayProfile['signType'];
}

export function fieldsOf(gateway: Gateway): Readonly<Partial<Record<FieldName, FieldRule>>> {
  return gateway === 'alipay' ? alipayFields : scanForPayFields;
}

export function fieldNamesOf(gateway: Gateway): readonly FieldName[] {
  return Object.keys(fieldsOf(gateway)) as FieldName[];
}

/** A new account with what is usually right. */
export function emptyDraft(gateway: Gateway, takenIds: readonly string[]): ProfileDraft {
  let id: string = gateway;
  for (let number = 2; takenIds.includes(id); number += 1) id = `${gateway}-${number}`;
  const values: ProfileDraft['values'] =
    gateway === 'alipay'
      ? { name: 'Alipay', gatewayUrl: 'https://openapi.alipay.com/gateway.do', codeValidMinutes: '5' }
      : { name: 'ScanForPay', codeValidMinutes: '5' };
  return { gateway, id, values, currency: 'CNY', wallets: ['alipay', 'wechat_pay'], signType: 'RSA2' };
}

export function draftOf(profile: Profile): ProfileDraft {
  const values = Object.fromEntries(
    fieldNamesOf(profile.gateway).map((name) => [name, String((profile as Partial<Record<FieldName, unknown>>)[name])]),
  );
  return {
    gateway: profile.gateway,
    id: profile.id,
    values,
    currency: profile.gateway === 'scanforpay' ? profile.currency : 'CNY',
    wallets: profile.gateway === 'scanforpay' ? profile.wallets : [],
    signType: profile.gateway === 'alipay' ? profile.signType : 'RSA2',
  };
}

export function fieldProblem(rule: FieldRule, typed: string): FieldProblem | null {
  const value = typed.trim();
  if (value === '') return rule.required ? 'required' : null;
  switch (rule.kind) {
    case 'minutes':
      return /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 120 ? null : 'minutes';
    case 'url':
      return isWebAddress(value) && value.length <= rule.limit ? null : 'url';
    case 'token':
      if (!/^[A-Za-z0-9_.-]*$/.test(value)) return 'characters';
      break;
    case 'digits':
      if (!/^\d*$/.test(value)) return 'digits';
      break;
    case 'text':
      break;
  }
  return value.length > rule.limit ? 'tooLong' : null;
}

export function draftProblems(draft: ProfileDraft): Readonly<Partial<Record<FieldName | 'wallets', FieldProblem>>> {
  const problems: Partial<Record<FieldName | 'wallets', FieldProblem>> = {};
  for (const [name, rule] of Object.entries(fieldsOf(draft.gateway)) as [FieldName, FieldRule][]) {
    const problem = fieldProblem(rule, draft.values[name] ?? '');
    if (problem !== null) problems[name] = problem;
  }
  if (draft.gateway === 'scanforpay' && draft.wallets.length === 0) problems.wallets = 'wallets';
  return problems;
}

/** The account to store. Call it for drafts without problems only. */
export function profileFrom(draft: ProfileDraft): Profile {
  const value = (name: FieldName): string => (draft.values[name] ?? '').trim();
  const common = {
    id: draft.id,
    name: value('name'),
    codeValidMinutes: Number(value('codeValidMinutes')),
    publicNotifyUrl: value('publicNotifyUrl'),
  };
  if (draft.gateway === 'alipay') {
    return {
      ...common,
      gateway: 'alipay',
      gatewayUrl: value('gatewayUrl'),
      appId: value('appId'),
      sellerId: value('sellerId'),
      signType: draft.signType,
      storeId: value('storeId'),
      terminalId: value('terminalId'),
      subject: value('subject'),
    };
  }
  return {
    ...common,
    gateway: 'scanforpay',
    baseUrl: value('baseUrl'),
    partnerNo: value('partnerNo'),
    storeNo: value('storeNo'),
    terminalNo: value('terminalNo'),
    currency: draft.currency,
    wallets: [...draft.wallets],
    orderTitle: value('orderTitle'),
  };
}

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
