/** The calls about the practice platform and its phone. */
import type { GroupHandlers } from '../../preload/contract/index.ts';
import type { Mode } from '../domain/mode.ts';
import type { Language } from '../domain/screen-choice.ts';
import { done, refused } from '../domain/result.ts';

export interface PracticeParts {
  /** Resolves when the till has started: until then the platform may not run. */
  readonly started: () => Promise<void>;
  readonly mode: () => Mode;
  readonly language: () => Language;
  /** Of the phone's page; `null` while the platform does not run. */
  readonly phoneUrl: () => string | null;
  readonly renewKeys: () => Promise<void>;
  readonly desktop: { openPhone(url: string): void };
}

export function practiceHandlers(parts: PracticeParts): GroupHandlers<'practice'> {
  return {
    renewPracticeKeys: async () => {
      if (parts.mode() !== 'practice') return refused('not_possible_now', 'only in practice mode');
      await parts.renewKeys();
      return done;
    },

    openPracticePhone: async ({ orderNo }) => {
      await parts.started();
      const phoneUrl = parts.phoneUrl();
      if (phoneUrl === null) return refused('not_possible_now', 'the practice platform is not running');
      const url = new URL(phoneUrl);
      url.searchParams.set('language', parts.language());
      if (orderNo !== null) url.searchParams.set('order', orderNo);
      parts.desktop.openPhone(url.href);
      return done;
    },
  };
}
