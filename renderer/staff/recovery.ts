/** The way back for a manager who has forgotten the PIN: a code that was shown once. */
import { signal } from '@preact/signals';

/** The forgotten PIN is being set anew. */
export const isRecovering = signal(false);

/** A new code, until someone has written it down. */
export const recoveryCodeShown = signal<string | null>(null);
