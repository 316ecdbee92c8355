import { AccountsSection } from '../accounts/accounts-section.tsx';
import { settingsSection, type SettingsSection } from '../app/route.ts';
import { CatalogueSection } from '../catalogue/catalogue-section.tsx';
import { t } from '../i18n/translate.ts';
import { LedgerSection } from '../ledger/ledger-section.tsx';
import { StaffSection } from '../staff/staff-section.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { AuditSection } from './audit-section.tsx';
import { DisplaySection } from './display-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { AboutSection, KeysSection, LookSection, TillSection } from './small-sections.tsx';
import { SoundSection } from './sound-section.tsx';

const sections: readonly { readonly name: SettingsSection; readonly icon: IconName }[] = [
  { name: 'accounts', icon: 'key-round' },
  { name: 'till', icon: 'store' },
  { name: 'catalogue', icon: 'scan-barcode' },
  { name: 'staff', icon: 'lock' },
  { name: 'notifications', icon: 'bell' },
  { name: 'display', icon: 'monitor' },
  { name: 'sound', icon: 'volume-2' },
  { name: 'look', icon: 'languages' },
  { name: 'keys', icon: 'shield-check' },
  { name: 'ledger', icon: 'book' },
  { name: 'audit', icon: 'history' },
  { name: 'about', icon: 'info' },
];

function Section({ name }: { readonly name: SettingsSection }) {
  switch (name) {
    case 'accounts':
      return <AccountsSection />;
    case 'till':
      return <TillSection />;
    case 'catalogue':
      return <CatalogueSection />;
    case 'staff':
      return <StaffSection />;
    case 'audit':
      return <AuditSection />;
    case 'notifications':
      return <NotificationsSection />;
    case 'display':
      return <DisplaySection />;
    case 'sound':
      return <SoundSection />;
    case 'look':
      return <LookSection />;
    case 'keys':
      return <KeysSection />;
    case 'ledger':
      return <LedgerSection />;
    case 'about':
      return <AboutSection />;
  }
}

export function SettingsScreen() {
  const current = settingsSection.value;
  return (
    <main class="screen settings-screen" tabIndex={-1} data-section={current}>
      <div class="settings-sections">
        <h1>{t('settings.title')}</h1>
        <nav aria-label={t('settings.title')}>
          {sections.map(({ name, icon }) => (
            <button
              key={name}
              type="button"
              class="settings-entry"
              data-testid={`settings-${name}`}
              aria-current={current === name ? 'page' : undefined}
              onClick={() => {
                settingsSection.value = name;
              }}
            >
              <Icon name={icon} size={22} />
              <span>{t(`settings.${name}`)}</span>
            </button>
          ))}
        </nav>
      </div>
      <Section name={current} />
    </main>
  );
}
