import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { AuditEvent } from '../../../main/domain/till-event.ts';
import { openSettings, type SettingsStore } from '../../../main/settings/settings-store.ts';
import { hashPin } from '../../../main/staff/pin-hash.ts';
import { normalizedRecoveryCode } from '../../../main/staff/recovery-code.ts';
import { Staff } from '../../../main/staff/staff.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { tracesOf } from '../../support/secret-traces.ts';

const mei = { id: randomUUID(), name: 'Mei Lin', role: 'cashier' } as const;
const ken = { id: randomUUID(), name: 'Ken', role: 'cashier' } as const;
const chen = { id: randomUUID(), name: 'Chen Wei', role: 'manager' } as const;
const pins = { mei: '1111', chen: '8642' } as const;
const cheap = 4;

let folder: string;
let settings: SettingsStore;
let clock: ManualClock;
let recorded: AuditEvent[];
let staff: Staff;

function startTill(): Staff {
  return new Staff({
    settings,
    clock,
    record: (event) => {
      recorded.push(event);
      return Promise.resolve();
    },
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scantill-staff-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  settings = await openSettings(folder);
  clock = new ManualClock();
  recorded = [];
  staff = startTill();
});

/** Mei with a PIN, Ken without one, Chen as the manager; refunds need a manager. */
async function hire(): Promise<void> {
  const operators = [
    { ...mei, pin: await hashPin(pins.mei, cheap) },
    { ...ken, pin: null },
    { ...chen, pin: await hashPin(pins.chen, cheap) },
  ];
  const recoveryCode = await hashPin('0', cheap);
  await settings.update((current) => ({
    ...current,
    operators,
    recoveryCode,
    approvals: { ...current.approvals, refund: true },
  }));
}

const refused = (code: string) => ({ ok: false, problem: { code } });
const typed = (pin: string) => ({ pin });

describe('a shop without a list of people', () => {
  it('writes the name of the settings on orders and asks nobody for anything', async () => {
    await settings.update((current) => ({ ...current, operatorName: 'Owner' }));
    expect(staff.presentName).toBe('Owner');
    expect(await staff.approve('refund', undefined)).toEqual({ ok: true, approvedBy: null });
  });

  it('can make its first manager without a PIN, and nothing more after that', async () => {
    expect(await staff.save({ ...chen, pin: pins.chen }, undefined)).toMatchObject({ ok: true });
    expect(await staff.save({ ...mei }, undefined)).toMatchObject(refused('approval_needed'));
    expect(await staff.save({ ...mei }, typed(pins.chen))).toEqual({ ok: true, value: { recoveryCode: null } });
    expect(staff.state().operators).toEqual([
      { ...chen, hasPin: true },
      { ...mei, hasPin: false },
    ]);
    expect(tracesOf(pins.chen, readFileSync(join(folder, 'settings.json'), 'utf8'))).toEqual([]);
  });

  it('cannot make anything depend on a manager’s PIN that nobody has', async () => {
    const approvals = { ...settings.current.approvals, refund: true };
    expect(await staff.setApprovals(approvals, undefined)).toMatchObject(refused('manager_needed'));
  });
});

describe('who is at the till', () => {
  beforeEach(hire);

  it('has to be said first', () => {
    expect(staff.presentName).toBeNull();
    expect(staff.state()).toMatchObject({ operatorName: '', operatorId: null });
  });

  it('is chosen by name where there is no PIN, by name and PIN where there is one', async () => {
    expect(await staff.choose(ken.id, null)).toEqual({ ok: true, value: null });
    expect(staff.presentName).toBe('Ken');
    expect(await staff.choose(mei.id, null)).toMatchObject(refused('pin_wrong'));
    expect(await staff.choose(mei.id, pins.chen)).toMatchObject(refused('pin_wrong'));
    expect(staff.presentName).toBe('Ken');
    expect(await staff.choose(mei.id, pins.mei)).toEqual({ ok: true, value: null });
    expect(staff.presentName).toBe('Mei Lin');
  });

  it('is known by the PIN alone', async () => {
    await staff.choose(null, pins.chen);
    expect(staff.presentName).toBe('Chen Wei');
    expect(recorded.at(-1)).toEqual({ type: 'operator.signed_in', payload: { operatorName: 'Chen Wei' } });
  });

  it('has to be shown again after a start by those who have a PIN', async () => {
    await staff.choose(null, pins.mei);
    expect(startTill().presentName).toBeNull();
    await staff.choose(ken.id, null);
    expect(startTill().presentName).toBe('Ken');
  });

  it('is nobody once the person has gone', async () => {
    await staff.choose(ken.id, null);
    await staff.remove(ken.id, typed(pins.chen));
    expect(staff.presentName).toBeNull();
  });
});

describe('what needs a manager', () => {
  beforeEach(hire);

  it('is refused without a PIN, with a cashier’s, and with a wrong one', async () => {
    expect(await staff.approve('refund', undefined)).toMatchObject(refused('approval_needed'));
    expect(await staff.approve('refund', typed(pins.mei))).toMatchObject(refused('pin_wrong'));
    expect(await staff.approve('refund', typed('0000'))).toMatchObject(refused('pin_wrong'));
  });

  it('is allowed with a manager’s PIN, and both names are recorded', async () => {
    await staff.choose(ken.id, null);
    expect(await staff.approve('refund', typed(pins.chen), 'T01_1')).toEqual({ ok: true, approvedBy: 'Chen Wei' });
    expect(recorded.at(-1)).toEqual({
      type: 'operator.approved',
      payload: { action: 'refund', orderNo: 'T01_1', operatorName: 'Ken', approvedBy: 'Chen Wei' },
    });
  });

  it('stays possible: the last manager with a PIN cannot be taken away', async () => {
    for (const change of [
      staff.remove(chen.id, typed(pins.chen)),
      staff.save({ ...chen, role: 'cashier' }, typed(pins.chen)),
      staff.save({ ...chen, pin: null }, typed(pins.chen)),
    ]) {
      expect(await change).toMatchObject(refused('manager_needed'));
    }
  });

  it('keeps PINs apart, so that one says who it is', async () => {
    expect(await staff.save({ ...ken, pin: pins.mei }, typed(pins.chen))).toMatchObject(refused('pin_taken'));
    expect(await staff.save({ ...ken, pin: pins.mei }, undefined)).toMatchObject(refused('approval_needed'));
    expect(await staff.save({ ...mei, pin: pins.mei }, typed(pins.chen))).toMatchObject({ ok: true });
  });

  it('keeps names apart', async () => {
    expect(await staff.save({ ...ken, name: mei.name }, typed(pins.chen))).toMatchObject(
      refused('operator_name_taken'),
    );
  });

  it('records what changed of a person, and never the PIN', async () => {
    await staff.save({ ...ken, name: 'Kenji', pin: '97531' }, typed(pins.chen));
    expect(recorded.at(-1)).toEqual({
      type: 'settings.changed',
      payload: {
        subject: 'operator',
        name: 'Kenji',
        changes: [
          { field: 'name', from: 'Ken', to: 'Kenji' },
          { field: 'pin', from: null, to: null },
        ],
        operatorName: '',
        approvedBy: 'Chen Wei',
      },
    });
    expect(JSON.stringify(recorded)).not.toContain('97531');
  });
});

describe('a forgotten manager’s PIN', () => {
  let code: string;

  const recover = (typedCode: string, pin = '97531', operatorId: string = chen.id) =>
    staff.recoverPin({ operatorId, code: typedCode, pin });
  const codeOf = (result: Awaited<ReturnType<typeof staff.save>>): string => {
    if (!result.ok || result.value.recoveryCode === null) throw new Error('no code was given');
    return result.value.recoveryCode;
  };

  beforeEach(async () => {
    code = codeOf(await staff.save({ ...chen, pin: pins.chen }, undefined));
    await staff.save({ ...mei, pin: pins.mei }, typed(pins.chen));
    recorded = [];
    // Hashing a PIN is slow on purpose, and slower still where other tests run beside this one.
  }, 60_000);

  it('is set anew with the code that came with the first one, which is kept nowhere', async () => {
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/u);
    const next = codeOf(await recover(code));
    expect(await staff.approve('staff', typed(pins.chen))).toMatchObject(refused('pin_wrong'));
    expect(await staff.approve('staff', typed('97531'))).toMatchObject({ ok: true, approvedBy: 'Chen Wei' });
    const kept = readFileSync(join(folder, 'settings.json'), 'utf8') + JSON.stringify(recorded);
    for (const one of [code, next]) {
      expect(kept).not.toContain(one);
      expect(kept).not.toContain(normalizedRecoveryCode(one));
    }
  });

  it('takes the code as people write it: small letters, no hyphens, O for zero', async () => {
    expect(await recover(` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')} `)).toMatchObject({
      ok: true,
    });
  });

  it('is not set anew, and the code stays good, when a new code cannot be recorded', async () => {
    const forgetful = new Staff({
      settings,
      clock,
      record: (event) => {
        const isNewCode = event.type === 'settings.changed' && event.payload.subject === 'recovery_code';
        return isNewCode ? Promise.reject(new Error('database or disk is full')) : Promise.resolve();
      },
    });
    await expect(forgetful.recoverPin({ operatorId: chen.id, code, pin: '97531' })).rejects.toThrow('disk is full');
    expect(await staff.approve('staff', typed(pins.chen))).toMatchObject({ ok: true });
    expect(await recover(code)).toMatchObject({ ok: true });
  });

  it('needs a new code each time', async () => {
    const next = codeOf(await recover(code));
    expect(await recover(code, '86420')).toMatchObject(refused('recovery_code_wrong'));
    expect(await recover(next, '86420')).toMatchObject({ ok: true });
  });

  it('is never a cashier’s, and never a PIN that someone else has', async () => {
    expect(await recover(code, '97531', mei.id)).toMatchObject(refused('operator_unknown'));
    expect(await recover(code, pins.mei)).toMatchObject(refused('pin_taken'));
    expect(await recover(code)).toMatchObject({ ok: true });
  });

  it('cannot be guessed anew: wrong codes count as wrong PINs do', async () => {
    for (let time = 0; time < 3; time += 1) {
      expect(await recover('0000-0000-0000-0000')).toMatchObject(refused('recovery_code_wrong'));
    }
    expect(await recover(code)).toMatchObject(refused('pin_wait'));
    expect(recorded.map(({ payload }) => payload)).toMatchObject([
      { purpose: 'recovery', failures: 1 },
      { purpose: 'recovery', failures: 2 },
      { purpose: 'recovery', failures: 3 },
    ]);
  });

  it('leaves its trace: whose it was, and that there is another code', async () => {
    await recover(code);
    expect(recorded.map(({ payload }) => payload)).toMatchObject([
      { subject: 'recovered_pin', name: 'Chen Wei', changes: [{ field: 'pin', from: null, to: null }] },
      { subject: 'recovery_code', changes: [{ field: 'recoveryCode', from: null, to: null }] },
    ]);
  });

  it('has a new code made by a manager who has lost the old one', async () => {
    expect(await staff.renewRecoveryCode(undefined)).toMatchObject(refused('approval_needed'));
    const next = codeOf(await staff.renewRecoveryCode(typed(pins.chen)));
    expect(await recover(code)).toMatchObject(refused('recovery_code_wrong'));
    expect(await recover(next)).toMatchObject({ ok: true });
  });

  it('has a code also in a shop whose manager had a PIN before there were any', async () => {
    await settings.update((current) => ({ ...current, recoveryCode: null }));
    expect(await recover(code)).toMatchObject(refused('recovery_code_wrong'));
    expect(codeOf(await staff.save({ ...ken }, typed(pins.chen)))).not.toBe(code);
  });
});

