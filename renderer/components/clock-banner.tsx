import { t } from '../i18n/translate.ts';
import { state } from '../state/store.ts';
import { testIds } from '../test-ids.ts';
import { skewSentence } from './clock-words.ts';
import { Icon } from './icon.tsx';

/** Shown while this computer's clock is so far off that a gateway may refuse requests for it. */
export function ClockBanner() {
  const { clockSkewMs } = state();
  if (clockSkewMs === null) return null;
  return (
    <div class="banner banner-attention" data-testid={testIds.clockBanner} role="status">
      <Icon name="clock-alert" />
      <strong>{skewSentence(clockSkewMs)}</strong>
      <span class="banner-text">{t('clock.mend')}</span>
    </div>
  );
}
