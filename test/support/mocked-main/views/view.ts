/** What leads from a scene to a picture. */
import type { Page } from '@playwright/test';
import type { MockedApp } from '../launch.ts';
import type { SceneName } from '../scenes/index.ts';

export interface View {
  /** Unique; also the name of its picture, with hyphens. */
  readonly name: string;
  /** Under which the gallery shows it. */
  readonly group: Group;
  readonly scene: SceneName;
  /** The sale itself: everything on it must suit a finger. */
  readonly isSaleScreen: boolean;
  open(page: Page, app: MockedApp): Promise<void>;
}

export const groups = [
  'charge',
  'waiting',
  'paid',
  'unknown',
  'declined',
  'expired',
  'paid_late',
  'refunded',
  'held',
  'orders',
  'settings',
  'messages',
  'first run',
] as const;

export type Group = (typeof groups)[number];

/** A step within a scene: what is typed, opened or asked in it, one after another. */
export type Step = readonly [name: string, group: Group, scene: SceneName, ...path: readonly Open[]];

export type Open = View['open'];
