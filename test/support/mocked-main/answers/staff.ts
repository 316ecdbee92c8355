/** The people of the shop, and what they did. */
import type { AppState, AuditEntry, GroupHandlers } from '../../../../preload/contract/index.ts';
import { done, type MockedTill } from '../mocked-till.ts';
import { minutesFromNow, words } from '../shop.ts';

/** What people did, newest first. */
function audit(): AuditEntry[] {
  const entry = (sequence: number, minutesAgo: number, change: Partial<AuditEntry>): AuditEntry => ({
    sequence,
    at: minutesFromNow(-minutesAgo),
    type: 'settings.changed',
    operatorName: words().operator,
    approvedBy: null,
    purpose: null,
    orderNo: null,
    subject: null,
    name: null,
    changes: [],
    reason: null,
    ...change,
  });
  return [
    entry(31, 4, {
      type: 'operator.approved',
      approvedBy: words().manager,
      purpose: 'refund',
      orderNo: 'T02_20261122_0139_5WVK',
    }),
    entry(30, 5, { type: 'operator.pin_failed', purpose: 'refund' }),
    entry(22, 48, {
      subject: 'account',
      name: 'ScanForPay',
      approvedBy: words().manager,
      changes: [
        { field: 'storeNo', from: 'SZ0003', to: 'SZ0004' },
        { field: 'codeValidMinutes', from: '10', to: '5' },
      ],
    }),
    entry(21, 52, {
      subject: 'key',
      name: 'ScanForPay',
      approvedBy: words().manager,
      changes: [{ field: 'scanforpay_sign_key', from: null, to: null }],
    }),
    entry(9, 210, { type: 'operator.signed_in' }),
  ];
}

/** Three people, the first of them at the till. */
export function people(): Pick<AppState, 'operators' | 'operatorId' | 'approvals' | 'hasRecoveryCode'> {
  const [first, second, third] = ['7b1e', '7b2e', '7b3e'].map((start) => `${start}0000-0000-4000-8000-000000000000`);
  if (first === undefined || second === undefined || third === undefined) throw new Error('three are needed');
  return {
    operators: [
      { id: first, name: words().operator, role: 'cashier', hasPin: true },
      { id: second, name: words().helper, role: 'cashier', hasPin: false },
      { id: third, name: words().manager, role: 'manager', hasPin: true },
    ],
    operatorId: first,
    approvals: { refund: true, cancel: false, decide: true, settings: false, export: false },
    hasRecoveryCode: true,
  };
}

const recoveryCode = '7QK2-0MZD-XJ4T-P9AB';

export function staffAnswers(till: MockedTill): GroupHandlers<'staff'> {
  return {
    chooseOperator: ({ operatorId }) => {
      const chosen = till.state.operators.find(({ id }) => id === operatorId) ?? till.state.operators[0];
      till.change({ operatorId: chosen?.id ?? null, operatorName: chosen?.name ?? '' });
      return Promise.resolve(done);
    },
    saveOperator: () => Promise.resolve({ ok: true, value: { recoveryCode: null } }),
    removeOperator: () => Promise.resolve({ ok: true, value: { recoveryCode: null } }),
    renewRecoveryCode: () => Promise.resolve({ ok: true, value: { recoveryCode } }),
    recoverPin: () => Promise.resolve({ ok: true, value: { recoveryCode } }),
    setApprovals: () => Promise.resolve(done),
    listAudit: () => Promise.resolve({ ok: true, value: audit() }),
  };
}
