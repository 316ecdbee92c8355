/** Plays a barcode scanner: keys that come to the window as from the hardware, ended by Enter or Tab, or by nothing. */
import type { ElectronApplication } from '@playwright/test';

type Ending = 'Enter' | 'Tab';

export interface ScannerHabits {
  /** What it ends a code with; some send more than one key, some none. */
  readonly end?: Ending | readonly Ending[] | null;
  readonly pauseMs?: number;
  /** Before each key of the ending. */
  readonly endPauseMs?: number;
  /** Before this key of the code, counted from 0, the computer halts for so long. */
  readonly halt?: { readonly before: number; readonly ms: number };
}

/** @param codes several are read in one go: nothing of what the first brings about comes between them. */
export async function scanBarcode(
  app: ElectronApplication,
  codes: string | readonly string[],
  { end = 'Enter', pauseMs = 8, endPauseMs = pauseMs, halt }: ScannerHabits = {},
): Promise<void> {
  const endings = end === null ? [] : [end].flat();
  await app.evaluate(
    async ({ BrowserWindow }, [texts, last, pause, endPause, haltAt, haltMs]) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) throw new Error('there is no window to scan into');
      const wait = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));
      const press = (keyCode: string, character: string | null): void => {
        contents.sendInputEvent({ type: 'keyDown', keyCode });
        if (character !== null) contents.sendInputEvent({ type: 'char', keyCode: character });
        contents.sendInputEvent({ type: 'keyUp', keyCode });
      };
      for (const text of texts) {
        for (const [index, character] of Array.from(text).entries()) {
          if (index === haltAt) await wait(haltMs);
          if (index > 0 && pause > 0) await wait(pause);
          press(character === ' ' ? 'Space' : character, character);
        }
        for (const key of last) {
          if (endPause > 0) await wait(endPause);
          press(key, key === 'Enter' ? '\r' : null);
        }
      }
    },
    [[codes].flat(), endings, pauseMs, endPauseMs, halt?.before ?? -1, halt?.ms ?? 0] as const,
  );
}
