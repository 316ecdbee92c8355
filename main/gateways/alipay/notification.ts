/** Alipay's asynchronous notifications (gateways.md 2.6). */
import type { KeyObject } from 'node:crypto';
import type { RawNotification } from '../../ports/index.ts';
import type { Problem } from '../../domain/order.ts';
import { orderNoIn, problemOf } from '../exchange.ts';
import { readForm, type FormField } from '../form-body.ts';
import { readFacts, type FactsReading } from './facts.ts';
import type { SignType } from './keys.ts';
import { bytesToSign, verifyBytes } from './signing.ts';
import { notificationSchema } from './wire.ts';

export type SignedReading =
  | Extract<FactsReading, { ok: true }>
  | {
      readonly ok: false;
      readonly problem: Problem;
      /** Whether Alipay signed it: then nobody forged it, and `orderNo` is what it is about. */
      readonly isSigned: boolean;
      readonly orderNo: string | null;
    };

/**
 * Reads a notification; nothing of it is believed before its signature is good.
 * @param publicKey Alipay's; in certificate mode one of several, because a notification does not say which one signed.
 */
export function readNotification(
  raw: RawNotification,
  publicKey: KeyObject | readonly KeyObject[],
  signType: SignType,
): SignedReading {
  const form = readForm(raw.body, raw.contentType);
  if (!form.ok) return unproven(problemOf('malformed_reply', null, form.fault));
  const signature = form.fields.get('sign')?.value ?? '';
  if (signature === '') return unproven(problemOf('signature_missing'));
  if (![publicKey].flat().some((key) => isSigned(form.fields, signature, key, signType))) {
    return unproven(problemOf('signature_wrong'));
  }
  // Its fields may have been moved since it was signed.
  if (hasTwoReadings(form.fields)) return unproven(problemOf('malformed_reply', null, 'two_readings'));
  const values = Object.fromEntries([...form.fields.values()].map(({ name, value }) => [name, value]));
  const parsed = notificationSchema.safeParse(values);
  const noted = { ok: false, isSigned: true, orderNo: orderNoIn(values['out_trade_no']) } as const;
  if (!parsed.success) return { ...noted, problem: problemOf('malformed_reply') };
  const { app_id: merchantId, seller_id: sellerId, gmt_payment: paidAtText, ...rest } = parsed.data;
  const reading = readFacts(parsed.data, {
    merchantId,
    sellerId,
    paidAtText,
    refundedText: rest.refund_fee,
    refundedAtText: rest.gmt_refund,
  });
  return reading.ok ? reading : { ...noted, problem: reading.problem };
}

function unproven(problem: Problem): SignedReading {
  return { ok: false, problem, isSigned: false, orderNo: null };
}

function isSigned(
  fields: ReadonlyMap<string, FormField>,
  signature: string,
  publicKey: KeyObject,
  signType: SignType,
): boolean {
  const signed = [...fields.values()].filter(({ name }) => name !== 'sign' && name !== 'sign_type');
  // The gateway's own clients differ over empty values; either way the signature decides.
  return (['keep', 'drop'] as const).some((emptyValues) =>
    verifyBytes(bytesToSign(signed, emptyValues), signature, publicKey, signType),
  );
}

const namesRead = Object.keys(notificationSchema.shape);
const embeddedField = new RegExp(`&(?:${namesRead.join('|')})=`);

/**
 * The signed text does not tell `a=1&b=2` from one field `a` whose value is `1&b=2`: a good signature can be moved
 * to fields that hide an amount. Where a value could be read so, the order is queried instead. What is read here
 * never holds a `&`; a subject may, but not before one of these names.
 */
function hasTwoReadings(fields: ReadonlyMap<string, FormField>): boolean {
  return [...fields.values()].some(
    ({ name, value }) => embeddedField.test(value) || (namesRead.includes(name) && value.includes('&')),
  );
}
