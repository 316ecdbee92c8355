import { useEffect, useState } from 'preact/hooks';
import type { AppState } from '../../preload/contract/index.ts';
import { t } from '../i18n/translate.ts';
import { Icon } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';
import { bridge } from './bridge.ts';
import { perform } from './calls.ts';
import { showSettings } from './route.ts';
import { state } from './store.ts';
import { showRefusal, showToast } from './toasts.ts';

function practiceText(
  status: NonNullable<AppState['practice']>['status'] | undefined,
  keychain: AppState['keychain'],
): 'practice.stopped' | 'practice.memoryOnly' | 'practice.text' {
  if (status === 'stopped') return 'practice.stopped';
  return keychain === 'unavailable' ? 'practice.memoryOnly' : 'practice.text';
}

/** Cannot be closed: practice must never be taken for real money, nor the other way round. */
export function PracticeBanner() {
  const { practice, keychain } = state();
  return (
    <aside class="banner banner-practice" data-testid={testIds.practiceBanner} aria-label={t('practice.label')}>
      <Icon name="graduation-cap" />
      <strong>{t('practice.label')}</strong>
      <span class="banner-text">{t(practiceText(practice?.status, keychain))}</span>
      <button type="button" class="banner-link" onClick={() => showSettings('accounts')}>
        {t('practice.connect')}
        <Icon name="arrow-right" size={20} />
      </button>
    </aside>
  );
}

export function checkKeysAgain(): void {
  perform(async () => {
    const result = await bridge.recheckKeys(undefined);
    if (result.ok) showToast({ kind: 'done', message: 'toast.keysChecked' });
    else showRefusal(result.problem);
  });
}

/** An ordinary start asks the keychain too; only an answer that is long in coming is worth a line. */
const patienceMs = 2000;

/** Whether `isSo` has been true for `durationMs` without a break. */
function useLasting(isSo: boolean, durationMs: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => setLasts(true), durationMs);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [isSo, durationMs]);
  return isSo && lasts;
}

/** Shown while a wallet cannot be used because of the keychain. */
export function KeychainBanner() {
  const { keychain, methods, mode } = state();
  const checkingLasts = useLasting(keychain === 'checking', patienceMs);
  if (keychain === 'available' || (keychain === 'checking' && !checkingLasts)) return null;
  // Practice keys may be kept in memory instead; then nothing is missing.
  const isHarmless = mode === 'practice' && keychain !== 'checking' && methods.every(({ problem }) => problem === null);
  if (isHarmless) return null;
  return (
    <div class="banner banner-attention" data-testid={testIds.keychainBanner} role="status">
      <Icon name={keychain === 'checking' ? 'key-round' : 'shield-alert'} />
      <span class="banner-text">
        <strong>{t(`keychain.${keychain}.title`)}</strong> {t(`keychain.${keychain}.text`)}
      </span>
      {keychain !== 'checking' && (
        <button type="button" class="banner-link" onClick={checkKeysAgain}>
          {t('keychain.checkAgain')}
        </button>
      )}
      <button type="button" class="banner-link" onClick={() => showSettings('keys')}>
        {t('keychain.toKeys')}
      </button>
    </div>
  );
}
