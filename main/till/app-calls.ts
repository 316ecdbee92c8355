/** The calls about the app as a whole. */
import type { AppState, GroupHandlers } from '../../preload/contract/index.ts';
import { done } from '../domain/result.ts';

export interface AppParts {
  readonly state: () => AppState;
  readonly desktop: { copyText(text: string): Promise<void> };
}

export function appHandlers({ state, desktop }: AppParts): GroupHandlers<'app'> {
  return {
    getAppState: () => Promise.resolve(state()),
    copyText: async ({ text }) => {
      await desktop.copyText(text);
      return done;
    },
  };
}
