/** The calls about the people at the till and what they did. */
import type { AuditEntry, Handlers } from '../../preload/contract/index.ts';
import { assertNever } from '../domain/order.ts';
import type { RecordedAudit } from '../ports/index.ts';
import type { TillHost } from '../till/till-host.ts';

type StaffCalls =
  | 'chooseOperator'
  | 'saveOperator'
  | 'removeOperator'
  | 'setApprovals'
  | 'renewRecoveryCode'
  | 'recoverPin'
  | 'listAudit';

export function staffHandlers(host: TillHost): Pick<Handlers<'cashier'>, StaffCalls> {
  async function told<Result>(change: Promise<Result>): Promise<Result> {
    const result = await change;
    host.stateChanged();
    return result;
  }

  return {
    chooseOperator: ({ operatorId, pin }) => told(host.staff.choose(operatorId, pin)),
    saveOperator: ({ approval, ...operator }) => told(host.staff.save(operator, approval)),
    removeOperator: ({ operatorId, approval }) => told(host.staff.remove(operatorId, approval)),
    setApprovals: ({ approvals, approval }) => told(host.staff.setApprovals(approvals, approval)),
    renewRecoveryCode: ({ approval }) => told(host.staff.renewRecoveryCode(approval)),
    recoverPin: (argument) => told(host.staff.recoverPin(argument)),
    listAudit: async ({ limit }) => {
      const history = await host.till.history();
      if (!history.ok) return history;
      return { ok: true, value: (await history.value.listAudit(limit)).map(toAuditEntry) };
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
