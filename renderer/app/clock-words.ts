/** Sentences about this computer's clock. A skew is positive when it is ahead. */
import { t } from '../i18n/translate.ts';
import { timeSpan } from './time-span.ts';

export function spanText(milliseconds: number): string {
  const { unit, count } = timeSpan(milliseconds);
  return t(`clock.${unit}`, { count });
}

export function skewSentence(skewMs: number): string {
  return t(skewMs > 0 ? 'clock.ahead' : 'clock.behind', { span: spanText(skewMs) });
}
