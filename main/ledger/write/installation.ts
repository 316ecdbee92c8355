/**
 * Which installation a ledger's numbers name. The id is made when the ledger is first opened and kept in it; settings
 * have no part in it, so copying them changes nothing. A ledger that is made anew of another one (restored, salvaged,
 * begun again) gets an id of its own, and so does one that finds itself on another computer: two tills never make
 * numbers with one id, whatever has been copied.
 */
import type Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import * as z from 'zod';
import { makeInstallationId } from './make-order-number.ts';

/** By what a computer is known again. */
export interface Machine {
  readonly hostName: string;
  /** Hardware addresses of its network cards, such as `8c:16:45:2f:0a:91`. */
  readonly networkAddresses: readonly string[];
}

export function thisMachine(): Machine {
  const addresses = Object.values(networkInterfaces()).flatMap((cards) =>
    (cards ?? []).filter(({ internal }) => !internal).map(({ mac }) => mac),
  );
  return { hostName: hostname(), networkAddresses: [...new Set(addresses)].filter(isOfHardware) };
}

/** Virtual cards make their addresses up, and the same ones on every computer: a bit of the first byte says so. */
function isOfHardware(address: string): boolean {
  const first = Number.parseInt(address.slice(0, 2), 16);
  return Number.isInteger(first) && (first & 0b11) === 0 && !/^[0:]+$/.test(address);
}

const rowSchema = z
  .object({
    installation_id: z.string(),
    host_mark: z.string(),
    network_marks: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(z.array(z.string())),
  })
  .optional();

/** The id of this ledger on this computer, kept or made. Must run where the database may be written. */
export function settleInstallation(database: Database.Database, machine: Machine): string {
  return database
    .transaction(() => {
      const known = rowSchema.parse(
        database.prepare('SELECT * FROM installations ORDER BY position DESC LIMIT 1').get(),
      );
      if (known === undefined || isOther(known, machine)) return beginInstallation(database, machine);
      rememberCards(database, known, machine);
      return known.installation_id;
    })
    .immediate();
}

/** Makes a new id and keeps it; the earlier ones stay known as this ledger's own. */
export function beginInstallation(database: Database.Database, machine: Machine): string {
  const id = makeInstallationId();
  const networkMarks = machine.networkAddresses.map((address) => markOf(id, address));
  database
    .prepare('INSERT INTO installations (installation_id, host_mark, network_marks) VALUES (?, ?, ?)')
    .run(id, markOf(id, machine.hostName), JSON.stringify(networkMarks));
  return id;
}

type Known = NonNullable<z.infer<typeof rowSchema>>;

/** A computer may be renamed and may get another network card, but hardly both at once; taken for another, it only gets a new id. */
function isOther({ installation_id: id, host_mark, network_marks }: Known, machine: Machine): boolean {
  const marks = machine.networkAddresses.map((address) => markOf(id, address));
  if (marks.length === 0 || network_marks.length === 0) return host_mark !== markOf(id, machine.hostName);
  return !marks.some((mark) => network_marks.includes(mark));
}

function rememberCards(database: Database.Database, known: Known, machine: Machine): void {
  const marks = machine.networkAddresses.map((address) => markOf(known.installation_id, address));
  const all = [...new Set([...known.network_marks, ...marks])];
  if (all.length === known.network_marks.length) return;
  database
    .prepare('UPDATE installations SET network_marks = ? WHERE installation_id = ?')
    .run(JSON.stringify(all), known.installation_id);
}

/** Nothing about the computer can be read out of it, and it cannot be compared with that of another ledger. */
function markOf(installationId: string, text: string): string {
  return createHash('sha256').update(`${installationId}\n${text.toLowerCase()}`).digest('hex').slice(0, 32);
}
