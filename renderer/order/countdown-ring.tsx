import { nowMs } from '../app/clock.ts';
import { t } from '../i18n/translate.ts';
import { clockText, countdown } from '../ui/countdown.ts';
import { Ring } from '../ui/ring.tsx';

const spokenAtSeconds = [60, 30, 10];

interface CountdownRingProps {
  readonly createdAt: string;
  readonly codeExpiresAt: string;
}

/** What is left of a code's life; steps once a second and is spoken at a minute, half a minute and ten seconds. */
export function CountdownRing({ createdAt, codeExpiresAt }: CountdownRingProps) {
  const left = countdown(createdAt, codeExpiresAt, nowMs.value);
  return (
    <>
      <Ring left={left} label={t('ring.left', { time: clockText(left.secondsLeft) })} />
      <span class="unseen" aria-live="polite">
        {spokenAtSeconds.includes(left.secondsLeft) ? t('ring.spoken', { seconds: left.secondsLeft }) : ''}
      </span>
    </>
  );
}
