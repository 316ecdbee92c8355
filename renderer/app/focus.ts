/**
 * Keeps the focus in the window. What has it may go from the screen: a button that has done its work, a screen that was
 * left. Then the page takes it, or the dialogue that is open; the next Tab begins there, not anywhere.
 */
export function startFocusKeeper(): void {
  // Not at once: on its way from one field to the next the focus is nowhere either.
  new MutationObserver(() => setTimeout(keep)).observe(document.body, { childList: true, subtree: true });
}

function keep(): void {
  if (document.activeElement !== document.body) return;
  // The last is the uppermost, where one asks on top of another.
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  const place = dialog === undefined ? document.querySelector('main') : dialog.querySelector('input, button');
  if (place instanceof HTMLElement) place.focus({ preventScroll: true });
}