describe('guessing', () => {
  beforeEach(hire);

  const guess = () => staff.approve('refund', typed('0000'));

  it('has to wait after the third wrong PIN, and the right one is not even looked at', async () => {
    for (let time = 0; time < 3; time += 1) expect(await guess()).toMatchObject(refused('pin_wrong'));
    expect(await staff.approve('refund', typed(pins.chen))).toEqual({
      ok: false,
      problem: { code: 'pin_wait', detail: '10' },
    });
    clock.jump(10_000);
    expect(await staff.approve('refund', typed(pins.chen))).toMatchObject({ ok: true });
    expect(await guess()).toMatchObject(refused('pin_wrong'));
  });

  it('is not helped by starting the till again', async () => {
    for (let time = 0; time < 3; time += 1) await guess();
    settings = await openSettings(folder);
    staff = startTill();
    expect(await guess()).toMatchObject(refused('pin_wait'));
  });

  it('is not helped by trying many at once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, guess));
    const codes = results.map((result) => (result.ok ? 'allowed' : result.problem.code));
    expect(codes.filter((code) => code === 'pin_wrong')).toHaveLength(3);
    expect(codes.filter((code) => code === 'pin_wait')).toHaveLength(17);
  });

  it('is not helped by a right PIN of one’s own in between', async () => {
    await guess();
    await guess();
    await staff.choose(null, pins.mei);
    await guess();
    expect(await guess()).toMatchObject(refused('pin_wait'));
  });

  it('is not helped by setting the clock back, and does not lock the owner out for a day by it', async () => {
    for (let time = 0; time < 3; time += 1) await guess();
    clock.jump(-86_400_000);
    expect(await guess()).toMatchObject({ problem: { code: 'pin_wait', detail: '10' } });
    clock.jump(10_000);
    expect(await staff.approve('refund', typed(pins.chen))).toMatchObject({ ok: true });
  });

  it('is recorded, each with its number', async () => {
    await guess();
    await guess();
    expect(recorded.map(({ payload }) => payload)).toEqual([
      { purpose: 'refund', failures: 1, operatorName: '' },
      { purpose: 'refund', failures: 2, operatorName: '' },
    ]);
  });
});
