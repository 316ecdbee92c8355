/** A delivery as a row of `notifications` and back. */
import * as z from 'zod';
import { problemCodes } from '../domain/order.ts';
import { notificationVerdicts, type NotificationRecord, type NotificationSummary } from '../ports.ts';

export const insertNotificationSql = `
  INSERT INTO notifications (received_at, profile_id, content_type, body, verdict,
    problem_code, problem_gateway_code, problem_gateway_message, order_no)
  VALUES (@receivedAt, @profileId, @contentType, @body, @verdict,
    @problemCode, @problemGatewayCode, @problemGatewayMessage, @orderNo)`;

export function notificationParameters(record: NotificationRecord): Record<string, string | Buffer | null> {
  const { receivedAt, profileId, contentType, body, verdict, problem, orderNo } = record;
  return {
    receivedAt,
    profileId,
    contentType,
    body: Buffer.from(body),
    verdict,
    problemCode: problem?.code ?? null,
    problemGatewayCode: problem?.gatewayCode ?? null,
    problemGatewayMessage: problem?.gatewayMessage ?? null,
    orderNo,
  };
}

const rowSchema = z.object({
  id: z.int(),
  received_at: z.string(),
  profile_id: z.string(),
  verdict: z.enum(notificationVerdicts),
  problem_code: z.enum(problemCodes).nullable(),
  problem_gateway_code: z.string().nullable(),
  problem_gateway_message: z.string().nullable(),
  order_no: z.string().nullable(),
  body: z.instanceof(Uint8Array),
});

/** @throws when the row is not a notification. */
export function notificationFromRow(row: unknown): NotificationSummary {
  const parsed = rowSchema.parse(row);
  return {
    id: parsed.id,
    receivedAt: parsed.received_at,
    profileId: parsed.profile_id,
    verdict: parsed.verdict,
    problem:
      parsed.problem_code === null
        ? null
        : {
            code: parsed.problem_code,
            gatewayCode: parsed.problem_gateway_code,
            gatewayMessage: parsed.problem_gateway_message,
          },
    orderNo: parsed.order_no,
    // For reading by people: bytes that are no UTF-8 show as U+FFFD; the bytes themselves stay in the ledger.
    bodyText: new TextDecoder().decode(parsed.body),
  };
}
