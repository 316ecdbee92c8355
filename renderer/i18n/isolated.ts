/** Names and notes beside other words, in whatever direction they are written. Pure. */
import { withoutHidden } from '../../main/domain/order-input.ts';

const [firstStrongIsolate, popIsolate] = ['\u2068', '\u2069'];
/** Hebrew, Arabic and their neighbours, also in their presentation forms. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]/u;

/**
 * The text so that it cannot turn round what stands beside it: without marks of direction, which older orders may still
 * have, and set apart where its letters run from right to left.
 */
export function isolated(text: string): string {
  const plain = withoutHidden(text);
  return rightToLeft.test(plain) ? `${firstStrongIsolate}${plain}${popIsolate}` : plain;
}
