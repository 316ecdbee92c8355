/** Pictures of the mocked window: everything that moves by itself stands still. */
import type { Page } from '@playwright/test';
import type { Appearance, Language } from '../../../main/domain/screen-choice.ts';
import type { Bridge } from '../../../preload/contract/index.ts';
import { launchMockedMain, type MockedApp } from './launch.ts';
import type { View } from './views/view.ts';

declare global {
  interface Window {
    readonly scantill: Bridge<'cashier'>;
  }
}

/** 14:32:05 in the shop. */
const pictureTime = '2026-11-22T06:32:05.000Z';

export type Look = { readonly language: Language; readonly appearance: Exclude<Appearance, 'system'> };
export type Size = readonly [width: number, height: number];

export const smallestTill: Size = [1024, 768];

export async function launchForPictures(): Promise<MockedApp> {
  const app = await launchMockedMain(pictureTime);
  await app.window.emulateMedia({ reducedMotion: 'reduce' });
  return app;
}

/** Leads to the view from the start of its scene. */
export async function pose(app: MockedApp, view: View, look: Look, [width, height]: Size): Promise<Page> {
  await app.show(view.scene, { ...look, width, height });
  await view.open(app.window, app);
  // No pointer rests on anything: a hovered button looks different.
  await app.window.mouse.move(width - 1, height - 1);
  return app.window;
}

/** Changes light and dark where the view stands. */
export async function setAppearance(page: Page, appearance: Look['appearance']): Promise<void> {
  await page.evaluate((wanted) => window.scantill.changeSettings({ appearance: wanted }), appearance);
  await page.locator(`html[data-theme="${appearance}"]`).waitFor();
}

/** Changes the language of the window's words where the view stands; the shop's own words stay as they are. */
export async function setLanguage(page: Page, language: Language): Promise<void> {
  await page.evaluate((wanted) => window.scantill.changeSettings({ language: wanted }), language);
  await page.locator(`html[lang^="${language}"]`).waitFor();
}

/** A name for a file. */
export function fileName(view: View): string {
  return view.name.replace(/[^A-Za-z0-9]+/gu, '-').toLowerCase();
}
