import { useState } from 'preact/hooks';
import type { MerchantAccount, AccountView } from '../../preload/contract/index.ts';
import { approved, saySaved } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform } from '../app/calls.ts';
import { state } from '../app/store.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { AccountForm } from './account-form.tsx';
import { ModePanel } from './mode-panel.tsx';
import { draftOf, emptyDraft } from './account-draft.ts';
import { SelfTestPanel } from './self-test-panel.tsx';

const gateways = ['scanforpay', 'alipay'] as const;

function setRetired(accountId: string, isRetired: boolean): void {
  perform(async () => {
    saySaved(await approved((approval) => bridge.retireAccount({ accountId, isRetired, approval })));
  });
}

/** Nothing is deleted: orders of the account are still asked about, and it can come back. */
function Retirement({ stored: { account, isRetired } }: { readonly stored: AccountView }) {
  return (
    <div class="retirement">
      <p class="field-hint">{t(isRetired ? 'account.retiredText' : 'account.retireText')}</p>
      <Button icon={isRetired ? 'rotate-ccw' : 'x'} onPress={() => setRetired(account.id, !isRetired)}>
        {t(isRetired ? 'account.useAgain' : 'account.retire')}
      </Button>
    </div>
  );
}

/** An old verdict says nothing about an account or a key that has been changed since. */
function testedState({ account, keys }: AccountView): string {
  return JSON.stringify([account, keys.map(({ setAt }) => setAt)]);
}

/** The merchant accounts of the mode that is on; practice accounts can be seen and not changed. */
export function AccountsSection() {
  const { accounts, mode } = state();
  const [gateway, setGateway] = useState<MerchantAccount['gateway']>('scanforpay');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const ofGateway = accounts.filter(({ account }) => account.gateway === gateway);
  const stored = ofGateway.find(({ account }) => account.id === chosenId) ?? ofGateway[0] ?? null;
  const isNew = chosenId === 'new' || stored === null;
  const isReadOnly = mode === 'practice';
  const start = isNew
    ? emptyDraft(
        gateway,
        accounts.map(({ account }) => account.id),
      )
    : draftOf(stored.account);
  return (
    <>
      <div class="settings-middle">
        <h2 class="unseen">{t('settings.accounts')}</h2>
        <div class="tabs" role="group" aria-label={t('account.tabs')}>
          {gateways.map((candidate) => (
            <button
              key={candidate}
              type="button"
              class="tab"
              aria-pressed={gateway === candidate}
              onClick={() => {
                setGateway(candidate);
                setChosenId(null);
              }}
            >
              {gateway === candidate && <Icon name="check" size={20} />}
              {t(`account.${candidate}`)}
            </button>
          ))}
        </div>
        {isReadOnly && (
          <div class="notice" data-state="practice">
            <Icon name="graduation-cap" size={22} />
            <p>{t('account.practiceNote')}</p>
          </div>
        )}
        {!isReadOnly && ofGateway.length > 0 && (
          <div class="filters" role="group" aria-label={t('account.which')}>
            {ofGateway.map(({ account, isRetired }) => (
              <button
                key={account.id}
                type="button"
                class="filter"
                aria-pressed={!isNew && stored.account.id === account.id}
                onClick={() => setChosenId(account.id)}
              >
                {isRetired ? t('account.retired', { name: account.name }) : account.name}
              </button>
            ))}
            <button type="button" class="filter" aria-pressed={isNew} onClick={() => setChosenId('new')}>
              <Icon name="plus" size={20} />
              {t('account.new')}
            </button>
          </div>
        )}
        <AccountForm
          key={`${start.id} ${JSON.stringify(isNew ? null : stored.account)}`}
          start={start}
          stored={isNew ? null : stored}
          isReadOnly={isReadOnly}
        />
        {!isNew && !isReadOnly && <Retirement stored={stored} />}
      </div>
      <aside class="settings-side">
        {!isNew && <SelfTestPanel key={testedState(stored)} stored={stored} />}
        <div class="settings-mode">
          <ModePanel />
        </div>
      </aside>
    </>
  );
}
