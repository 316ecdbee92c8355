import type { ComponentChildren } from 'preact';

/** The key that does the same as the control it stands on. */
export function KeyCap({ children }: { readonly children: ComponentChildren }) {
  return (
    <kbd class="key-cap" lang="en">
      {children}
    </kbd>
  );
}
