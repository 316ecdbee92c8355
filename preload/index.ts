/** Runs sandboxed before each page: turns the contract's names into functions, and gives the page nothing more. */
import { contextBridge, ipcRenderer } from 'electron';

type Listener = (value: unknown) => void;

/** Written in by the build from contract.ts, so that the schemas stay out of this file. */
declare const CONTRACT_NAMES: Readonly<Record<string, { readonly calls: string[]; readonly events: string[] }>>;

const windowName = location.pathname.split('/')[1] ?? '';
const names = CONTRACT_NAMES[windowName];
if (names !== undefined) {
  const call = (name: string) => (argument: unknown) => ipcRenderer.invoke(`${windowName}.${name}`, argument);
  const listen = (name: string) => (listener: Listener) => {
    const relay = (_event: unknown, value: unknown): void => listener(value);
    ipcRenderer.on(`${windowName}.${name}`, relay);
    return () => void ipcRenderer.off(`${windowName}.${name}`, relay);
  };
  const on = Object.fromEntries(names.events.map((name) => [name, listen(name)]));
  const calls = Object.fromEntries(names.calls.map((name) => [name, call(name)]));
  contextBridge.exposeInMainWorld('scantill', { ...calls, on });
}
