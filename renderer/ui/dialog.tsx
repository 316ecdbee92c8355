import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import { focusFirstInvalid } from './field.tsx';

interface DialogProps {
  /** A question with the amount in it. */
  readonly title: string;
  readonly children: ComponentChildren;
  /** The answer that changes nothing: primary, focused, and on Esc. */
  readonly safe: { readonly label: string; readonly onPress: () => void };
  readonly other?: { readonly label: string; readonly onPress: () => void };
  readonly testId?: string;
  readonly class?: string;
}

export function Dialog({ title, children, safe, other, testId, class: className = '' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const textId = useId();
  // After the paint: where one question took another's place before it, the field behind both took no keys afterwards.
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // Where something has to be typed first, that; otherwise the answer that changes nothing.
    // eslint-disable-next-line no-restricted-syntax -- see above
    element?.querySelector<HTMLElement>('[data-first-focus], .field-input, .button-primary')?.focus();
    return () => {
      element?.close();
      if (!(before instanceof HTMLElement && before.isConnected)) return;
      // Back in another question, what has to be typed there comes first again.
      const field = before.closest('dialog')?.querySelector<HTMLElement>('.field-input');
      // eslint-disable-next-line no-restricted-syntax -- see above
      (field ?? before).focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${className}`}
      data-testid={testId}
      aria-labelledby={titleId}
      aria-describedby={textId}
      onCancel={(event) => {
        event.preventDefault();
        safe.onPress();
      }}
    >
      <h2 id={titleId}>{title}</h2>
      <div id={textId} class="dialog-text">
        {children}
      </div>
      <div class="dialog-answers">
        {other !== undefined && (
          <Button
            onPress={() => {
              other.onPress();
              focusFirstInvalid(dialog.current);
            }}
          >
            {other.label}
          </Button>
        )}
        <Button kind="primary" keyCap="Esc" onPress={safe.onPress}>
          {safe.label}
        </Button>
      </div>
    </dialog>
  );
}
