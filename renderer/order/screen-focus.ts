import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Takes the focus to the page when it comes on screen, not to a button: the Enter that ended the last screen must
 * not press anything on this one.
 */
export function useScreenFocus(orderNo: string) {
  const page = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    page.current?.focus({ preventScroll: true });
  }, [orderNo]);
  return page;
}
