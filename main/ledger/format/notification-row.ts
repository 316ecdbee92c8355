/** A delivery as a row of `notifications` and back. */
import * as z from 'zod';
import { problemCodes } from '../../domain/order.ts';
import { notificationVerdicts } from '../../domain/notification-verdict.ts';
import type { NotificationRecord, NotificationSummary } from '../../ports/index.ts';

export const insertNotificationSql = `
  INSERT INTO notifications (received_at, account_id, content_type, body, verdict,
    problem_code, problem_gateway_code, problem_gateway_message, order_no, after_sequence)
  VALUES (@receivedAt, @accountId, @contentType, @body, @verdict,
    @problemCode, @problemGatewayCode, @problemGatewayMessage, @orderNo,
    (SELECT coalesce(max(sequence), 0) FROM events))`;

export function notificationParameters(record: NotificationRecord): Record<string, string | Buffer | null> {
  const { receivedAt, accountId, contentType, body, verdict, problem, orderNo } = record;
  return {
    receivedAt,
    accountId,
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
  account_id: z.string(),
  verdict: z.enum(notificationVerdicts),
  problem_code: z.enum(problemCodes).nullable(),
  problem_gateway_code: z.string().nullable(),
  problem_gateway_message: z.string().nullable(),
  order_no: z.string().nullable(),
  body: z.instanceof(Uint8Array),
  content_type: z.string(),
  purged_at: z.string().nullable(),
});

/** The delivery as it was recorded; `null` when its content has been purged. @throws when the row is none. */
export function deliveryFromRow(row: unknown): NotificationRecord | null {
  const parsed = rowSchema.parse(row);
  if (parsed.purged_at !== null) return null;
  return { ...sharedMembers(parsed), contentType: parsed.content_type, body: parsed.body };
}

function sharedMembers(row: z.infer<typeof rowSchema>): Omit<NotificationRecord, 'contentType' | 'body'> {
  return {
    receivedAt: row.received_at,
    accountId: row.account_id,
    verdict: row.verdict,
    problem:
      row.problem_code === null
        ? null
        : {
            code: row.problem_code,
            gatewayCode: row.problem_gateway_code,
            gatewayMessage: row.problem_gateway_message,
          },
    orderNo: row.order_no,
  };
}

/** @throws when the row is not a notification. */
export function notificationFromRow(row: unknown): NotificationSummary {
  const parsed = rowSchema.parse(row);
  return {
    id: parsed.id,
    ...sharedMembers(parsed),
    isPurged: parsed.purged_at !== null,
    // For reading by people: bytes that are no UTF-8 show as U+FFFD; the bytes themselves stay in the ledger.
    bodyText: new TextDecoder().decode(parsed.body),
  };
}
