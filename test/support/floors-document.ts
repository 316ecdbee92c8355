/** Draws which rooms stand on which: docs/floors.md is made of the imports that there are. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Arrows = Map<string, Set<string>>;

/** Rooms that are drawn as one, by how their names begin. */
const drawnAsOne = ['main/gateways', 'main/ledger', 'main/practice'];
/** Everyone may stand on it: arrows to it say nothing. */
const ground = 'main/domain';

/** Every folder with code, and the folders that its files import from; both relative to the root. */
export function foldersOf(root: string): Arrows {
  const arrows: Arrows = new Map();
  for (const top of ['main', 'preload', 'renderer']) {
    for (const entry of readdirSync(path.join(root, top), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const folder = path.relative(root, entry.parentPath).split(path.sep).join('/');
      const targets = arrows.get(folder) ?? new Set();
      arrows.set(folder, targets);
      const text = readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
      for (const [, specifier = ''] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.tsx?)'/g)) {
        targets.add(path.posix.dirname(path.posix.join(folder, specifier)));
      }
      targets.delete(folder);
    }
  }
  return arrows;
}

/** @param command that writes it anew. */
export function floorsDocument(root: string, command: string): string {
  const arrows = withoutDetours(drawn(foldersOf(root)));
  const rooms = [...arrows.keys()].sort();
  const nameOf = (room: string): string => room.replaceAll(/[^a-z0-9]/g, '_');
  return [
    '# Floors',
    '',
    `Made of the imports in the code by \`${command}\`. An arrow goes from a room to one that it stands on; where there is a way`,
    `over other rooms, the direct arrow is left out. Everything may stand on \`${ground}\`.`,
    '',
    '```mermaid',
    'flowchart TD',
    ...rooms.map((room) => `  ${nameOf(room)}["${room}"]`),
    ...rooms.flatMap((room) =>
      [...(arrows.get(room) ?? [])].sort().map((target) => `  ${nameOf(room)} --> ${nameOf(target)}`),
    ),
    '```',
    '',
  ].join('\n');
}

function drawn(arrows: Arrows): Arrows {
  const roomOf = (folder: string): string =>
    drawnAsOne.find((room) => folder === room || folder.startsWith(`${room}/`)) ?? folder;
  const joined: Arrows = new Map();
  for (const [folder, targets] of arrows) {
    const room = roomOf(folder);
    const reached = joined.get(room) ?? new Set();
    for (const target of targets) if (target !== ground && roomOf(target) !== room) reached.add(roomOf(target));
    joined.set(room, reached);
  }
  return joined;
}

/** Without the arrows that only shorten a way over other rooms. */
function withoutDetours(arrows: Arrows): Arrows {
  const reachedFrom = (room: string, seen = new Set<string>()): Set<string> => {
    for (const target of arrows.get(room) ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      reachedFrom(target, seen);
    }
    return seen;
  };
  return new Map(
    [...arrows].map(([room, targets]) => [
      room,
      new Set(
        [...targets].filter(
          (target) => ![...targets].some((other) => other !== target && reachedFrom(other).has(target)),
        ),
      ),
    ]),
  );
}
