/** Settings, kept for as long as the scene lasts. */
import type { GroupHandlers } from '../../../../preload/contract/index.ts';
import { done, type MockedTill } from '../mocked-till.ts';

export function settingsAnswers(till: MockedTill): GroupHandlers<'settings'> {
  return {
    changeSettings: (changes) => {
      const defined = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const customerDisplay = { ...till.state.customerDisplay, ...changes.customerDisplay };
      till.change({ ...defined, customerDisplay });
      return Promise.resolve(done);
    },
    setMode: ({ mode }) => {
      till.change({ mode, practice: mode === 'live' ? null : till.state.practice });
      return Promise.resolve(done);
    },
  };
}
