/** Writes what went wrong inside the app to `logs/main.log` in the user data folder, and to standard error. */
import { join } from 'node:path';

export type ReportFault = (where: string, fault: unknown) => void;

const maximumLogBytes = 1024 * 1024;

/**
 * The logger is loaded with the first fault, so that a healthy start does not pay for it. Faults carry no keys: those
 * are wrapped in SecretText, which prints as `[secret]`.
 */
export function createFaultLog(userDataFolder: string): ReportFault {
  const logger = lazily(async () => {
    const { default: log } = await import('electron-log/main');
    log.transports.file.resolvePathFn = () => join(userDataFolder, 'logs', 'main.log');
    log.transports.file.maxSize = maximumLogBytes;
    return log;
  });
  return (where, fault) => {
    logger().then(
      (log) => log.error(`${where}:`, fault),
      (reason: unknown) => console.error(where, fault, reason),
    );
  };
}

function lazily<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | null = null;
  return () => (value ??= make());
}
