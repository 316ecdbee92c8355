import { clockText, type Countdown } from './countdown.ts';

const size = 84;
const stroke = 6;
const radius = (size - stroke) / 2;
const around = 2 * Math.PI * radius;

interface RingProps {
  readonly left: Countdown;
  /** What it says to who cannot see it, e.g. `2:47 left`. */
  readonly label: string;
}

/** What is left of a code's life. */
export function Ring({ left: { secondsLeft, share, isShort }, label }: RingProps) {
  const time = clockText(secondsLeft);
  return (
    <div class="ring" data-short={isShort ? 'yes' : 'no'} role="timer" aria-label={label}>
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
    </div>
  );
}
