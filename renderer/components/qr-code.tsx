import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { leastEdge, qrDrawing, qrEdge } from '../logic/qr-path.ts';
import { marks, testIds } from '../test-ids.ts';

/** The code in black on white, each module on whole device pixels, as large as its place allows. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const drawing = useMemo(() => qrDrawing(text), [text]);
  const place = useRef<HTMLDivElement>(null);
  const [edge, setEdge] = useState(leastEdge);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const fit = (): void => {
      const available = Math.min(element.clientWidth, element.clientHeight);
      setEdge(qrEdge(drawing.modules, available, window.devicePixelRatio));
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [drawing]);
  useEffect(() => {
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
        <rect width={drawing.modules} height={drawing.modules} fill="#fff" />
        <path d={drawing.path} fill="#000" />
      </svg>
    </div>
  );
}
