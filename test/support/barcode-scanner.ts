/** Plays a barcode scanner: keys that come to the window as from the hardware, ended by Enter or Tab, or by nothing. */
import type { ElectronApplication } from '@playwright/test';

export async function scanBarcode(
  app: ElectronApplication,
  text: string,
  { end = 'Enter', pauseMs = 8 }: { readonly end?: 'Enter' | 'Tab' | null; readonly pauseMs?: number } = {},
): Promise<void> {
  await app.evaluate(
    async ({ BrowserWindow }, [characters, last, pause]) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) throw new Error('there is no window to scan into');
      const press = (keyCode: string, character: string | null): void => {
        contents.sendInputEvent({ type: 'keyDown', keyCode });
        if (character !== null) contents.sendInputEvent({ type: 'char', keyCode: character });
        contents.sendInputEvent({ type: 'keyUp', keyCode });
      };
      for (const character of characters) {
        press(character === ' ' ? 'Space' : character, character);
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      }
      if (last !== null) press(last, last === 'Enter' ? '\r' : null);
    },
    [text, end, pauseMs] as const,
  );
}
