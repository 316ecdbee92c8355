/**
 * Alipay's V2 common parameters, from the gateway's side (gateways.md 2.1): collected from query string and form body,
 * decoded once, checked, and their signature verified over the raw values.
 */
import { sign, verify } from 'node:crypto';
import { parseGmt8 } from '../time.ts';

export type SignType = 'RSA' | 'RSA2';

export type Parameters = ReadonlyMap<string, string>;

/** A fault of the call itself; the gateway answers it without a signature. */
export interface GatewayFault {
  readonly code: '40001' | '40002';
  readonly subCode: string;
  readonly detail: string;
}

export interface ParameterRules {
  readonly appId: string;
  /** PEM. */
  readonly appPublicKey: string;
  readonly methods: readonly string[];
  readonly now: Date;
}

const timestampWindowMs = 24 * 3_600_000;
const digests: Readonly<Record<SignType, string>> = { RSA: 'RSA-SHA1', RSA2: 'RSA-SHA256' };

/** Form-decodes query string and body; `null` when a text is not form-encoded UTF-8 or a name comes twice. */
export function readParameters(queryText: string, bodyText: string): Parameters | null {
  const parameters = new Map<string, string>();
  for (const pair of [...queryText.split('&'), ...bodyText.split('&')]) {
    if (pair === '') continue;
    const separator = pair.indexOf('=');
    const name = decodeFormText(separator < 0 ? pair : pair.slice(0, separator));
    const value = decodeFormText(separator < 0 ? '' : pair.slice(separator + 1));
    if (name === null || value === null || parameters.has(name)) return null;
    parameters.set(name, value);
  }
  return parameters;
}

/** The first thing wrong with the call; `null` when it may be carried out. */
export function faultIn(parameters: Parameters, rules: ParameterRules): GatewayFault | null {
  return missingParameter(parameters) ?? invalidParameter(parameters, rules);
}

function missingParameter(parameters: Parameters): GatewayFault | null {
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

function invalidParameter(parameters: Parameters, rules: ParameterRules): GatewayFault | null {
  const value = (name: string): string => parameters.get(name) ?? '';
  // Without a charset the real gateway reads GBK, which is not played here.
  if (!/^utf-8$/i.test(value('charset'))) return invalid('isv.invalid-charset', '字符集错误');
  if (value('format') !== '' && !/^json$/i.test(value('format'))) {
    return invalid('isv.invalid-format', '无效的数据格式');
  }
  if (value('app_id') !== rules.appId) return invalid('isv.invalid-app-id', '无效的AppID参数');
  if (!rules.methods.includes(value('method'))) return invalid('isv.invalid-method', '不存在的方法名');
  if (value('version') !== '1.0') return invalid('isv.invalid-parameter', '参数无效: version');
  if (value('notify_url').length > 256) return invalid('isv.invalid-parameter', '参数无效: notify_url');
  const signType = signTypeOf(parameters);
  if (signType === null) return invalid('isv.invalid-signature-type', '无效的签名类型');
  if (!isSignatureRight(parameters, signType, rules.appPublicKey)) {
    return invalid('isv.invalid-signature', '验签出错');
  }
  const sentAt = parseGmt8(value('timestamp'));
  if (sentAt === null || Math.abs(rules.now.getTime() - sentAt.getTime()) > timestampWindowMs) {
    return invalid('isv.invalid-timestamp', '非法的时间戳参数');
  }
  return null;
}

function invalid(subCode: string, detail: string): GatewayFault {
  return { code: '40002', subCode, detail };
}

export function signTypeOf(parameters: Parameters): SignType | null {
  const text = parameters.get('sign_type');
  return text === 'RSA' || text === 'RSA2' ? text : null;
}

/** `name=value` pairs sorted by name and joined by `&`, raw; without the given names and without empty values. */
export function textToSign(parameters: Parameters, without: readonly string[]): string {
  return [...parameters]
    .filter(([name, value]) => value !== '' && !without.includes(name))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function isSignatureRight(parameters: Parameters, signType: SignType, publicKey: string): boolean {
  const signature = parameters.get('sign') ?? '';
  // Node's decoder would overlook the blanks that an unescaped plus sign turns into.
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature) || signature.length % 4 !== 0) return false;
  const text = Buffer.from(textToSign(parameters, ['sign']), 'utf8');
  return verify(digests[signType], text, publicKey, Buffer.from(signature, 'base64'));
}

/** RSA PKCS#1 v1.5 over the UTF-8 bytes, as base64. `privateKey` is PEM. */
export function signText(text: string, signType: SignType, privateKey: string): string {
  return sign(digests[signType], Buffer.from(text, 'utf8'), privateKey).toString('base64');
}

function decodeFormText(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
