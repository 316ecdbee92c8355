/** Whether a ledger lies where other programs or machines write too: a synchronised or a network folder. */
import { statfsSync } from 'node:fs';
import path from 'node:path';

export type FolderRisk =
  /** A program copies these files to and from elsewhere, in its own order and time. */
  | { readonly kind: 'synchronised'; readonly service: string }
  /** Locks and syncs do not hold over a network. */
  | { readonly kind: 'network' };

/** By what the services call their folders. */
const services: readonly (readonly [pattern: RegExp, service: string])[] = [
  [/^onedrive\b/i, 'OneDrive'],
  [/^dropbox\b/i, 'Dropbox'],
  [/^(google ?drive|googledrive-.*)$/i, 'Google Drive'],
  [/^(icloud ?drive|mobile documents|com~apple~clouddocs)$/i, 'iCloud Drive'],
  [/^(baidunetdiskworkspace|baidusyncdisk|百度网盘)/i, '百度网盘'],
  [/^(nutstore|nutstore files|我的坚果云|坚果云)/i, '坚果云'],
  [/^(weiyun|微云)/i, '微云'],
  [/^nextcloud\b/i, 'Nextcloud'],
  [/^owncloud\b/i, 'ownCloud'],
  [/^box( sync)?$/i, 'Box'],
  [/^pclouddrive$/i, 'pCloud'],
  [/^syncthing$/i, 'Syncthing'],
];

/** `f_type` of Linux's NFS, SMB, CIFS, SMB2 and 9P (statfs(2)). */
const networkFileSystems = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997]);

export function folderRiskOf(folder: string): FolderRisk | null {
  const names = folder.split(/[\\/]+/);
  for (const [pattern, service] of services) {
    if (names.some((name) => pattern.test(name))) return { kind: 'synchronised', service };
  }
  return isOnNetwork(folder) ? { kind: 'network' } : null;
}

function isOnNetwork(folder: string): boolean {
  if (process.platform === 'win32') return path.win32.parse(folder).root.startsWith('\\\\');
  if (process.platform !== 'linux') return false;
  // Signed where the number is large.
  return networkFileSystems.has(statfsSync(folder).type >>> 0);
}
