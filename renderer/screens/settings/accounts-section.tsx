import { useState } from 'preact/hooks';
import type { Profile, ProfileView } from '../../../preload/contract.ts';
import { Icon } from '../../components/icon.tsx';
import { t } from '../../i18n/translate.ts';
import { draftOf, emptyDraft } from '../../logic/profile-form.ts';
import { state } from '../../state/store.ts';
import { AccountForm } from './account-form.tsx';
import { ModePanel } from './mode-panel.tsx';
import { SelfTestPanel } from './self-test-panel.tsx';

const gateways = ['scanforpay', 'alipay'] as const;

/** An old verdict says nothing about an account or a key that has been changed since. */
function testedState({ profile, keys }: ProfileView): string {
  return JSON.stringify([profile, keys.map(({ setAt }) => setAt)]);
}

/** The merchant accounts of the mode that is on; practice accounts can be seen and not changed. */
export function AccountsSection() {
  const { profiles, mode } = state();
  const [gateway, setGateway] = useState<Profile['gateway']>('scanforpay');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const ofGateway = profiles.filter(({ profile }) => profile.gateway === gateway);
  const stored = ofGateway.find(({ profile }) => profile.id === chosenId) ?? ofGateway[0] ?? null;
  const isNew = chosenId === 'new' || stored === null;
  const isReadOnly = mode === 'practice';
  const start = isNew
    ? emptyDraft(
        gateway,
        profiles.map(({ profile }) => profile.id),
      )
    : draftOf(stored.profile);
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
            {ofGateway.map(({ profile }) => (
              <button
                key={profile.id}
                type="button"
                class="filter"
                aria-pressed={!isNew && stored.profile.id === profile.id}
                onClick={() => setChosenId(profile.id)}
              >
                {profile.name}
              </button>
            ))}
            <button type="button" class="filter" aria-pressed={isNew} onClick={() => setChosenId('new')}>
              <Icon name="plus" size={20} />
              {t('account.new')}
            </button>
          </div>
        )}
        <AccountForm
          key={`${start.id} ${JSON.stringify(isNew ? null : stored.profile)}`}
          start={start}
          stored={isNew ? null : stored}
          isReadOnly={isReadOnly}
        />
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
