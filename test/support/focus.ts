/** Where the focus goes when nothing but keys is used. */
import type { Page } from '@playwright/test';

/** Where the focus is, and what is wrong with that; runs in the page. */
export function focusNow(): { readonly place: string; readonly fault: string | null } {
  const { activeElement: element } = document;
  if (element === null || element === document.body) return { place: 'nowhere', fault: 'the focus is lost' };
  const name = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} «${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40)}»`;
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1) ?? null;
  if (dialog !== null && !dialog.contains(element)) return { place: name, fault: `${name} is behind the dialog` };
  // A page takes the focus when it comes; nothing can be done with it, so nothing is drawn around it.
  // The amount's caret and rule are drawn anew with it.
  if (element.matches('main, [tabindex="-1"], [data-amount-field]')) return { place: name, fault: null };
  // Small things that are drawn by hand show it on what is drawn, around them or beside them.
  const around = [element, element.closest('.segments, .check, .note-box, .line-entry-box, .search')];
  const isDrawn = [...around, ...(element.parentElement?.children ?? [])].some((candidate) => {
    if (candidate === null) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
    return outlineStyle !== 'none' && outlineWidth !== '0px';
  });
  return { place: name, fault: isDrawn ? null : `${name} does not show that it has the focus` };
}

/** What can be pressed or typed into and has not been visited; runs in the page. */
function neverVisited(visitedMark: string): string[] {
  const within = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
  return (
    [...within.querySelectorAll<HTMLElement>('button, a[href], input, textarea, select, summary')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0)
      .filter((element) => !element.matches(':disabled') && !element.hasAttribute(visitedMark))
      // Of a group of choices the chosen one stands for all; the arrows lead to the others.
      .filter((element) => !(element instanceof HTMLInputElement && element.type === 'radio'))
      .map((element) => `${element.className} «${element.textContent.trim().slice(0, 40)}» is not reached`)
  );
}

/** More than any page has. */
const mostStops = 120;

/**
 * Presses Tab until it comes round. What was wrong on the way, and what it never came to, as sentences; an empty list is
 * good.
 */
export async function walkByTab(page: Page): Promise<string[]> {
  const faults: string[] = [];
  let before = 'the beginning';
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press('Tab');
    // From the last place to the first the way leads out of the page and back, which takes a moment.
    await page.evaluate(async (mostFrames) => {
      for (let frame = 0; frame < mostFrames && document.activeElement === document.body; frame += 1)
        await new Promise(requestAnimationFrame);
    }, 30);
    const { place, fault } = await page.evaluate(focusNow);
    if (fault !== null) faults.push(`${fault}, after ${before}`);
    before = place;
    const wasVisited = await page.evaluate(() => {
      const { activeElement: element } = document;
      const was = element?.hasAttribute('data-visited') === true;
      element?.setAttribute('data-visited', '');
      return was;
    });
    if (wasVisited) break;
  }
  return [...faults, ...(await page.evaluate(neverVisited, 'data-visited'))];
}

/** Presses Tab until the element has the focus. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < mostStops; stop += 1) {
    if (
      await page
        .locator(selector)
        .first()
        .evaluate((element) => element === document.activeElement)
    )
      return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${selector}`);
}
