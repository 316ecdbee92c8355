/** The only place where ipcMain is touched: every call is checked for its sender and parsed before a handler sees it. */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import {
  contract,
  type Contract,
  type EventValue,
  type Handlers,
  type WindowName,
} from '../../preload/contract/index.ts';
import { appOrigin } from './app-origin.ts';

type Schema = Contract[string]['events'][string];
type AnyHandler = (argument: unknown) => Promise<unknown>;

/** Registers one handler per call of the window's contract. */
export function serveContract<Name extends WindowName>(
  windowName: Name,
  handlers: Handlers<Name>,
  onFault: (call: string, fault: unknown) => void,
): void {
  const { calls }: Contract[string] = contract[windowName];
  for (const [call, schemas] of Object.entries(calls)) {
    const handler = handlers[call as keyof Handlers<Name>] as AnyHandler;
    ipcMain.handle(`${windowName}.${call}`, async (event, argument: unknown) => {
      if (!isSentBy(windowName, event)) throw new Error(`${call}: refused`);
      const parsed = schemas.argument.safeParse(argument);
      if (!parsed.success) {
        // The paths say which member is wrong; the values (which may be keys) are left out.
        const paths = parsed.error.issues.map((issue) => issue.path.join('.') || '(argument)');
        throw new Error(`${call}: argument not as agreed: ${paths.join(', ')}`);
      }
      try {
        return leaving(windowName, schemas.result, await handler(parsed.data));
      } catch (fault) {
        onFault(call, fault);
        throw new Error(`${call}: failed inside the app`, { cause: fault });
      }
    });
  }
}

/** Only the top frame of the window's own page may call. */
function isSentBy(windowName: WindowName, event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null && frame === event.sender.mainFrame && frame.url.startsWith(`${appOrigin}/${windowName}/index.html`)
  );
}

export function sendEvent<Name extends WindowName, Event extends keyof (typeof contract)[Name]['events'] & string>(
  contents: WebContents,
  windowName: Name,
  event: Event,
  value: EventValue<Name, Event>,
): void {
  const { events }: Contract[string] = contract[windowName];
  const schema = events[event];
  if (schema === undefined || contents.isDestroyed()) return;
  contents.send(`${windowName}.${event}`, leaving(windowName, schema, value));
}

/** @throws where a window's values are parsed on their way out, and this one is not as agreed. */
function leaving(windowName: WindowName, schema: Schema, value: unknown): unknown {
  return contract[windowName].leaving === 'parsed' ? schema.parse(value) : value;
}
