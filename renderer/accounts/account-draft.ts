/** A merchant account as it is typed, and what is wrong with it. The contract's schema has the last word. Pure. */
import {
  codeValidMinutes,
  digitsPattern,
  isBareWebAddress,
  isFitTitle,
  longestOf,
  longestPublicUrl,
  looksLikeKey,
  printablePattern,
  tokenPattern,
} from '../../main/domain/merchant-account.ts';
import { cleanToken, withoutInvisible } from '../../main/domain/pasted-text.ts';
import type { AlipayAccount, MerchantAccount, ScanForPayAccount } from '../../preload/contract/index.ts';

type Gateway = MerchantAccount['gateway'];

export type FieldProblem =
  | 'required'
  | 'characters'
  | 'digits'
  | 'tooLong'
  | 'url'
  | 'bareUrl'
  | 'title'
  | 'minutes'
  | 'wallets'
  | 'printable'
  | 'certificate'
  | 'certificateRequest'
  | 'privateKey'
  | 'allThree';

interface FieldRule {
  readonly kind: 'text' | 'title' | 'token' | 'digits' | 'url' | 'bareUrl' | 'minutes' | 'printable' | 'certificate';
  readonly required: boolean;
  readonly limit: number;
}

const text = (limit: number, required = true): FieldRule => ({ kind: 'text', required, limit });
const token = (limit: number, required = true): FieldRule => ({ kind: 'token', required, limit });
const url: FieldRule = { kind: 'url', required: true, limit: longestOf.address };
const bareUrl = (limit: number, required = true): FieldRule => ({ kind: 'bareUrl', required, limit });
const title = (limit: number, required = true): FieldRule => ({ kind: 'title', required, limit });
const certificate: FieldRule = { kind: 'certificate', required: false, limit: longestOf.certificate };
const minutes: FieldRule = { kind: 'minutes', required: true, limit: 3 };

const { scanforpay, alipay } = longestOf;

export const scanForPayFields = {
  name: text(longestOf.name),
  partnerNo: token(scanforpay.partnerNo),
  storeNo: token(scanforpay.storeNo),
  terminalNo: token(scanforpay.terminalNo, false),
  orderTitle: title(scanforpay.orderTitle, false),
  codeValidMinutes: minutes,
  baseUrl: bareUrl(longestOf.address),
  publicNotifyUrl: bareUrl(longestPublicUrl.scanforpay, false),
} as const satisfies Record<string, FieldRule>;

export const alipayFields = {
  name: text(longestOf.name),
  appId: token(alipay.appId),
  sellerId: { kind: 'digits', required: false, limit: alipay.sellerId },
  storeId: token(alipay.storeId, false),
  terminalId: token(alipay.terminalId, false),
  subject: title(alipay.subject),
  codeValidMinutes: minutes,
  gatewayUrl: url,
  publicNotifyUrl: bareUrl(longestPublicUrl.alipay, false),
} as const satisfies Record<string, FieldRule>;

/** Fields that most shops leave empty; an empty one is left out of the account. */
export const alipayAdvancedFields = {
  appAuthToken: { kind: 'printable', required: false, limit: alipay.appAuthToken },
  sysServiceProviderId: token(alipay.sysServiceProviderId, false),
  appCertificate: certificate,
  alipayCertificate: certificate,
  alipayRootCertificate: certificate,
} as const satisfies Record<string, FieldRule>;

export const certificateFieldNames = ['appCertificate', 'alipayCertificate', 'alipayRootCertificate'] as const;

export type FieldName = keyof typeof scanForPayFields | keyof typeof alipayFields | keyof typeof alipayAdvancedFields;

type Charset = NonNullable<AlipayAccount['charset']>;
type ProductCode = NonNullable<AlipayAccount['productCode']>;

export interface AccountDraft {
  readonly gateway: Gateway;
  readonly id: string;
  readonly values: Readonly<Partial<Record<FieldName, string>>>;
  readonly currency: ScanForPayAccount['currency'];
  readonly wallets: readonly ScanForPayAccount['wallets'][number][];
  readonly signType: AlipayAccount['signType'];
  readonly charset: Charset;
  /** Empty: not sent. */
  readonly productCode: ProductCode | '';
  readonly encryptsContent: boolean;
  readonly alsoSendRequestTime: boolean;
}

