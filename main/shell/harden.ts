/** Deny by default: permissions, navigation, new windows, web views and every request to anywhere but the app's own. */
import { app, type Session, type WebContents } from 'electron';

/** Must run before the app is ready. */
export function hardenApp(onRefused: (what: string, url: string) => void): void {
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => {
    hardenContents(contents, onRefused);
  });
}

function hardenContents(contents: WebContents, onRefused: (what: string, url: string) => void): void {
  contents.on('will-navigate', (event) => {
    // A page may reload itself and nothing else.
    if (withoutHash(event.url) === withoutHash(contents.getURL())) return;
    event.preventDefault();
    onRefused('navigation', event.url);
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
    onRefused('redirect', event.url);
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    onRefused('webview', '');
  });
  contents.setWindowOpenHandler(({ url }) => {
    onRefused('new window', url);
    return { action: 'deny' };
  });
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0] ?? '';
}

/** Lets a session reach one origin only, with no permission at all. */
export function hardenSession(session: Session, origin: string, onRefused: (what: string, url: string) => void): void {
  // Without this the first window fetches a spelling dictionary from the internet.
  session.setSpellCheckerLanguages([]);
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    onRefused(`permission ${permission}`, '');
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  session.webRequest.onBeforeRequest((details, answer) => {
    const allowed =
      details.url.startsWith(`${origin}/`) || details.url.startsWith('devtools:') || details.url.startsWith('data:');
    if (!allowed) onRefused('request', details.url);
    answer({ cancel: !allowed });
  });
}
