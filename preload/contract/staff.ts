/** People, PINs, approvals, and the list of who changed what. */
import * as z from 'zod';
import { isPin, longestPin } from '../../main/domain/pin.ts';
import { approvalActions, operatorRoles, pinPurposes } from '../../main/domain/staff.ts';
import { longestOperatorName } from '../../main/domain/till-choices.ts';
import { auditTypes, settingsSubjects } from '../../main/domain/till-event.ts';
import { doneResult, resultOf } from './results.ts';
import { nameSchema, timeSchema } from './values.ts';

const pinSchema = z.string().refine(isPin);

/** A manager's PIN, typed for this one call; main says `approval_needed` where it is missing. */
export const approvalSchema = z.object({ pin: z.string().max(longestPin) }).optional();
export type Approval = z.infer<typeof approvalSchema>;

export const approvalsSchema = z.object(
  Object.fromEntries(approvalActions.map((action) => [action, z.boolean()])) as Record<
    (typeof approvalActions)[number],
    z.ZodBoolean
  >,
);

export const operatorSchema = z.object({
  id: z.uuid(),
  name: nameSchema.min(1).max(longestOperatorName),
  role: z.enum(operatorRoles),
});

export const operatorViewSchema = operatorSchema.extend({ hasPin: z.boolean() });
export type OperatorView = z.infer<typeof operatorViewSchema>;

export const auditEntrySchema = z.object({
  sequence: z.int(),
  at: timeSchema,
  type: z.enum(auditTypes),
  operatorName: z.string(),
  approvedBy: z.string().nullable(),
  /** What needed the PIN. */
  purpose: z.enum(pinPurposes).nullable(),
  orderNo: z.string().nullable(),
  subject: z.enum(settingsSubjects).nullable(),
  /** The account or the person that was changed. */
  name: z.string().nullable(),
  changes: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  /** In the person's own words; `null` where none were asked for. */
  reason: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** To be shown this once: only its hash is kept. */
const recoveryCodeSchema = z.string();

const recoveryCodeResult = resultOf(z.object({ recoveryCode: recoveryCodeSchema }));

/** `recoveryCode`: a new one, for the shop's first manager with a PIN; otherwise `null`. */
const savedPersonResult = resultOf(z.object({ recoveryCode: recoveryCodeSchema.nullable() }));

export const staffCalls = {
  /** By id, with the PIN where the person has one; or by the PIN alone. */
  chooseOperator: {
    argument: z.object({
      operatorId: operatorSchema.shape.id.nullable(),
      pin: z.string().max(longestPin).nullable(),
    }),
    result: doneResult,
  },
  /** A new person, or a known one changed. `pin`: absent leaves it as it is, `null` takes it away. */
  saveOperator: {
    argument: operatorSchema.extend({ pin: pinSchema.nullable().optional(), approval: approvalSchema }),
    result: savedPersonResult,
  },
  removeOperator: {
    argument: z.object({ operatorId: operatorSchema.shape.id, approval: approvalSchema }),
    result: savedPersonResult,
  },
  renewRecoveryCode: { argument: z.object({ approval: approvalSchema }), result: recoveryCodeResult },
  /** Sets a manager's PIN anew. The code is used up by it; the answer has the next one. */
  recoverPin: {
    argument: z.object({ operatorId: operatorSchema.shape.id, code: z.string().max(40), pin: pinSchema }),
    result: recoveryCodeResult,
  },
  setApprovals: {
    argument: z.object({ approvals: approvalsSchema, approval: approvalSchema }),
    result: doneResult,
  },
  listAudit: {
    argument: z.object({ limit: z.int().min(1).max(500) }),
    result: resultOf(z.array(auditEntrySchema)),
  },
} as const;
