/**
 * Alipay's V2 common parameters, from the gateway's side (gateways.md 2.1): collected from query string and form body,
 * decoded once in the declared charset, checked, and their signature verified over the raw bytes.
 */
import { sign, verify } from 'node:crypto';
import { certificateSn } from '../common/certificates.ts';
import { type Charset, charsetNamed, decodeText, encodeText } from '../common/charset.ts';
import type { PracticeCredentials } from '../common/credentials.ts';
import { parseGmt8 } from '../common/time.ts';

export type SignType = 'RSA' | 'RSA2';

/** The parameters of one call. */
export interface Call {
  readonly charset: Charset;
  /**
   * What a notification about this call's order comes in. The real gateway goes by what address or header name: clients
   * that name their charset in the body alone report GBK.
   */
  readonly notificationCharset: Charset;
  readonly parameters: ReadonlyMap<string, string>;
  /** As received, one character per byte: what the signature covers. */
  readonly rawParameters: ReadonlyMap<string, string>;
}

/** A fault of the call itself; the gateway answers it without a signature. */
export interface GatewayFault {
  readonly code: '40001' | '40002';
  readonly subCode: string;
  readonly detail: string;
}

export type ReadCall =
  { readonly ok: true; readonly call: Call } | { readonly ok: false; readonly fault: GatewayFault };

export interface CallRules {
  readonly credentials: PracticeCredentials['alipay'];
  readonly methods: readonly string[];
  readonly now: Date;
}

const timestampWindowMs = 24 * 3_600_000;
const digests: Readonly<Record<SignType, string>> = { RSA: 'RSA-SHA1', RSA2: 'RSA-SHA256' };
const longest: Readonly<Record<string, number>> = {
  app_id: 32,
  method: 128,
  charset: 10,
  sign_type: 10,
  sign: 344,
  version: 3,
  app_auth_token: 40,
  notify_url: 256,
};

/**
 * Form-decodes query string and body, both one character per byte. A name that comes twice makes the call ambiguous, but
 * for the charset that clients name in the address for the server's sake and again among what they sign.
 * @param headerCharset what the `Content-Type` header names; empty for nothing.
 */
export function readCall(queryText: string, bodyText: string, headerCharset = ''): ReadCall {
  const query = formParameters(queryText);
  const body = formParameters(bodyText);
  if (query === null || body === null) return unreadable;
  const isAmbiguous = [...body].some(([name, value]) => {
    const other = query.get(name);
    return other !== undefined && !(name === 'charset' && charsetNamed(other) === charsetNamed(value));
  });
  if (isAmbiguous) return unreadable;
  const rawParameters = new Map([...query, ...body]);
  const charset = charsetNamed(rawParameters.get('charset') ?? '');
  if (charset === null) return { ok: false, fault: invalid('isv.invalid-charset', '字符集错误') };
  const parameters = new Map<string, string>();
  for (const [rawName, rawValue] of rawParameters) {
    const name = decodeText(Buffer.from(rawName, 'latin1'), charset);
    const value = decodeText(Buffer.from(rawValue, 'latin1'), charset);
    if (name === null || value === null) return unreadable;
    parameters.set(name, value);
  }
  const isNamedOutside = (query.get('charset') ?? '') !== '' || charsetNamed(headerCharset || 'none') !== null;
  const notificationCharset = isNamedOutside ? charset : 'gbk';
  return { ok: true, call: { charset, notificationCharset, parameters, rawParameters } };
}

/** `null` for what is not form-encoded, or holds a name twice. */
function formParameters(text: string): ReadonlyMap<string, string> | null {
  const parameters = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const separator = pair.indexOf('=');
    const name = formBytes(separator < 0 ? pair : pair.slice(0, separator));
    const value = formBytes(separator < 0 ? '' : pair.slice(separator + 1));
    if (name === null || value === null || parameters.has(name)) return null;
    parameters.set(name, value);
  }
  return parameters;
}

/** The first thing wrong with the call; `null` when it may be carried out. */
export function faultIn(call: Call, rules: CallRules): GatewayFault | null {
  return missingParameter(call) ?? invalidParameter(call, rules);
}

