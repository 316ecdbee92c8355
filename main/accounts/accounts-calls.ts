/** The calls that change accounts and test them. A manager's PIN can be needed for each change, and each is recorded. */
import type { Approval, CallResult, GroupHandlers, MerchantAccount } from '../../preload/contract/index.ts';
import type { Mode } from '../domain/mode.ts';
import { done, refused } from '../domain/result.ts';
import type { Clock, KeyStore, StaffAtTill } from '../ports/index.ts';
import { changedFields } from '../settings/setting-changes.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { importMerchantFile, saveAccount, setKey, type AccountParts } from './merchant-accounts.ts';
import { testAccount } from './self-test.ts';

/** Asks the person for a merchant's file and reads it; `null` when they changed their mind. */
export interface MerchantFiles {
  chooseMerchantFile(): Promise<
    { readonly kind: 'read'; readonly text: string } | { readonly kind: 'unreadable'; readonly detail: string } | null
  >;
}

/** The accounts of the till that runs by then. */
export interface ChangingAccounts {
  readonly keyStore: KeyStore;
  find(accountId: string): MerchantAccount | null;
}

export interface AccountsParts {
  readonly mode: () => Mode;
  readonly accounts: () => ChangingAccounts;
  /** Resolves when the till has started: until then it may not know its accounts. */
  readonly started: () => Promise<void>;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly staff: Pick<StaffAtTill, 'approve' | 'recordChange'>;
  /** How many orders and refunds of the account are open. */
  readonly openOrdersOf: (accountId: string) => Promise<CallResult<number>>;
  /** After an account or a key was changed: what could not be asked about with the old ones is asked about soon. */
  readonly accountsChanged: () => Promise<void>;
  /** Reads the keychain again, and asks with what it gives. */
  readonly recheckKeys: () => Promise<void>;
  readonly desktop: MerchantFiles;
}

export function accountsHandlers(parts: AccountsParts): GroupHandlers<'accounts'> {
  const { accounts, settings, clock, staff } = parts;

  /** Runs a change of real accounts once it is allowed: those of practice are the app's own. */
  async function onAccounts<Value>(
    approval: Approval,
    change: (parts: AccountParts) => Promise<CallResult<Value>>,
  ): Promise<CallResult<Value>> {
    if (parts.mode() !== 'live') return refused('not_possible_now', 'practice accounts are fixed');
    const answer = await staff.approve('settings', approval);
    if (!answer.ok) return answer;
    const result = await change({
      settings,
      keyStore: accounts().keyStore,
      now: () => clock.now(),
      onChange: (...what) => staff.recordChange(...what, answer.approvedBy),
      hindersChange: async (accountId) => {
        const open = await parts.openOrdersOf(accountId);
        if (!open.ok) return open.problem;
        return open.value === 0 ? null : { code: 'account_in_use', detail: String(open.value) };
      },
    });
    await parts.accountsChanged();
    return result;
  }

  return {
    saveAccount: ({ account, approval }) => onAccounts(approval, (accountParts) => saveAccount(accountParts, account)),

    retireAccount: ({ accountId, isRetired, approval }) =>
      onAccounts(approval, async ({ onChange }) => {
        const account = accounts().find(accountId);
        if (account === null) return refused('method_unknown');
        const others = settings.current.retiredAccountIds.filter((id) => id !== accountId);
        const wasRetired = others.length < settings.current.retiredAccountIds.length;
        await onChange('account', account.name, changedFields({ inUse: !wasRetired }, { inUse: !isRetired }));
        const retiredAccountIds = isRetired ? [...others, accountId] : others;
        await settings.update((current) => ({ ...current, retiredAccountIds }));
        return done;
      }),

    setKey: ({ accountId, kind, value, approval }) =>
      onAccounts(approval, async (accountParts) => {
        const account = accounts().find(accountId);
        return account === null ? refused('method_unknown') : setKey(accountParts, account, kind, value);
      }),

    importAccount: ({ approval }) =>
      onAccounts<{ accountId: string | null }>(approval, async (accountParts) => {
        const file = await parts.desktop.chooseMerchantFile();
        if (file === null) return { ok: true, value: { accountId: null } };
        return file.kind === 'unreadable'
          ? refused('file_unreadable', file.detail)
          : importMerchantFile(accountParts, file.text);
      }),

    testAccount: async ({ accountId }) => {
      await parts.started();
      const account = accounts().find(accountId);
      if (account === null) return refused('method_unknown');
      return { ok: true, value: await testAccount({ account, keys: accounts().keyStore, clock }) };
    },

    recheckKeys: async () => {
      await parts.recheckKeys();
      return done;
    },
  };
}
