import { createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import type { AlipayAccount } from '../../preload/contract/index.ts';
import { createAlipayGateway } from '../gateways/alipay/alipay-gateway.ts';
import { parseContentKey } from '../gateways/alipay/content-encryption.ts';
import { readAlipayKeys, readCredentials } from '../gateways/alipay/credentials.ts';
import { parsePrivateKey } from '../gateways/alipay/keys.ts';
import { createAlipayOperations } from '../gateways/alipay/operations.ts';
import { bytesToSign, checkReply, replyCertSn, signBytes, verifyBytes } from '../gateways/alipay/signing.ts';
import {
  bytesBetween,
  bytesWithEscapedSlashes,
  charsetOf,
  decodeReceived,
  decodeText,
  encodeText,
  type DecodedText,
} from '../gateways/charset.ts';
import { readKeyText } from '../gateways/exchange.ts';
import type { HttpTransport } from '../gateways/http-transport.ts';
import { readJsonDocument, stringOf, type JsonMember } from '../gateways/signed-json.ts';
import { textOfFileBytes } from '../common/strict-text.ts';
import type { KeyStore } from '../ports/index.ts';
import type { AccountCommands, CommandWorld } from './account.ts';
import { readAlipayFields } from './alipay-fields.ts';
import { exitCodes, gatewayResult, notVerified, UsageError, verified, type CommandResult } from './results.ts';

const formType = 'application/x-www-form-urlencoded';
const parametersSchema = z.record(z.string().regex(/^\w+$/), z.string());

export function alipayCommands(
  account: AlipayAccount,
  keys: KeyStore,
  transport: HttpTransport,
  { clock }: CommandWorld,
): AccountCommands {
  let clockSkewMs: number | null = null;
  const options = { account, keys, transport, clock, onClockSkew: (skewMs: number) => (clockSkewMs = skewMs) };
  const operations = createAlipayOperations(options);

  async function sign(document: Buffer): Promise<CommandResult> {
    const privateKey = await readPrivateKey(account, keys);
    const parameters = readParameters(document);
    const charset = charsetOf(parameters['charset'] ?? 'utf-8');
    if (charset === null || charset === 'GB18030') throw new UsageError('charset is none that the gateway knows.');
    const fields = Object.entries(parameters).map(([name, value]) => {
      const bytes = encodeText(value, charset);
      if (bytes === null) throw new UsageError(`${name} cannot be written in ${charset}.`);
      return { name, bytes };
    });
    const signedBytes = bytesToSign(fields, 'drop');
    const signature = signBytes(signedBytes, privateKey, account.signType);
    const given = parameters['sign'];
    return {
      exitCode: exitCodes.done,
      output: {
        gateway: 'alipay',
        signedText: decodeText(signedBytes, charset),
        charset,
        signType: account.signType,
        signature,
        ...(given === undefined ? {} : { signatureGiven: given, agrees: given === signature }),
      },
    };
  }

  async function verifyResponse(document: Buffer, method: string | undefined): Promise<CommandResult> {
    const trust = await readReplyTrust(account, keys);
    const reply = decodeReceived(document, [account.charset ?? null]);
    if (reply === null) return notVerified('malformed_reply', { detail: 'The bytes are neither UTF-8 nor GB18030.' });
    const reading = readJsonDocument(reply.text);
    if (!reading.ok) return notVerified('malformed_reply', { detail: reading.fault });
    const name = [...reading.members.keys()].find((member) => member.endsWith('_response'));
    const asked = method ?? name?.replace(/_response$/, '').replaceAll('_', '.') ?? '';
    const certSn = trust.isCertificateMode ? replyCertSn(reply.text) : null;
    const publicKey = trust.alipayKeyFor(certSn);
    const { contentKey } = trust;
    const verification =
      publicKey === null ? null : checkReply(reply, asked, { publicKey, signType: account.signType, contentKey });
    if (verification?.kind === 'verified') {
      return verified({ gateway: 'alipay', message: verification.value, certSn: replyCertSn(reply.text) });
    }
    const sign = reading.members.get('sign');
    const signatureGiven = sign === undefined ? null : stringOf(sign);
    const member = name === undefined ? undefined : reading.members.get(name);
    return notVerified(verification?.kind ?? 'signature_wrong', {
      members: [...reading.members.keys()],
      signedText: member?.text ?? null,
      signatureGiven,
      certSn: replyCertSn(reply.text),
      hints: [
        ...(publicKey === null ? ['signed_under_another_certificate'] : []),
        ...(signatureGiven === null || member === undefined
          ? []
          : await hintsFor({ reply, member, signatureGiven }, trust.alipayKeys)),
      ],
    });
  }

  /** Mistakes by which a reply that is whole still does not verify. */
  async function hintsFor(
    signed: { readonly reply: DecodedText; readonly member: JsonMember; readonly signatureGiven: string },
    alipayKeys: readonly KeyObject[],
  ): Promise<readonly string[]> {
    const { signType } = account;
    const otherType = signType === 'RSA2' ? 'RSA' : 'RSA2';
    const bytes = bytesBetween(signed.reply, signed.member);
    const compact = Buffer.from(JSON.stringify(JSON.parse(signed.member.text)), 'utf8');
    const own = await readKeyText(keys, { accountId: account.id, kind: 'alipay_app_private_key' });
    const ownKey = own.ok ? parsePrivateKey(own.text, signType) : null;
    const isChanged = (covered: Uint8Array): boolean =>
      Buffer.compare(covered, bytes) !== 0 && isSignedBy(covered, signType, alipayKeys);
    const isSignedBy = (covered: Uint8Array, type: 'RSA2' | 'RSA', candidates: readonly KeyObject[]): boolean =>
      candidates.some((key) => verifyBytes(covered, signed.signatureGiven, key, type));
    const mistakes: readonly (readonly [string, boolean])[] = [
      [`signed_with_${otherType}`, isSignedBy(bytes, otherType, alipayKeys)],
      ['written_again_after_signing', isChanged(compact)],
      ['slashes_changed_after_signing', isChanged(bytesWithEscapedSlashes(signed.reply, signed.member))],
      [
        'signed_by_the_application_itself',
        ownKey?.ok === true && isSignedBy(bytes, signType, [createPublicKey(ownKey.key)]),
      ],
    ];
    return mistakes.filter(([, applies]) => applies).map(([mistake]) => mistake);
  }

  async function verifyNotification(body: Buffer, contentType = formType): Promise<CommandResult> {
    const reading = await createAlipayGateway(options).parseNotification({ contentType, body });
    switch (reading.kind) {
      case 'verified':
        return verified({ gateway: 'alipay', facts: reading.facts });
      case 'inconclusive':
        return verified({ gateway: 'alipay', facts: null, problem: reading.problem, orderNo: reading.orderNo });
      case 'refused':
        return notVerified(reading.problem.code, { problem: reading.problem, claimedOrderNo: reading.claimedOrderNo });
      case 'cannot_check':
        throw unusableKey(reading.problem);
    }
  }

  return {
    sign,
    verifyResponse,
    verifyNotification,
    create: async ({
      orderNo,
      wallet,
      amountMinor,
      title,
      operatorId,
      terminalNo,
      notifyUrl,
      timeLimit,
      fieldsText,
    }) => {
      if (wallet !== 'alipay') throw new UsageError('At Alipay --wallet is alipay.');
      const validity = timeLimit ?? `${account.codeValidMinutes}m`;
      const fields = {
        outTradeNo: orderNo,
        sellerId: account.sellerId,
        totalAmountMinor: amountMinor,
        subject: title ?? account.subject,
        operatorId,
        storeId: account.storeId,
        terminalId: terminalNo ?? account.terminalId,
        sysServiceProviderId: account.sysServiceProviderId,
        productCode: account.productCode,
        timeoutExpress: validity,
        qrCodeTimeoutExpress: validity,
        ...(fieldsText === undefined ? {} : readAlipayFields(fieldsText)),
      };
      return gatewayResult(await operations.precreate(fields, notifyUrl ?? null), clockSkewMs);
    },
    query: async ({ orderNo, gatewayOrderNo }) => {
      const trade = { outTradeNo: orderNo ?? undefined, tradeNo: gatewayOrderNo ?? undefined };
      return gatewayResult(await operations.query(trade), clockSkewMs);
    },
    refund: async ({ orderNo, refundNo, amountMinor, operatorId, terminalNo }) => {
      const fields = {
        outTradeNo: orderNo,
        outRequestNo: refundNo,
        refundAmountMinor: amountMinor,
        operatorId,
        terminalId: terminalNo,
      };
      return gatewayResult(await operations.refund(fields), clockSkewMs);
    },
  };
}

async function readPrivateKey(account: AlipayAccount, keys: KeyStore): Promise<KeyObject> {
  const key = await readKeyText(keys, { accountId: account.id, kind: 'alipay_app_private_key' });
  if (!key.ok) throw new UsageError('keyFiles.alipay_app_private_key is not given.');
  const parsing = parsePrivateKey(key.text, account.signType);
  if (!parsing.ok) throw new UsageError(`keyFiles.alipay_app_private_key: ${parsing.problem}.`);
  return parsing.key;
}

interface ReplyTrust {
  readonly alipayKeys: readonly KeyObject[];
  readonly alipayKeyFor: (certSn: string | null) => KeyObject | null;
  readonly isCertificateMode: boolean;
  readonly contentKey: KeyObject | null;
}

/** As the app: in certificate mode the reply's certificate picks the key. With Alipay's public key alone no other is needed. */
async function readReplyTrust(account: AlipayAccount, keys: KeyStore): Promise<ReplyTrust> {
  if (account.certificates !== undefined) {
    const reading = await readCredentials(account, keys);
    if (!reading.ok) throw unusableKey(reading.problem);
    return { ...reading.value, isCertificateMode: true };
  }
  const reading = await readAlipayKeys(account, keys);
  if (!reading.ok) throw unusableKey(reading.problem);
  const [publicKey = null] = reading.value;
  const contentKey = account.encryptsContent === true ? await readContentKey(account, keys) : null;
  return { alipayKeys: reading.value, alipayKeyFor: () => publicKey, isCertificateMode: false, contentKey };
}

async function readContentKey(account: AlipayAccount, keys: KeyStore): Promise<KeyObject> {
  const key = await readKeyText(keys, { accountId: account.id, kind: 'alipay_content_key' });
  if (!key.ok) throw new UsageError('keyFiles.alipay_content_key is not given.');
  const parsing = parseContentKey(key.text);
  if (!parsing.ok) throw new UsageError(`keyFiles.alipay_content_key: ${parsing.problem}.`);
  return parsing.key;
}

function unusableKey(problem: { readonly code: string; readonly gatewayMessage: string | null }): UsageError {
  return new UsageError(`A key cannot be used: ${problem.gatewayMessage ?? problem.code}.`);
}

function readParameters(document: Buffer): Readonly<Record<string, string>> {
  const text = textOfFileBytes(document) ?? '';
  if (!readJsonDocument(text).ok) throw new UsageError('The input is no JSON object.');
  const parameters = parametersSchema.safeParse(JSON.parse(text));
  if (!parameters.success) throw new UsageError('The input is no JSON object of texts: {"app_id": "…", …}.');
  return parameters.data;
}