const plainOptions = {
  charset: 'utf-8',
  productCode: '',
  encryptsContent: false,
  alsoSendRequestTime: false,
} as const satisfies Partial<AccountDraft>;

export function fieldsOf(gateway: Gateway): Readonly<Partial<Record<FieldName, FieldRule>>> {
  return gateway === 'alipay' ? { ...alipayFields, ...alipayAdvancedFields } : scanForPayFields;
}

export function fieldNamesOf(gateway: Gateway): readonly FieldName[] {
  return Object.keys(fieldsOf(gateway)) as FieldName[];
}

/** Those outside «Advanced». */
export function plainFieldNamesOf(gateway: Gateway): readonly FieldName[] {
  return Object.keys(gateway === 'alipay' ? alipayFields : scanForPayFields) as FieldName[];
}

function isAdvanced(name: string): name is keyof typeof alipayAdvancedFields {
  return Object.hasOwn(alipayAdvancedFields, name);
}

/** A new account with what is usually right. */
export function emptyDraft(gateway: Gateway, takenIds: readonly string[]): AccountDraft {
  let id: string = gateway;
  for (let number = 2; takenIds.includes(id); number += 1) id = `${gateway}-${number}`;
  const values: AccountDraft['values'] =
    gateway === 'alipay'
      ? { name: 'Alipay', gatewayUrl: 'https://openapi.alipay.com/gateway.do', codeValidMinutes: '5' }
      : { name: 'ScanForPay', codeValidMinutes: '5' };
  return { gateway, id, values, currency: 'CNY', wallets: ['alipay', 'wechat_pay'], signType: 'RSA2', ...plainOptions };
}

export function draftOf(account: MerchantAccount): AccountDraft {
  const values: Partial<Record<FieldName, string>> = Object.fromEntries(
    plainFieldNamesOf(account.gateway).map((name) => [
      name,
      String((account as Partial<Record<FieldName, unknown>>)[name]),
    ]),
  );
  const common = {
    gateway: account.gateway,
    id: account.id,
    ...plainOptions,
    currency: account.gateway === 'scanforpay' ? account.currency : 'CNY',
    wallets: account.gateway === 'scanforpay' ? account.wallets : [],
  } as const;
  if (account.gateway === 'scanforpay') {
    return { ...common, values, signType: 'RSA2', alsoSendRequestTime: account.alsoSendRequestTime === true };
  }
  const { certificates, charset, productCode } = account;
  return {
    ...common,
    values: {
      ...values,
      appAuthToken: account.appAuthToken ?? '',
      sysServiceProviderId: account.sysServiceProviderId ?? '',
      appCertificate: certificates?.app ?? '',
      alipayCertificate: certificates?.alipay ?? '',
      alipayRootCertificate: certificates?.alipayRoot ?? '',
    },
    signType: account.signType,
    charset: charset ?? plainOptions.charset,
    productCode: productCode ?? plainOptions.productCode,
    encryptsContent: account.encryptsContent === true,
  };
}

/** Whether something under «Advanced» differs from what most shops have. */
export function usesAdvanced(draft: AccountDraft): boolean {
  const isFilled = Object.entries(draft.values).some(([name, value]) => isAdvanced(name) && value.trim() !== '');
  const options = Object.entries(plainOptions) as [keyof typeof plainOptions, unknown][];
  return isFilled || options.some(([name, plain]) => draft[name] !== plain);
}

/** In certificate mode Alipay's key comes from its certificate. */
export function needsAlipayPublicKey({ gateway, values }: AccountDraft): boolean {
  return gateway === 'alipay' && !certificateFieldNames.every((name) => (values[name] ?? '').trim() !== '');
}

function isValidMinutes(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) >= codeValidMinutes.min && Number(text) <= codeValidMinutes.max;
}

