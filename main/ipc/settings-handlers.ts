/** The calls that change settings and accounts. A manager's PIN can be needed for each, and each is recorded. */
import type { Approval, Handlers } from '../../preload/contract/index.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { importMerchantFile, saveProfile, setKey, type AccountParts } from '../accounts/merchant-accounts.ts';
import { changedFields } from '../settings/setting-changes.ts';
import type { TillHost } from '../till/till-host.ts';
import { done, failure, type Failure } from './call-results.ts';
import type { Desktop } from './desktop.ts';

type SettingsCalls = 'changeSettings' | 'setMode' | 'saveProfile' | 'retireProfile' | 'setKey' | 'importProfile';

/** Whoever is at the till must be able to read it, hear it, put its second display in order, and begin. */
const harmless: readonly string[] = [
  'language',
  'appearance',
  'sound',
  'customerDisplay',
  'paidReturnSeconds',
  'firstRunDone',
];

export function settingsHandlers(host: TillHost, desktop: Desktop): Pick<Handlers<'cashier'>, SettingsCalls> {
  /** Runs a change once it is allowed; `approvedBy` as the record wants it. */
  async function allowed<Result>(
    approval: Approval,
    change: (approvedBy: string | null) => Promise<Result>,
  ): Promise<Result | Failure> {
    const answer = await host.staff.approve('settings', approval);
    return answer.ok ? change(answer.approvedBy) : answer;
  }

  /** The same for real accounts: those of practice are the app's own. */
  async function onAccounts<Result>(
    approval: Approval,
    change: (parts: AccountParts) => Promise<Result>,
  ): Promise<Result | Failure> {
    if (host.till.mode !== 'live') return failure('not_possible_now', 'practice accounts are fixed');
    return allowed(approval, async (approvedBy) => {
      const result = await change({
        settings: host.settings,
        keyStore: host.till.keyStore,
        now: () => new Date(),
        onChange: (...what) => host.staff.recordChange(...what, approvedBy),
        hindersChange: async (profileId) => {
          const counter = await host.till.counter();
          if (!counter.ok) return counter.problem;
          const open = (await counter.value.ledger.watchedOrders()).filter((order) => order.profileId === profileId);
          return open.length === 0 ? null : { code: 'account_in_use', detail: String(open.length) };
        },
      });
      await host.till.profilesChanged();
      return result;
    });
  }

  async function save(changes: Partial<Settings>, approvedBy: string | null): Promise<typeof done> {
    const before = Object.fromEntries(
      Object.keys(changes).map((name) => [name, host.settings.current[name as keyof Settings]]),
    );
    await host.staff.recordChange('settings', null, changedFields(before, changes), approvedBy);
    await host.settings.update((settings) => ({ ...settings, ...changes }));
    desktop.settingsChanged();
    host.stateChanged();
    return done;
  }

  return {
    changeSettings: async ({ approval, listener, ...others }) => {
      const wished = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
      const changes: Partial<Settings> =
        listener === undefined ? wished : { ...wished, listener: { ...host.settings.current.listener, ...listener } };
      if (Object.keys(changes).every((name) => harmless.includes(name))) return save(changes, null);
      return allowed(approval, async (approvedBy) => {
        await save(changes, approvedBy);
        if (listener !== undefined) await host.till.listenerChanged();
        host.stateChanged();
        return done;
      });
    },

    setMode: async ({ mode, approval }) => {
      // Nobody would be asking about real money that is still on its way.
      if (host.till.mode === 'live' && mode === 'practice' && host.till.openOrderCount() > 0) {
        return failure('open_orders', String(host.till.openOrderCount()));
      }
      return allowed(approval, async (approvedBy) => {
        const changes = changedFields({ mode: host.till.mode }, { mode });
        // In both books: each has to say why it stops, or begins, there.
        await host.staff.recordChange('mode', null, changes, approvedBy);
        desktop.showToCustomer(null);
        await host.setMode(mode);
        await host.staff.recordChange('mode', null, changes, approvedBy);
        return done;
      });
    },

    saveProfile: ({ profile, approval }) =>
      onAccounts(approval, async (parts) => {
        const saved = await saveProfile(parts, profile);
        return saved.ok ? done : saved;
      }),

    retireProfile: ({ profileId, isRetired, approval }) =>
      onAccounts(approval, async ({ settings, onChange }) => {
        const profile = host.till.profileOf(profileId);
        if (profile === null) return failure('method_unknown');
        const others = settings.current.retiredProfileIds.filter((id) => id !== profileId);
        const wasRetired = others.length < settings.current.retiredProfileIds.length;
        await onChange('account', profile.name, changedFields({ inUse: !wasRetired }, { inUse: !isRetired }));
        const retiredProfileIds = isRetired ? [...others, profileId] : others;
        await settings.update((current) => ({ ...current, retiredProfileIds }));
        return done;
      }),

    setKey: ({ profileId, kind, value, approval }) =>
      onAccounts(approval, async (parts) => {
        const profile = host.till.profileOf(profileId);
        return profile === null ? failure('method_unknown') : setKey(parts, profile, kind, value);
      }),

    importProfile: ({ approval }) =>
      onAccounts(approval, async (parts) => {
        const file = await desktop.chooseMerchantFile();
        if (file === null) return { ok: true, value: { profileId: null } } as const;
        return file.kind === 'unreadable'
          ? failure('file_unreadable', file.detail)
          : importMerchantFile(parts, file.text);
      }),
  };
}
