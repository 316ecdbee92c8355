import { t } from '../i18n/translate.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Logo } from '../ui/logo.tsx';
import { testIds } from '../ui/test-ids.ts';
import { isChoosingOperator, screen, type ScreenName } from './route.ts';
import { state } from './store.ts';

const entries: readonly { readonly name: ScreenName; readonly icon: IconName; readonly testId: string }[] = [
  { name: 'charge', icon: 'qr-code', testId: testIds.navCharge },
  { name: 'orders', icon: 'receipt-text', testId: testIds.navOrders },
  { name: 'settings', icon: 'settings', testId: testIds.navSettings },
];

export function Rail() {
  const { connection, operatorName, operators, tillName, attentionCount } = state();
  return (
    <header class="rail">
      <div class="rail-logo">
        <Logo />
      </div>
      <nav aria-label={t('nav.label')}>
        {entries.map(({ name, icon, testId }) => (
          <button
            key={name}
            type="button"
            class="rail-entry"
            data-testid={testId}
            aria-current={screen.value === name ? 'page' : undefined}
            onClick={() => {
              screen.value = name;
            }}
          >
            <Icon name={icon} />
            <span>{t(`nav.${name}`)}</span>
            {name === 'orders' && attentionCount > 0 && (
              <span class="rail-badge">
                <span aria-hidden="true">{attentionCount > 99 ? '99+' : attentionCount}</span>
                <span class="unseen">{t('nav.attention', { count: attentionCount })}</span>
              </span>
            )}
          </button>
        ))}
      </nav>
      <div class="rail-foot">
        <div class="rail-connection" data-connection={connection} role="status">
          <Icon name={connection === 'offline' ? 'wifi-off' : 'wifi'} size={22} />
          <span>{t(`connection.${connection}`)}</span>
        </div>
        {operators.length > 0 ? (
          <button
            type="button"
            class="rail-person"
            data-testid={testIds.operator}
            title={t('operator.change')}
            onClick={() => {
              isChoosingOperator.value = true;
            }}
          >
            <span class="rail-operator">{operatorName || t('operator.none')}</span>
            <span class="rail-till">{tillName}</span>
            <span class="unseen">{t('operator.change')}</span>
          </button>
        ) : (
          <>
            {operatorName !== '' && <div class="rail-operator">{operatorName}</div>}
            <div class="rail-till">{tillName}</div>
          </>
        )}
      </div>
    </header>
  );
}