function fieldProblem(rule: FieldRule, typed: string): FieldProblem | null {
  const value = cleanValue(rule, typed);
  if (value === '') return rule.required ? 'required' : null;
  switch (rule.kind) {
    case 'minutes':
      return isValidMinutes(value) ? null : 'minutes';
    case 'url':
      return isWebAddress(value) && value.length <= rule.limit ? null : 'url';
    case 'bareUrl':
      if (!isWebAddress(value)) return 'url';
      if (!isBareWebAddress(value)) return 'bareUrl';
      break;
    case 'title':
      if (looksLikeKey(value)) return 'privateKey';
      if (!isFitTitle(value)) return 'title';
      break;
    case 'token':
      if (!tokenPattern.test(value)) return 'characters';
      if (looksLikeKey(value)) return 'privateKey';
      break;
    case 'digits':
      if (!digitsPattern.test(value)) return 'digits';
      break;
    case 'printable':
      if (!printablePattern.test(value)) return 'printable';
      break;
    case 'certificate':
      // An account is stored as plain text; a private key must never get into it.
      if (/PRIVATE KEY/.test(value)) return 'privateKey';
      if (/BEGIN (?:NEW )?CERTIFICATE REQUEST/.test(value)) return 'certificateRequest';
      if (!/^(?:-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*)+$/.test(value)) return 'certificate';
      break;
    case 'text':
      break;
  }
  return value.length > rule.limit ? 'tooLong' : null;
}

/** What is stored of what was typed or pasted: names keep all that they have inside, the others nothing that nobody sees. */
function cleanValue({ kind }: FieldRule, typed: string): string {
  switch (kind) {
    case 'text':
    case 'title':
    case 'minutes':
      return typed.trim();
    case 'certificate':
      return withoutInvisible(typed).trim();
    case 'token':
    case 'digits':
    case 'url':
    case 'bareUrl':
    case 'printable':
      return cleanToken(typed);
  }
}

/** Whether one of the problems is under «Advanced», where it may be folded away. */
export function hasAdvancedProblem(problems: ReturnType<typeof draftProblems>): boolean {
  return Object.keys(problems).some(isAdvanced);
}

export function draftProblems(draft: AccountDraft): Readonly<Partial<Record<FieldName | 'wallets', FieldProblem>>> {
  const problems: Partial<Record<FieldName | 'wallets', FieldProblem>> = {};
  for (const [name, rule] of Object.entries(fieldsOf(draft.gateway)) as [FieldName, FieldRule][]) {
    const problem = fieldProblem(rule, draft.values[name] ?? '');
    if (problem !== null) problems[name] = problem;
  }
  if (draft.gateway === 'alipay') {
    const empty = certificateFieldNames.filter((name) => (draft.values[name] ?? '').trim() === '');
    if (empty.length < certificateFieldNames.length) for (const name of empty) problems[name] = 'allThree';
  }
  if (draft.gateway === 'scanforpay' && draft.wallets.length === 0) problems.wallets = 'wallets';
  return problems;
}

/** The account to store. Call it for drafts without problems only. */
export function accountFrom(draft: AccountDraft): MerchantAccount {
  const rules: Readonly<Partial<Record<FieldName, FieldRule>>> = fieldsOf(draft.gateway);
  const value = (name: FieldName): string => {
    const rule = rules[name];
    return rule === undefined ? '' : cleanValue(rule, draft.values[name] ?? '');
  };
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
      ...alipayOptions(draft, value),
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
    ...(draft.alsoSendRequestTime ? { alsoSendRequestTime: true } : {}),
  };
}

/** What is not in use is left out: the account stays as it was before these fields existed. */
function alipayOptions(draft: AccountDraft, value: (name: FieldName) => string): Partial<AlipayAccount> {
  const appAuthToken = value('appAuthToken');
  const sysServiceProviderId = value('sysServiceProviderId');
  const certificates = {
    app: value('appCertificate'),
    alipay: value('alipayCertificate'),
    alipayRoot: value('alipayRootCertificate'),
  };
  return {
    ...(draft.charset === plainOptions.charset ? {} : { charset: draft.charset }),
    ...(draft.productCode === '' ? {} : { productCode: draft.productCode }),
    ...(draft.encryptsContent ? { encryptsContent: true } : {}),
    ...(appAuthToken === '' ? {} : { appAuthToken }),
    ...(sysServiceProviderId === '' ? {} : { sysServiceProviderId }),
    ...(needsAlipayPublicKey(draft) ? {} : { certificates }),
  };
}

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
