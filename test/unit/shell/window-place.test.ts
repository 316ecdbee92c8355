import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWindowPlace, withinDisplays, writeWindowPlace } from '../../../main/shell/window-place.ts';

const main = { x: 0, y: 0, width: 1366, height: 728 };
const second = { x: 1366, y: 0, width: 1024, height: 600 };

describe('a window on the displays that there are', () => {
  it('stays where it was left', () => {
    const bounds = { x: 100, y: 50, width: 1000, height: 600 };
    expect(withinDisplays(bounds, [main, second])).toEqual(bounds);
    expect(withinDisplays({ ...second }, [main, second])).toEqual(second);
  });

  it('is made as small as its display', () => {
    expect(
      withinDisplays({ x: 0, y: 0, width: 1366, height: 768 }, [{ x: 0, y: 0, width: 1024, height: 560 }]),
    ).toEqual({
      x: 0,
      y: 0,
      width: 1024,
      height: 560,
    });
  });

  it('is moved so that none of it lies beyond the edge', () => {
    expect(withinDisplays({ x: 700, y: 300, width: 800, height: 600 }, [main])).toEqual({
      x: 566,
      y: 128,
      width: 800,
      height: 600,
    });
  });

  it.each([
    ['on a display that is gone', { x: 1500, y: 20, width: 800, height: 500 }],
    ['far outside', { x: -30_000, y: -30_000, width: 800, height: 500 }],
    ['with an edge in sight that no hand can take', { x: 1300, y: 20, width: 800, height: 500 }],
  ])('comes back to the middle of the main display when it was left %s', (_what, bounds) => {
    expect(withinDisplays(bounds, [main])).toEqual({ x: 283, y: 114, width: 800, height: 500 });
  });
});

describe('a window of which a second display shows a sliver', () => {
  it('comes back to the main display, not to that one', () => {
    const sliver = { x: 1366 + 1024 - 100, y: 20, width: 800, height: 500 };
    expect(withinDisplays(sliver, [main, second])).toEqual({ x: 283, y: 114, width: 800, height: 500 });
  });
});

describe('the file with the window’s place', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scantill-window-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is read as it was written', () => {
    const place = { bounds: { x: -5, y: 7, width: 900, height: 650 }, isMaximized: true };
    const file = join(folder, 'window.json');
    expect(readWindowPlace(file)).toBeNull();
    writeWindowPlace(file, place);
    expect(readWindowPlace(file)).toEqual(place);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"bounds":null,"isMaximized":false}',
    '{"bounds":{"x":0,"y":0,"width":"900","height":600},"isMaximized":false}',
    '{"bounds":{"x":0,"y":0,"width":0,"height":600},"isMaximized":false}',
    '{"bounds":{"x":1e300,"y":0,"width":900,"height":600},"isMaximized":false}',
    '{"bounds":{"x":0,"y":0,"width":900,"height":600}}',
  ])('says nothing where it is damaged: %s', (content) => {
    const file = join(folder, 'window.json');
    writeFileSync(file, content);
    expect(readWindowPlace(file)).toBeNull();
  });
});
