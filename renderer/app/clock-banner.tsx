import { useState } from 'preact/hooks';
import { t, timeText } from '../i18n/translate.ts';
import { Icon } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';
import { skewSentence } from './clock-words.ts';
import { state } from './store.ts';

/**
 * Shown while this computer's clock is so far off that a gateway may refuse requests for it; and, before any gateway has
 * said what time it is, where it does not fit the book: that once, until it has been read.
 */
export function ClockBanner() {
  const { clockSkewMs, clockDoubt } = state();
  const [readOf, setReadOf] = useState<string | null>(null);
  if (clockSkewMs === null) {
    if (clockDoubt === null || readOf === clockDoubt.bookAt) return null;
    const at = timeText(clockDoubt.bookAt, 'date');
    return (
      <div class="banner banner-attention" data-testid={testIds.clockBanner} role="status">
        <Icon name="clock-alert" />
        <strong>{t(clockDoubt.kind === 'behind_book' ? 'clock.behindBook' : 'clock.aheadOfBook', { at })}</strong>
        <span class="banner-text">{t('clock.bookMend')}</span>
        <button type="button" class="banner-link" onClick={() => setReadOf(clockDoubt.bookAt)}>
          {t('ledger.understood')}
        </button>
      </div>
    );
  }
  return (
    <div class="banner banner-attention" data-testid={testIds.clockBanner} role="status">
      <Icon name="clock-alert" />
      <strong>{skewSentence(clockSkewMs)}</strong>
      <span class="banner-text">{t('clock.mend')}</span>
    </div>
  );
}