function missingParameter({ parameters }: Call): GatewayFault | null {
  const subCodes: Readonly<Record<string, string>> = {
    method: 'isv.missing-method',
    app_id: 'isv.missing-app-id',
    sign_type: 'isv.missing-signature-type',
    sign: 'isv.missing-signature',
    timestamp: 'isv.missing-timestamp',
    version: 'isv.missing-version',
  };
  const missing = Object.entries(subCodes).find(([name]) => (parameters.get(name) ?? '') === '');
  return missing === undefined ? null : { code: '40001', subCode: missing[1], detail: `缺少参数: ${missing[0]}` };
}

function invalidParameter(call: Call, { credentials, methods, now }: CallRules): GatewayFault | null {
  const value = (name: string): string => call.parameters.get(name) ?? '';
  if (value('format') !== '' && !/^json$/i.test(value('format'))) {
    return invalid('isv.invalid-format', '无效的数据格式');
  }
  const tooLong = Object.entries(longest).find(([name, length]) => value(name).length > length);
  if (tooLong !== undefined) return invalid('isv.invalid-parameter', `参数无效: ${tooLong[0]}`);
  if (value('app_id') !== credentials.appId) return invalid('isv.invalid-app-id', '无效的AppID参数');
  if (!methods.includes(value('method'))) return invalid('isv.invalid-method', '不存在的方法名');
  if (value('version') !== '1.0') return invalid('isv.invalid-parameter', '参数无效: version');
  const signType = signTypeOf(call);
  if (signType === null) return invalid('isv.invalid-signature-type', '无效的签名类型');
  const wrongSn = certificateParameterAtFault(call, credentials);
  if (wrongSn !== null) return invalid('isv.invalid-parameter', `参数无效: ${wrongSn}`);
  if (!isSignatureRight(call, signType, credentials.appPublicKey)) return invalid('isv.invalid-signature', '验签出错');
  const sentAt = parseGmt8(value('timestamp'));
  if (sentAt === null || Math.abs(now.getTime() - sentAt.getTime()) > timestampWindowMs) {
    return invalid('isv.invalid-timestamp', '非法的时间戳参数');
  }
  if (value('encrypt_type') !== '' && value('encrypt_type') !== 'AES') {
    return invalid('isv.invalid-encrypt-type', '无效的加密类型');
  }
  return null;
}

/** Certificate mode names the app's and the root's certificate, both or neither. */
function certificateParameterAtFault(call: Call, { certificates }: PracticeCredentials['alipay']): string | null {
  const expected: Readonly<Record<string, string | undefined>> = {
    app_cert_sn: certificates?.app,
    alipay_root_cert_sn: certificates?.alipayRoot,
  };
  if (Object.keys(expected).every((name) => !call.parameters.has(name))) return null;
  const wrong = Object.entries(expected).find(
    ([name, certificate]) => certificate === undefined || call.parameters.get(name) !== certificateSn(certificate),
  );
  return wrong?.[0] ?? null;
}

export function usesCertificates(call: Call): boolean {
  return call.parameters.has('app_cert_sn');
}

export function invalid(subCode: string, detail: string): GatewayFault {
  return { code: '40002', subCode, detail };
}

const unreadable: ReadCall = { ok: false, fault: invalid('isv.invalid-parameter', '参数无效') };

export function signTypeOf({ parameters }: Call): SignType | null {
  const text = parameters.get('sign_type');
  return text === 'RSA' || text === 'RSA2' ? text : null;
}

/** `name=value` pairs sorted by name and joined by `&`, raw; without the given names and without empty values. */
export function textToSign(parameters: ReadonlyMap<string, string>, without: readonly string[]): string {
  return [...parameters]
    .filter(([name, value]) => value !== '' && !without.includes(name))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function isSignatureRight(call: Call, signType: SignType, publicKey: string): boolean {
  const signature = call.parameters.get('sign') ?? '';
  // Node's decoder would overlook the blanks that an unescaped plus sign turns into.
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature) || signature.length % 4 !== 0) return false;
  const bytes = Buffer.from(textToSign(call.rawParameters, ['sign']), 'latin1');
  return verify(digests[signType], bytes, publicKey, Buffer.from(signature, 'base64'));
}

/** RSA PKCS#1 v1.5 over the text's bytes in the charset, as base64. `privateKey` is PEM. */
export function signText(text: string, charset: Charset, signType: SignType, privateKey: string): string {
  return sign(digests[signType], encodeText(text, charset), privateKey).toString('base64');
}

/** Undoes form encoding: `+` is a blank, `%XX` a byte. */
function formBytes(text: string): string | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return null;
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
