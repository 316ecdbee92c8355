/** Where things lie in the window. These run in the page: they can use nothing from outside themselves. */

/** What does not lie where it should, as sentences; an empty list is good. */
export function misplaced({ leastTarget }: { readonly leastTarget: number }): string[] {
  const faults: string[] = [];
  const { innerWidth: width, innerHeight: height } = window;
  const nameOf = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} «${element.textContent.trim().slice(0, 40)}»`;
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) && element.closest('.unseen') === null;
  const root = document.scrollingElement;
  if (root === null || root.scrollWidth > root.clientWidth) faults.push('the page scrolls sideways');

  for (const element of document.querySelectorAll('.window *')) {
    if (!isSeen(element)) continue;
    const { left, right, width: own } = element.getBoundingClientRect();
    if (own > 0 && (left < -1 || right > width + 1)) faults.push(`${nameOf(element)} sticks out to ${right}`);
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    if (scrolls && element.scrollWidth > element.clientWidth) faults.push(`${nameOf(element)} scrolls sideways`);
  }

  const mustBeInside = document.querySelectorAll(
    '[data-testid="charge"], .button-primary.button-main, .verdict-head, .paid-head, .paid-sum, .paid-foot .button, .code-head, .qr',
  );
  for (const element of mustBeInside) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    if (left < 0 || top < 0 || right > width + 1 || bottom > height + 1)
      faults.push(`${nameOf(element)} is not wholly in the window: ${top} to ${bottom} of ${height}`);
  }

  const rail = document.querySelector('.rail');
  const isCoveredByDialog = document.querySelector('dialog[open]') !== null;
  const isFirstRun = document.querySelector('.doors, .wizard') !== null;
  if (rail === null) {
    if (!isFirstRun) faults.push('there is no rail');
  } else if (width >= 1366) {
    if (rail.scrollHeight > rail.clientHeight) faults.push('the rail does not fit');
    for (const part of rail.querySelectorAll('.rail-logo, .rail-entry, .rail-foot > *')) {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      if (top < 0 || bottom > height) faults.push(`${nameOf(part)} is outside the rail`);
      const middle = (left + right) / 2;
      for (const y of [top + 2, (top + bottom) / 2, bottom - 2]) {
        const uppermost = document.elementFromPoint(middle, y);
        if (!isCoveredByDialog && !rail.contains(uppermost)) faults.push(`${nameOf(part)} of the rail is covered`);
      }
    }
  }

  if (leastTarget > 0) {
    for (const element of document.querySelectorAll('button, a, input, textarea, summary')) {
      // A box to tick is pressed by its label.
      const own = (element.closest('.check') ?? element).getBoundingClientRect().height;
      if (isSeen(element) && own < leastTarget && !element.matches('.note-input'))
        faults.push(`${nameOf(element)} is only ${own} high`);
    }
  }
  return [...new Set(faults)];
}

/** What can be neither seen nor scrolled to, as sentences; an empty list is good. */
export function cutOff(): string[] {
  const faults: string[] = [];
  const nameOf = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} «${element.textContent.trim().slice(0, 40)}»`;
  const hasWords = (element: Element): boolean =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '');
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push('the page scrolls sideways');

  for (const element of document.querySelectorAll('.window *')) {
    const style = getComputedStyle(element);
    const scrolls = ['auto', 'scroll'].includes(style.overflowX);
    if (scrolls && element.scrollWidth > element.clientWidth) faults.push(`${nameOf(element)} scrolls sideways`);
    const counts = hasWords(element) || element.matches('button, input, textarea, summary, .qr');
    if (!counts || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.unseen') !== null)
      continue;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    let canScrollTo = false;
    for (let around: Element | null = element.parentElement; around !== null; around = around.parentElement) {
      const { overflowX, overflowY, textOverflow, position } = getComputedStyle(around);
      const room = around === root ? new DOMRect(0, 0, innerWidth, innerHeight) : around.getBoundingClientRect();
      const isEnd = around === root;
      if (overflowX !== 'visible' || isEnd) {
        const isOutside = left < room.left - 1 || right > room.right + 1;
        if (isOutside && textOverflow !== 'ellipsis') faults.push(`${nameOf(element)} is cut off at the side`);
      }
      if (['auto', 'scroll'].includes(overflowY) || (around.scrollHeight > around.clientHeight && isEnd))
        canScrollTo = true;
      else if ((overflowY !== 'visible' || isEnd) && !canScrollTo && (top < room.top - 1 || bottom > room.bottom + 1))
        faults.push(`${nameOf(element)} is cut off above or below`);
      if (position === 'fixed' && !canScrollTo && (top < -1 || bottom > innerHeight + 1))
        faults.push(`${nameOf(element)} is outside the window`);
      if (position === 'fixed') break;
    }
  }
  return [...new Set(faults)];
}
