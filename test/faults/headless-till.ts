/** Starts till-process.ts and speaks with it. */
import { spawn } from 'node:child_process';
import { TillGone, within, type Answer, type CallName, type LaunchTill, type RunningTill } from './running-till.ts';
import type { ParentMessage, StartMessage, TillMessage } from './till-process.ts';

const startLimitMs = 30_000;
const quitLimitMs = 20_000;

export interface HeadlessParts {
  /** The bundled till-process.ts. */
  readonly scriptPath: string;
  /** The bundled reader worker. */
  readonly readerWorkerPath: string;
  readonly maintenanceWorkerPath: string;
  readonly keys: StartMessage['keys'];
  /** Begins the command line. Left out: nothing does. */
  readonly prefix?: readonly string[];
}

/** Tills without a window, on the Node that runs us. */
export function headlessTills({
  scriptPath,
  readerWorkerPath,
  maintenanceWorkerPath,
  keys,
  prefix = [],
}: HeadlessParts): LaunchTill {
  return async ({ userDataFolder, env, onStarted, clockAheadMs = 0, isHurried = false }) => {
    const [command, ...args] = [...prefix, process.execPath, scriptPath];
    const child = spawn(command, args, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    let isGone = false;
    let lastId = 0;
    const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (fault: Error) => void }>();
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        isGone = true;
        for (const { reject } of waiting.values()) reject(new TillGone(output));
        waiting.clear();
        resolve();
      });
    });
    const send = (message: ParentMessage): void => {
      // A message to a till that is just ending goes nowhere; its end is what the caller hears.
      child.send(message, () => undefined);
    };
    const kill = (): void => void child.kill('SIGKILL');

    const ready = new Promise<void>((resolve) => {
      child.on('message', (message: TillMessage) => {
        if (message.kind === 'ready') {
          resolve();
          return;
        }
        const caller = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.kind === 'answer') caller?.resolve(message.value);
        else caller?.reject(new Error(message.message));
      });
    });
    onStarted?.(kill);
    const shared = { userDataFolder, readerWorkerPath, maintenanceWorkerPath, keys };
    send({ kind: 'start', ...shared, clockAheadMs, isHurried });
    const endedEarly = gone.then(() => {
      throw new TillGone(output);
    });
    try {
      await within(Promise.race([ready, endedEarly]), startLimitMs, () => new Error(`No till came:\n${output}`));
    } catch (fault) {
      kill();
      throw fault;
    }

    /** What `make` makes of a number of its own; resolves to the answer to that number. */
    const ask = (make: (id: number) => ParentMessage): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (isGone) {
          reject(new TillGone(output));
          return;
        }
        const id = (lastId += 1);
        waiting.set(id, { resolve, reject });
        send(make(id));
      });

    return {
      call: <Name extends CallName>(name: Name, argument: unknown) =>
        ask((id) => ({ kind: 'call', id, name, argument })) as Promise<Answer<Name>>,
      setClock: async (aheadMs) => {
        await ask((id) => ({ kind: 'set_clock', id, aheadMs }));
      },
      kill,
      quit: async () => {
        if (isGone) return;
        send({ kind: 'quit' });
        await within(gone, quitLimitMs, () => new Error(`The till does not end:\n${output}`));
      },
      gone,
      get isGone() {
        return isGone;
      },
      get output() {
        return output;
      },
    } satisfies RunningTill;
  };
}
