import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { qrDrawing, qrEdge } from './qr-path.ts';
import { marks, testIds } from './test-ids.ts';

/** The room that the last code had, in CSS pixels: the next one most likely has the same, and is laid out only once. */
let lastAvailable = 0;

/** The code in black on white, each module on whole device pixels, as large as its place allows. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const drawing = useMemo(() => qrDrawing(text), [text]);
  const place = useRef<HTMLDivElement>(null);
  const [edge, setEdge] = useState(() => qrEdge(drawing.modules, lastAvailable, window.devicePixelRatio));
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const fit = (): void => {
      lastAvailable = Math.min(element.clientWidth, element.clientHeight);
      setEdge(qrEdge(drawing.modules, lastAvailable, window.devicePixelRatio * element.currentCSSZoom));
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [drawing]);
  useLayoutEffect(() => {
    // Two frames: the first draws, the second begins after that frame is on its way to the screen.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => performance.mark(marks.qrPainted));
    });
    return () => cancelAnimationFrame(frame);
  }, [drawing]);
  return (
    <div ref={place} class="qr-place">
      <svg
        class="qr"
        data-testid={testIds.qr}
        role="img"
        aria-label={label}
        width={edge}
        height={edge}
        viewBox={`0 0 ${drawing.modules} ${drawing.modules}`}
        shape-rendering="crispEdges"
      >
        <rect width={drawing.modules} height={drawing.modules} />
        <path d={drawing.path} />
      </svg>
    </div>
  );
}
