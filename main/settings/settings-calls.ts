/** The calls that change settings. A manager's PIN can be needed for each, and each is recorded. */
import type { Approval, CallResult, GroupHandlers } from '../../preload/contract/index.ts';
import type { Mode } from '../domain/mode.ts';
import { done, refused } from '../domain/result.ts';
import type { StaffAtTill } from '../ports/index.ts';
import { changedFields } from './setting-changes.ts';
import type { Settings } from './settings-schema.ts';
import type { SettingsStore } from './settings-store.ts';

export interface SettingsParts {
  readonly settings: SettingsStore;
  readonly staff: Pick<StaffAtTill, 'approve' | 'recordChange'>;
  readonly mode: () => Mode;
  /** Orders whose outcome is still being asked for at the counter. */
  readonly openOrderCount: () => number;
  /** Stops the till of one mode, then starts the other's. */
  readonly switchMode: (mode: Mode) => Promise<void>;
  readonly restartListener: () => Promise<void>;
  /** What shows them has to look again. */
  readonly onChanged: () => void;
}

/** Whoever is at the till must be able to read it, hear it, put its second display in order, and begin. */
const harmless: readonly string[] = [
  'language',
  'appearance',
  'sound',
  'customerDisplay',
  'paidReturnSeconds',
  'firstRunDone',
];

export function settingsHandlers(parts: SettingsParts): GroupHandlers<'settings'> {
  const { settings, staff } = parts;

  /** Runs a change once it is allowed; `approvedBy` as the record wants it. */
  async function allowed(
    approval: Approval,
    change: (approvedBy: string | null) => Promise<CallResult<null>>,
  ): Promise<CallResult<null>> {
    const answer = await staff.approve('settings', approval);
    return answer.ok ? change(answer.approvedBy) : answer;
  }

  async function save(changes: Partial<Settings>, approvedBy: string | null): Promise<typeof done> {
    const before = Object.fromEntries(
      Object.keys(changes).map((name) => [name, settings.current[name as keyof Settings]]),
    );
    await staff.recordChange('settings', null, changedFields(before, changes), approvedBy);
    await settings.update((current) => ({ ...current, ...changes }));
    parts.onChanged();
    return done;
  }

  return {
    changeSettings: async ({ approval, listener, ...others }) => {
      const wished = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
      const changes: Partial<Settings> =
        listener === undefined ? wished : { ...wished, listener: { ...settings.current.listener, ...listener } };
      if (Object.keys(changes).every((name) => harmless.includes(name))) return save(changes, null);
      return allowed(approval, async (approvedBy) => {
        await save(changes, approvedBy);
        if (listener === undefined) return done;
        await parts.restartListener();
        parts.onChanged();
        return done;
      });
    },

    setMode: async ({ mode, approval }) => {
      const openCount = parts.openOrderCount();
      // Nobody would be asking about real money that is still on its way.
      if (parts.mode() === 'live' && mode === 'practice' && openCount > 0) {
        return refused('open_orders', String(openCount));
      }
      return allowed(approval, async (approvedBy) => {
        const changes = changedFields({ mode: parts.mode() }, { mode });
        // In both books: each has to say why it stops, or begins, there.
        await staff.recordChange('mode', null, changes, approvedBy);
        await parts.switchMode(mode);
        await staff.recordChange('mode', null, changes, approvedBy);
        return done;
      });
    },
  };
}
