import { t } from '../i18n/translate.ts';
import { clockText, countdown } from '../logic/countdown.ts';
import { nowMs } from '../state/clock.ts';

const size = 84;
const stroke = 6;
const radius = (size - stroke) / 2;
const around = 2 * Math.PI * radius;
const spokenAtSeconds = [60, 30, 10];

interface RingProps {
  readonly createdAt: string;
  readonly codeExpiresAt: string;
}

/** What is left of a code's life; steps once a second and is spoken at a minute, half a minute and ten seconds. */
export function CountdownRing({ createdAt, codeExpiresAt }: RingProps) {
  const { secondsLeft, share, isShort } = countdown(createdAt, codeExpiresAt, nowMs.value);
  const time = clockText(secondsLeft);
  return (
    <div class="ring" data-short={isShort ? 'yes' : 'no'} role="timer" aria-label={t('ring.left', { time })}>
      <svg width={size} height={size} viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
        <circle class="ring-track" cx={size / 2} cy={size / 2} r={radius} stroke-width={stroke} fill="none" />
        {share > 0 && (
          <circle
            class="ring-left"
            cx={size / 2}
            cy={size / 2}
            r={radius}
            stroke-width={stroke}
            fill="none"
            stroke-linecap="round"
            stroke-dasharray={`${around * share} ${around}`}
            transform={`rotate(-90 ${size / 2} ${size / 2})`}
          />
        )}
      </svg>
      <span class={time.length > 5 ? 'ring-time ring-time-long' : 'ring-time'} aria-hidden="true">
        {time}
      </span>
      <span class="unseen" aria-live="polite">
        {spokenAtSeconds.includes(secondsLeft) ? t('ring.spoken', { seconds: secondsLeft }) : ''}
      </span>
    </div>
  );
}
