/** Serves the app's own pages under app://scantill, so that `file:` stays shut. */
import { protocol, type Session } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { filePathOf } from './app-files.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wav': 'audio/wav',
};

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "connect-src 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Must run before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

export function serveAppFiles(session: Session, rendererFolder: string): void {
  session.protocol.handle('app', async (request) => {
    const path = filePathOf(request.url, rendererFolder);
    if (path === null || request.method !== 'GET') return new Response(null, { status: 404 });
    const contentType = contentTypes[extname(path)];
    if (contentType === undefined) return new Response(null, { status: 404 });
    try {
      return new Response(new Uint8Array(await readFile(path)), {
        headers: {
          'content-type': contentType,
          'content-security-policy': contentSecurityPolicy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
        },
      });
    } catch (fault) {
      if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT')
        return new Response(null, { status: 404 });
      throw fault;
    }
  });
}
