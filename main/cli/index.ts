/** The program behind `npm run cli`: one JSON document on standard output, and an exit code. */
import { readFileSync } from 'node:fs';
import { createHttpTransport } from '../gateways/http-transport.ts';
import { systemClock } from '../common/system-clock.ts';
import { runCommandLine } from './command-line.ts';

const { exitCode, output } = await runCommandLine(process.argv.slice(2), {
  clock: systemClock,
  openTransport: createHttpTransport,
  readStandardInput: () => readFileSync(0),
});
process.stdout.write(`${JSON.stringify(output, null, 2)}\n`);
process.exitCode = exitCode;
