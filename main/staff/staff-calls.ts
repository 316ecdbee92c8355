/** The calls about the people at the till and what they did. */
import type { AuditEntry, CallResult, GroupHandlers } from '../../preload/contract/index.ts';
import { assertNever } from '../domain/order.ts';
import type { LedgerReader, RecordedAudit } from '../ports/index.ts';
import type { Staff } from './staff.ts';

export interface StaffCallParts {
  readonly staff: Staff;
  /** What looking back needs: the ledger, or a backup while it cannot be used. */
  readonly history: () => Promise<CallResult<Pick<LedgerReader, 'listAudit'>>>;
  readonly onChanged: () => void;
}

export function staffHandlers({ staff, history, onChanged }: StaffCallParts): GroupHandlers<'staff'> {
  async function andTell<Result>(change: Promise<Result>): Promise<Result> {
    const result = await change;
    onChanged();
    return result;
  }

  return {
    chooseOperator: ({ operatorId, pin }) => andTell(staff.choose(operatorId, pin)),
    saveOperator: ({ approval, ...operator }) => andTell(staff.save(operator, approval)),
    removeOperator: ({ operatorId, approval }) => andTell(staff.remove(operatorId, approval)),
    setApprovals: ({ approvals, approval }) => andTell(staff.setApprovals(approvals, approval)),
    renewRecoveryCode: ({ approval }) => andTell(staff.renewRecoveryCode(approval)),
    recoverPin: (argument) => andTell(staff.recoverPin(argument)),
    listAudit: async ({ limit }) => {
      const reader = await history();
      if (!reader.ok) return reader;
      return { ok: true, value: (await reader.value.listAudit(limit)).map(toAuditEntry) };
    },
  };
}

const nothingElse = {
  approvedBy: null,
  purpose: null,
  orderNo: null,
  subject: null,
  name: null,
  changes: [],
  reason: null,
} as const;

function toAuditEntry({ sequence, at, event }: RecordedAudit): AuditEntry {
  const { type, payload } = event;
  const entry = { ...nothingElse, sequence, at, type, operatorName: payload.operatorName, changes: [] };
  switch (type) {
    case 'settings.changed':
      return { ...entry, ...payload, changes: [...payload.changes] };
    case 'operator.approved':
      return { ...entry, approvedBy: payload.approvedBy, purpose: payload.action, orderNo: payload.orderNo };
    case 'operator.pin_failed':
      return { ...entry, purpose: payload.purpose };
    case 'unmatched.settled': {
      const { orderNo, reason, approvedBy } = payload;
      return { ...entry, orderNo, approvedBy, reason };
    }
    case 'operator.signed_in':
      return entry;
    default:
      return assertNever(type);
  }
}
