import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves the folder as if someone had chosen on the first day to practise; one that is in use stays as it is. */
export function passFirstRun(userDataFolder: string): void {
  const settings = join(userDataFolder, 'settings.json');
  if (existsSync(settings)) return;
  mkdirSync(userDataFolder, { recursive: true });
  writeFileSync(settings, JSON.stringify({ version: 1, firstRunDone: true }));
}
