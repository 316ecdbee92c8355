/** Alipay's asynchronous notifications (gateways.md 2.6). */
import type { KeyObject } from 'node:crypto';
import type { RawNotification } from '../../ports.ts';
import { problemOf } from '../exchange.ts';
import { readForm, type FormField } from '../form-body.ts';
import { readFacts, type FactsReading } from './facts.ts';
import type { SignType } from './keys.ts';
import { bytesToSign, verifyBytes } from './signing.ts';
import { notificationSchema } from './wire.ts';

/**
 * Reads a notification; nothing of it is believed before its signature is good.
 * @param publicKey Alipay's; in certificate mode one of several, because a notification does not say which one signed.
 */
export function readNotification(
  raw: RawNotification,
  publicKey: KeyObject | readonly KeyObject[],
  signType: SignType,
): FactsReading {
  const form = readForm(raw.body, raw.contentType);
  if (!form.ok) return { ok: false, problem: problemOf('malformed_reply', null, form.fault) };
  const signature = form.fields.get('sign')?.value ?? '';
  if (signature === '') return { ok: false, problem: problemOf('signature_missing') };
  if (![publicKey].flat().some((key) => isSigned(form.fields, signature, key, signType))) {
    return { ok: false, problem: problemOf('signature_wrong') };
  }
  if (hasTwoReadings(form.fields)) return { ok: false, problem: problemOf('malformed_reply', null, 'two_readings') };
  const values = Object.fromEntries([...form.fields.values()].map(({ name, value }) => [name, value]));
  const parsed = notificationSchema.safeParse(values);
  if (!parsed.success) return { ok: false, problem: problemOf('malformed_reply') };
  const { app_id: merchantId, seller_id: sellerId, gmt_payment: paidAtText } = parsed.data;
  return readFacts(parsed.data, { merchantId, sellerId, paidAtText });
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
