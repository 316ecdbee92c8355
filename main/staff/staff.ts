/**
 * The people at the till: who is there, who may be chosen, and what a manager has to allow with a PIN. One PIN is
 * tried at a time and counted before it is looked at, so neither many at once nor pulling the plug gains a try.
 */
import { done, refused, type Result } from '../domain/result.ts';
import type { Approval, AppState, CallResult } from '../../preload/contract/index.ts';
import {
  hasManager,
  isLockedOut,
  needsApproval,
  noPinFailures,
  oneMoreFailure,
  pinWaitMs,
  type Approvals,
  type GuardedAction,
  type OperatorRole,
  type PinPurpose,
} from '../domain/staff.ts';
import type { AuditEvent, SettingChange, SettingsSubject } from '../domain/till-event.ts';
import type { ApprovalResult, Clock, StaffAtTill } from '../ports/index.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { hashPin, matchesPin } from './pin-hash.ts';
import { makeRecoveryCode, normalizedRecoveryCode } from './recovery-code.ts';
import { changedFields } from '../settings/setting-changes.ts';

export interface StaffParts {
  readonly settings: SettingsStore;
  readonly clock: Clock;
  /** Resolves when the event is on disk. */
  readonly record: (event: AuditEvent) => Promise<void>;
}

type StaffResult = CallResult<null>;
/** A new recovery code, to be shown this once; `null` where the old one stays. */
type SavedResult = CallResult<{ readonly recoveryCode: string | null }>;
type CodeResult = CallResult<{ readonly recoveryCode: string }>;
type PinResult = Result<Operator, Extract<ApprovalResult, { readonly ok: false }>['problem']>;

type Operator = Settings['operators'][number];

export interface OperatorChange {
  readonly id: string;
  readonly name: string;
  readonly role: OperatorRole;
  /** Absent: as it is; `null`: taken away. */
  readonly pin?: string | null | undefined;
}

/** Who has shown a PIN, or the code in place of one; `null`: nobody. */
type FindOwner = () => Promise<Operator | null>;

export interface PinRecovery {
  readonly operatorId: string;
  readonly code: string;
  readonly pin: string;
}

export class Staff implements StaffAtTill {
  readonly #parts: StaffParts;
  #presentId: string | null;
  #tries: Promise<unknown> = Promise.resolve();

  constructor(parts: StaffParts) {
    this.#parts = parts;
    const last = this.#find(this.#settings.operatorId);
    // Whoever has a PIN shows after a start that it is really them.
    this.#presentId = last?.pin === null ? last.id : null;
  }

  get presentName(): string | null {
    const { operators, operatorName } = this.#settings;
    return operators.length === 0 ? operatorName : (this.#find(this.#presentId)?.name ?? null);
  }

  state(): Pick<AppState, 'operatorName' | 'operators' | 'operatorId' | 'approvals' | 'hasRecoveryCode'> {
    const { operators, approvals, recoveryCode } = this.#settings;
    return {
      operatorName: this.presentName ?? '',
      operators: operators.map(({ pin, ...operator }) => ({ ...operator, hasPin: pin !== null })),
      operatorId: this.#find(this.#presentId)?.id ?? null,
      approvals,
      hasRecoveryCode: recoveryCode !== null,
    };
  }

  /** Lets someone take over: by name (and PIN, where there is one), or by PIN alone. */
  async choose(operatorId: string | null, pin: string | null): Promise<StaffResult> {
    const named = this.#find(operatorId);
    if (operatorId !== null && named === null) return refused('operator_unknown');
    if (named?.pin === null) return this.#takeOver(named);
    if (pin === null) return refused('pin_wrong');
    const tried = await this.#tryPin('sign_in', () =>
      this.#ownerOf(pin, ({ id }) => named === null || id === named.id),
    );
    return tried.ok ? this.#takeOver(tried.value) : tried;
  }

  needsApproval(action: GuardedAction): boolean {
    const { approvals, operators } = this.#settings;
    return needsApproval(action, approvals, operators);
  }

