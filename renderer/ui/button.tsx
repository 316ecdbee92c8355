import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';
import { KeyCap } from './key-cap.tsx';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onPress: () => void;
  readonly kind?: 'primary' | 'secondary' | 'plain';
  readonly size?: 'usual' | 'main';
  readonly icon?: IconName;
  readonly keyCap?: string;
  readonly testId?: string;
  /** Why it does nothing now. It stays reachable, with the reason as its description. */
  readonly unavailable?: string | null;
  readonly submits?: boolean;
  /** Has the focus when its dialog opens. */
  readonly firstFocus?: boolean;
  /** What it is called where its words alone would not say which. */
  readonly label?: string;
}

export function Button({
  children,
  onPress,
  kind = 'secondary',
  size = 'usual',
  icon,
  keyCap,
  testId,
  unavailable = null,
  submits = false,
  firstFocus = false,
  label,
}: ButtonProps) {
  const reasonId = useId();
  return (
    <>
      <button
        type={submits ? 'submit' : 'button'}
        class={`button button-${kind} button-${size}`}
        data-testid={testId}
        data-first-focus={firstFocus ? '' : undefined}
        aria-label={label}
        aria-disabled={unavailable === null ? undefined : 'true'}
        aria-describedby={unavailable === null ? undefined : reasonId}
        title={unavailable ?? undefined}
        onClick={(event) => {
          if (unavailable !== null) event.preventDefault();
          else onPress();
        }}
      >
        {icon !== undefined && <Icon name={icon} />}
        <span>{children}</span>
        {keyCap !== undefined && unavailable === null && <KeyCap>{keyCap}</KeyCap>}
      </button>
      {unavailable !== null && (
        <span id={reasonId} class="unseen">
          {unavailable}
        </span>
      )}
    </>
  );
}
