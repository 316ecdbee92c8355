/** Codes on their way: while one is being looked up nothing is charged, put aside or counted, as its line is still missing. */
import { computed, signal } from '@preact/signals';

const codesUnderWay = signal(0);

export const isLookingUp = computed(() => codesUnderWay.value > 0);

/** Holds the sale until the returned function is called. */
export function lookUpBegins(): () => void {
  codesUnderWay.value += 1;
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    codesUnderWay.value -= 1;
  };
}
