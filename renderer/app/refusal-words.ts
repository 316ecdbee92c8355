import type { CallProblem } from '../../preload/contract/index.ts';
import { t } from '../i18n/translate.ts';

/** Why main refused a call, as a sentence. */
export function refusalWords({ code, detail }: CallProblem): string {
  return t(`refusal.${code}`, { detail });
}
