import { useState } from 'preact/hooks';
import { t, timeText } from '../i18n/translate.ts';
import { Icon } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';
import { skewSentence } from './clock-words.ts';
import { state } from './store.ts';

/**
 * Shown while this computer's clock is so far off that a gateway may refuse requests for it; and, before any gateway has
 * said what time it is, where it does not fit the ledger: that once, until it has been read.
 */
export function ClockBanner() {
  const { clockSkewMs, clockDoubt } = state();
  const [readOf, setReadOf] = useState<string | null>(null);
  if (clockSkewMs === null) {
    if (clockDoubt === null || readOf === clockDoubt.lastEntryAt) return null;
    const at = timeText(clockDoubt.lastEntryAt, 'date');
    return (
      <div class="banner banner-attention" data-testid={testIds.clockBanner} role="status">
        <Icon name="clock-alert" />
        <strong>{t(clockDoubt.kind === 'behind_ledger' ? 'clock.behindLedger' : 'clock.aheadOfLedger', { at })}</strong>
        <span class="banner-text">{t('clock.ledgerMend')}</span>
        <button type="button" class="banner-link" onClick={() => setReadOf(clockDoubt.lastEntryAt)}>
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
