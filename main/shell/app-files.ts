import { join, normalize, sep } from 'node:path';

/** The file that a URL of ours stands for, or `null` when it is not ours or points outside the folder. */
export function filePathOf(url: string, folder: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol: scheme, host, pathname } = new URL(url);
  if (scheme !== 'app:' || host !== 'scantill') return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    // A malformed escape is simply not one of our files.
    return null;
  }
  if (decoded.includes('\0')) return null;
  const path = normalize(join(folder, decoded));
  return path.startsWith(folder + sep) ? path : null;
}
