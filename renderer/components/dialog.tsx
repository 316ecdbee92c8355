import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button.tsx';

interface DialogProps {
  /** A question with the amount in it. */
  readonly title: string;
  readonly children: ComponentChildren;
  /** The answer that changes nothing: primary, focused, and on Esc. */
  readonly safe: { readonly label: string; readonly onPress: () => void };
  readonly other: { readonly label: string; readonly onPress: () => void };
}

export function Dialog({ title, children, safe, other }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const textId = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    element?.querySelector<HTMLElement>('.button-primary')?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
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
        <Button onPress={other.onPress}>{other.label}</Button>
        <Button kind="primary" keyCap="Esc" onPress={safe.onPress}>
          {safe.label}
        </Button>
      </div>
    </dialog>
  );
}
