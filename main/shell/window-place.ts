/** Where the cashier's window stands: as it was left, and always where somebody can reach it. Pure but for the file. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { retriedSync } from '../common/momentary.ts';

/** In device-independent pixels, frame and all. */
export interface WindowBounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowPlace {
  /** As it stands when it is not maximised. */
  readonly bounds: WindowBounds;
  readonly isMaximized: boolean;
}

/** So much of it has to be in sight for a hand to take it: its title bar, and some of the width. */
const leastWidthInSight = 160;
const leastHeightInSight = 60;

/**
 * The bounds on the displays that there are now: moved and made smaller where they would reach beyond the display on
 * which most of the window is, and on the first one where none of it can be reached.
 *
 * @param workAreas what each display leaves to windows; the first is the main one.
 */
export function withinDisplays(bounds: WindowBounds, workAreas: readonly WindowBounds[]): WindowBounds {
  const [main] = workAreas;
  if (main === undefined) return bounds;
  const inSight = workAreas.map((area) => ({ area, ...overlap(bounds, area) }));
  const most = inSight.reduce((best, one) => (one.width * one.height > best.width * best.height ? one : best));
  const isReachable = most.width >= leastWidthInSight && most.height >= leastHeightInSight;
  const { area } = isReachable ? most : { area: main };
  const width = Math.min(bounds.width, area.width);
  const height = Math.min(bounds.height, area.height);
  if (!isReachable) {
    return { x: middle(area.x, area.width, width), y: middle(area.y, area.height, height), width, height };
  }
  return {
    x: within(bounds.x, area.x, area.width - width),
    y: within(bounds.y, area.y, area.height - height),
    width,
    height,
  };
}

/** What was left in the file; `null` where there is none, or none that makes sense. */
export function readWindowPlace(file: string): WindowPlace | null {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Not there yet, or damaged: the window opens as on the first day.
    return null;
  }
  if (!isRecord(content) || !isRecord(content['bounds']) || typeof content['isMaximized'] !== 'boolean') return null;
  const { x, y, width, height } = content['bounds'];
  if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height) || width < 1 || height < 1) return null;
  return { bounds: { x, y, width, height }, isMaximized: content['isMaximized'] };
}

/** @throws what the file system throws. */
export function writeWindowPlace(file: string, place: WindowPlace): void {
  const waiting = `${file}.new`;
  writeFileSync(waiting, `${JSON.stringify(place)}\n`);
  retriedSync(() => renameSync(waiting, file));
}

function overlap(bounds: WindowBounds, area: WindowBounds): { readonly width: number; readonly height: number } {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const height = Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y);
  return { width: Math.max(0, width), height: Math.max(0, height) };
}

function within(value: number, least: number, room: number): number {
  return Math.max(least, Math.min(value, least + room));
}

function middle(start: number, room: number, size: number): number {
  return start + Math.round((room - size) / 2);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isPixels(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= 100_000;
}
