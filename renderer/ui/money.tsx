import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Currency } from '../../main/domain/money.ts';
import { moneyParts, moneyText } from './money-text.ts';

/** Steps of size, from the role's own down; the first that fits is taken. */
const steps = ['0', '1', '2', '3', '4', '5'];

/** Makes a figure fit its place by stepping its size down: an amount is never cut and never wrapped. */
export function useFittedFigure(text: string) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const fit = (): void => {
      for (const step of steps) {
        element.dataset['step'] = step;
        const figure = element.firstElementChild;
        if (figure === null) return;
        if (figure.getBoundingClientRect().width <= element.getBoundingClientRect().width) return;
      }
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [text]);
  return place;
}

interface AmountProps {
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly size: 'xl' | 'm' | 's';
}

/** A large amount: sign at half size beside the top of the digits. */
export function Amount({ amountMinor, currency, size }: AmountProps) {
  const { minus, sign, figure } = moneyParts(amountMinor, currency);
  const place = useFittedFigure(figure);
  return (
    <div ref={place} class={`amount amount-${size}`}>
      <span class="amount-figure">
        <span class="unseen">{moneyText(amountMinor, currency)}</span>
        <span class="amount-sign" aria-hidden="true">
          {minus}
          {sign}
        </span>
        <span aria-hidden="true">{figure}</span>
      </span>
    </div>
  );
}