  async approve(action: GuardedAction, approval: Approval, orderNo: string | null = null): Promise<ApprovalResult> {
    if (!this.needsApproval(action)) return { ok: true, approvedBy: null };
    if (approval === undefined) return refused('approval_needed', action);
    const tried = await this.#tryPin(action, () => this.#ownerOf(approval.pin, ({ role }) => role === 'manager'));
    if (!tried.ok) return tried;
    const approvedBy = tried.value.name;
    await this.#parts.record({
      type: 'operator.approved',
      payload: { action, orderNo, operatorName: this.presentName ?? '', approvedBy },
    });
    return { ok: true, approvedBy };
  }

  async save(change: OperatorChange, approval: Approval): Promise<SavedResult> {
    const { operators } = this.#settings;
    const { id, name, role } = change;
    if (operators.some((other) => other.id !== id && other.name === name)) return refused('operator_name_taken');
    const before = this.#find(id);
    const pin =
      change.pin === undefined ? (before?.pin ?? null) : change.pin === null ? null : await hashPin(change.pin);
    const after: Operator = { id, name, role, pin };
    const next = before === null ? [...operators, after] : operators.map((one) => (one.id === id ? after : one));
    const given = change.pin ?? null;
    return this.#changeStaff({
      approval,
      next,
      // Asked only after the approval: to anybody else it would tell which PINs there are.
      pinOwner: () => (given === null ? Promise.resolve(null) : this.#otherOwnerOf(given, id)),
      name,
      changes: changedFields(facts(before), facts(after), change.pin === undefined ? [] : ['pin']),
    });
  }

  async remove(operatorId: string, approval: Approval): Promise<SavedResult> {
    const gone = this.#find(operatorId);
    if (gone === null) return refused('operator_unknown');
    return this.#changeStaff({
      approval,
      next: this.#settings.operators.filter(({ id }) => id !== operatorId),
      pinOwner: () => Promise.resolve(null),
      name: gone.name,
      changes: changedFields(facts(gone), {}),
    });
  }

  async setApprovals(approvals: Approvals, approval: Approval): Promise<StaffResult> {
    const { operators, approvals: before } = this.#settings;
    if (isLockedOut(approvals, operators)) return refused('manager_needed');
    const allowed = await this.approve('staff', approval);
    if (!allowed.ok) return allowed;
    await this.recordChange('approvals', null, changedFields(before, approvals), allowed.approvedBy);
    await this.#parts.settings.update((settings) => ({ ...settings, approvals }));
    return done;
  }

  /** For whoever lost the old one. */
  async renewRecoveryCode(approval: Approval): Promise<CodeResult> {
    if (!hasManager(this.#settings.operators)) return refused('manager_needed');
    const allowed = await this.approve('staff', approval);
    if (!allowed.ok) return allowed;
    return { ok: true, value: { recoveryCode: await this.#newRecoveryCode(allowed.approvedBy) } };
  }

  /** Sets a manager's PIN anew for whoever has the recovery code, which is used up by that. */
  async recoverPin({ operatorId, code, pin }: PinRecovery): Promise<CodeResult> {
    const manager = this.#find(operatorId);
    const { recoveryCode } = this.#settings;
    if (manager?.role !== 'manager') return refused('operator_unknown');
    if (recoveryCode === null) return refused('recovery_code_wrong');
    const tried = await this.#tryPin('recovery', async () =>
      (await matchesPin(normalizedRecoveryCode(code), recoveryCode)) ? manager : null,
    );
    if (!tried.ok) return tried.problem.code === 'pin_wrong' ? refused('recovery_code_wrong') : tried;
    if ((await this.#otherOwnerOf(pin, operatorId)) !== null) return refused('pin_taken');
    const kept = await hashPin(pin);
    await this.recordChange('recovered_pin', manager.name, changedFields({}, {}, ['pin']), null);
    const made = await this.#newRecoveryCode(null, (operators) =>
      operators.map((one) => (one.id === operatorId ? { ...one, pin: kept } : one)),
    );
    return { ok: true, value: { recoveryCode: made } };
  }

  /** @param change of the people, saved with the new code or not at all: the old one must not open anything twice. */
  async #newRecoveryCode(
    approvedBy: string | null,
    change: (operators: Settings['operators']) => Settings['operators'] = (operators) => operators,
  ): Promise<string> {
    const made = makeRecoveryCode();
    const recoveryCode = await hashPin(normalizedRecoveryCode(made));
    await this.recordChange('recovery_code', null, changedFields({}, {}, ['recoveryCode']), approvedBy);
    await this.#parts.settings.update((settings) => ({
      ...settings,
      operators: change(settings.operators),
      recoveryCode,
    }));
    return made;
  }

  async recordChange(
    subject: SettingsSubject,
    name: string | null,
    changes: readonly SettingChange[],
    approvedBy: string | null,
  ): Promise<void> {
    if (changes.length === 0) return;
    const payload = { subject, name, changes, operatorName: this.presentName ?? '', approvedBy };
    await this.#parts.record({ type: 'settings.changed', payload });
  }

  async #changeStaff(change: {
    readonly approval: Approval;
    readonly next: Settings['operators'];
    readonly pinOwner: () => Promise<Operator | null>;
    readonly name: string;
    readonly changes: readonly SettingChange[];
  }): Promise<SavedResult> {
    const { next, name, changes } = change;
    const { operators, recoveryCode } = this.#settings;
    if (isLockedOut(this.#settings.approvals, next)) return refused('manager_needed');
    const allowed = await this.approve('staff', change.approval);
    if (!allowed.ok) return allowed;
    if ((await change.pinOwner()) !== null) return refused('pin_taken');
    await this.recordChange('operator', name, changes, allowed.approvedBy);
    await this.#parts.settings.update((settings) => ({ ...settings, operators: next }));
    const isFirstManager = hasManager(next) && (recoveryCode === null || !hasManager(operators));
    const made = isFirstManager ? await this.#newRecoveryCode(allowed.approvedBy) : null;
    return { ok: true, value: { recoveryCode: made } };
  }

  async #takeOver({ id, name }: Operator): Promise<StaffResult> {
    await this.#parts.record({ type: 'operator.signed_in', payload: { operatorName: name } });
    await this.#parts.settings.update((settings) => ({ ...settings, operatorId: id }));
    this.#presentId = id;
    return done;
  }

  #tryPin(purpose: PinPurpose, findOwner: FindOwner): Promise<PinResult> {
    const result = this.#tries.then(() => this.#tryPinNow(purpose, findOwner));
    this.#tries = result.catch(() => undefined);
    return result;
  }

  async #tryPinNow(purpose: PinPurpose, findOwner: FindOwner): Promise<PinResult> {
    const now = this.#parts.clock.now();
    const before = this.#settings.pinFailures;
    const waitMs = pinWaitMs(before, now);
    if (waitMs > 0) {
      if (before.lastAt !== null && Date.parse(before.lastAt) > now.getTime())
        await this.#keepFailures({ ...before, lastAt: now.toISOString() });
      return refused('pin_wait', String(Math.ceil(waitMs / 1000)));
    }
    const counted = oneMoreFailure(before, now);
    await this.#keepFailures(counted);
    const owner = await findOwner();
    if (owner === null) {
      await this.#parts.record({
        type: 'operator.pin_failed',
        payload: { purpose, failures: counted.count, operatorName: this.presentName ?? '' },
      });
      return refused('pin_wrong');
    }
    // A cashier's own PIN does not wash away guesses at a manager's.
    await this.#keepFailures(owner.role === 'manager' ? noPinFailures : before);
    return { ok: true, value: owner };
  }

  async #ownerOf(pin: string, isMeant: (operator: Operator) => boolean): Promise<Operator | null> {
    for (const operator of this.#settings.operators) {
      if (operator.pin !== null && isMeant(operator) && (await matchesPin(pin, operator.pin))) return operator;
    }
    return null;
  }

  #otherOwnerOf(pin: string, operatorId: string): Promise<Operator | null> {
    return this.#ownerOf(pin, ({ id }) => id !== operatorId);
  }

  async #keepFailures(pinFailures: Settings['pinFailures']): Promise<void> {
    await this.#parts.settings.update((settings) => ({ ...settings, pinFailures }));
  }

  #find(operatorId: string | null): Operator | null {
    return this.#settings.operators.find(({ id }) => id === operatorId) ?? null;
  }

  get #settings(): Settings {
    return this.#parts.settings.current;
  }
}

/** What the audit may say of a person. */
function facts(operator: Operator | null): object {
  return operator === null ? {} : { name: operator.name, role: operator.role };
}
