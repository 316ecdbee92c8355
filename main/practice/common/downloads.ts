/** Files that a gateway lets the till fetch for a while, each under an address of its own. In memory only. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/index.ts';

export interface DownloadFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export class Downloads {
  readonly #clock: Clock;
  readonly #files = new Map<string, { readonly file: DownloadFile; readonly endsAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The file's path on the platform; it leads nowhere after `validMs`. */
  offer(file: DownloadFile, validMs: number): string {
    this.#forgetWhatRanOut();
    const path = `/download/${randomBytes(18).toString('base64url')}`;
    this.#files.set(path, { file, endsAt: this.#clock.now().getTime() + validMs });
    return path;
  }

  /** `null` for a path that was never given out, or whose time is over. */
  find(path: string): DownloadFile | null {
    this.#forgetWhatRanOut();
    return this.#files.get(path)?.file ?? null;
  }

  #forgetWhatRanOut(): void {
    const now = this.#clock.now().getTime();
    for (const [path, { endsAt }] of this.#files) if (endsAt <= now) this.#files.delete(path);
  }
}
