import { create } from 'qrcode/lib/core/qrcode.js';
import { describe, expect, it } from 'vitest';
import { pathOf, qrDrawing, qrEdge, quietZoneModules } from '../../../../renderer/ui/qr-path.ts';

const text = 'https://qr.alipay.com/bax03206ug0kulveltqc80a8';

/** Paints a path of `M x y h w v1 h-w z` runs back onto a grid. */
function painted(path: string, edge: number): boolean[][] {
  const grid = Array.from({ length: edge }, () => Array.from({ length: edge }, () => false));
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)];
  expect(runs.map(([run]) => run).join('')).toBe(path);
  for (const [, x, y, width, back] of runs) {
    expect(back).toBe(width);
    for (let column = 0; column < Number(width); column += 1) grid[Number(y)]![Number(x) + column] = true;
  }
  return grid;
}

describe('the drawing of a code', () => {
  it('paints exactly the encoder’s modules, inside four modules of white', () => {
    const { modules } = create(text, { errorCorrectionLevel: 'M' });
    const edge = modules.size + 8;
    expect(qrDrawing(text).modules).toBe(edge);
    const grid = painted(qrDrawing(text).path, edge);
    for (let row = 0; row < edge; row += 1) {
      for (let column = 0; column < edge; column += 1) {
        const [codeRow, codeColumn] = [row - quietZoneModules, column - quietZoneModules];
        const isInside = Math.min(codeRow, codeColumn) >= 0 && Math.max(codeRow, codeColumn) < modules.size;
        expect(grid[row]![column]).toBe(isInside && Boolean(modules.get(codeRow, codeColumn)));
      }
    }
  });

  it('draws one rectangle for each run of dark modules', () => {
    const rows = ['110', '000', '101'];
    const path = pathOf({ size: 3, get: (row, column) => rows[row]![column] === '1' });
    expect(path).toBe('M4 4h2v1h-2zM4 6h1v1h-1zM6 6h1v1h-1z');
  });
});

describe('the size of a code', () => {
  it('gives every module the same whole number of device pixels', () => {
    for (const ratio of [1, 1.25, 1.5, 2, 2.5]) {
      for (const available of [300, 410, 492, 520, 900]) {
        const pixelsPerModule = (qrEdge(41, available, ratio) * ratio) / 41;
        expect(pixelsPerModule).toBeCloseTo(Math.round(pixelsPerModule), 9);
      }
    }
  });

  it('takes what there is, up to 12 CSS pixels a module', () => {
    expect(qrEdge(41, 410, 1)).toBe(410);
    expect(qrEdge(41, 449, 1)).toBe(410);
    expect(qrEdge(41, 2000, 1)).toBe(492);
  });

  it('is never smaller than 240', () => {
    expect(qrEdge(41, 50, 1)).toBeGreaterThanOrEqual(240);
    expect(qrEdge(65, 100, 1)).toBeGreaterThanOrEqual(240);
  });
});
