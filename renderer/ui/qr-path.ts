/** A code as one SVG path, drawn on a grid of modules with its quiet zone inside. */
import { create } from 'qrcode/lib/core/qrcode.js';

/** Modules of white on each side (ISO/IEC 18004). */
export const quietZoneModules = 4;
/** Below this edge, in CSS pixels, phones have trouble across a counter. */
const leastEdge = 240;
const mostPixelsPerModule = 12;

export interface QrDrawing {
  /** Modules on one edge, quiet zone included: the `viewBox` edge. */
  readonly modules: number;
  readonly path: string;
}

/** Error level M, the smallest version that holds the text. */
export function qrDrawing(text: string): QrDrawing {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  return { modules: modules.size + 2 * quietZoneModules, path: pathOf(modules) };
}

interface Modules {
  readonly size: number;
  get(row: number, column: number): number | boolean;
}

/** Each run of dark modules in a row becomes one rectangle. */
export function pathOf(modules: Modules): string {
  let path = '';
  for (let row = 0; row < modules.size; row += 1) {
    let column = 0;
    while (column < modules.size) {
      let length = 0;
      while (column + length < modules.size && Boolean(modules.get(row, column + length))) length += 1;
      if (length > 0) {
        path += `M${column + quietZoneModules} ${row + quietZoneModules}h${length}v1h-${length}z`;
      }
      column += Math.max(1, length);
    }
  }
  return path;
}

/**
 * The edge in CSS pixels at which every module covers a whole number of *device* pixels: as large as fits into
 * `available`, up to 12 CSS pixels a module, and never below 240 as long as that is possible at all.
 */
export function qrEdge(modules: number, available: number, devicePixelRatio: number): number {
  const fitting = Math.floor((available * devicePixelRatio) / modules);
  const most = Math.floor(mostPixelsPerModule * devicePixelRatio);
  const least = Math.ceil((leastEdge * devicePixelRatio) / modules);
  return (Math.max(Math.min(fitting, most), least) * modules) / devicePixelRatio;
}
