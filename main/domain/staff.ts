/** Who stands at the till, what needs a manager's PIN, and how long wrong PINs make everybody wait. Pure. */

export const operatorRoles = ['cashier', 'manager'] as const;
export type OperatorRole = (typeof operatorRoles)[number];

/** What the owner can make depend on a manager's PIN. */
export const approvalActions = [
  'refund',
  /** Of a sale whose code the customer has scanned: at Alipay it sends back what was just paid. */
  'cancel',
  /** A late payment accepted, an outcome settled by hand. */
  'decide',
  'settings',
  'export',
] as const;
export type ApprovalAction = (typeof approvalActions)[number];
export type Approvals = Readonly<Record<ApprovalAction, boolean>>;

/** A manager's in any case, as soon as one has a PIN: the people and what needs their PIN; another ledger for the shop's. */
const managersActions = ['staff', 'ledger'] as const;

export const guardedActions = [...approvalActions, ...managersActions] as const;
export type GuardedAction = (typeof guardedActions)[number];

/** Where a PIN, or the recovery code in place of one, is typed in. */
export const pinPurposes = [...guardedActions, 'sign_in', 'recovery'] as const;
export type PinPurpose = (typeof pinPurposes)[number];

interface Person {
  readonly role: OperatorRole;
  readonly pin: object | null;
}

/** Whether anybody can allow what needs a manager. */
export function hasManager(people: readonly Person[]): boolean {
  return people.some(({ role, pin }) => role === 'manager' && pin !== null);
}

/** Whether a manager has to type a PIN for it. */
export function needsApproval(action: GuardedAction, approvals: Approvals, operators: readonly Person[]): boolean {
  return isManagers(action) ? hasManager(operators) : approvals[action];
}

function isManagers(action: GuardedAction): action is (typeof managersActions)[number] {
  return (managersActions as readonly GuardedAction[]).includes(action);
}

/** Nobody could do any more what only a manager may. */
export function isLockedOut(approvals: Approvals, operators: readonly Person[]): boolean {
  return Object.values(approvals).includes(true) && !hasManager(operators);
}

/** Wrong PINs one after the other, wherever they were typed. */
export interface PinFailures {
  readonly count: number;
  /** UTC, ISO 8601; `null` before the first. */
  readonly lastAt: string | null;
}

export const noPinFailures: PinFailures = { count: 0, lastAt: null };

const freeTries = 2;
const waitsMs = [10_000, 30_000, 60_000, 300_000, 900_000] as const;
const longestWaitMs = 900_000;
const forgottenAfterMs = 3_600_000;

/** How long until a PIN may be tried again, in milliseconds; 0 for now. A clock that was set back shortens nothing. */
export function pinWaitMs(failures: PinFailures, now: Date): number {
  if (failures.count <= freeTries || failures.lastAt === null) return 0;
  const waitMs = waitsMs[failures.count - freeTries - 1] ?? longestWaitMs;
  const elapsedMs = now.getTime() - Date.parse(failures.lastAt);
  return Math.min(waitMs, Math.max(0, waitMs - elapsedMs));
}

/** After an hour without a try the count begins anew. */
export function oneMoreFailure(failures: PinFailures, now: Date): PinFailures {
  const isOld = failures.lastAt !== null && now.getTime() - Date.parse(failures.lastAt) >= forgottenAfterMs;
  return { count: isOld ? 1 : failures.count + 1, lastAt: now.toISOString() };
}
