/** The practice platform. */
import type { GroupHandlers } from '../../../../preload/contract/index.ts';
import { done } from '../mocked-till.ts';

export function practiceAnswers(): GroupHandlers<'practice'> {
  return {
    renewPracticeKeys: () => Promise.resolve(done),
    openPracticePhone: () => Promise.resolve(done),
  };
}
