/** What differs between two states of a setting, as the audit says it. */
import type { SettingChange } from '../domain/till-event.ts';

/** Of these only that they changed: they open something, or are long and say nothing to a person. */
const untold: readonly string[] = ['pin', 'recoveryCode', 'appAuthToken', 'certificates'];

/** @param also fields that changed without being in either state. */
export function changedFields(before: object, after: object, also: readonly string[] = []): readonly SettingChange[] {
  const [old, current] = [valuesOf(before), valuesOf(after)];
  const names = [...new Set([...old.keys(), ...current.keys(), ...also])];
  return names
    .filter((field) => also.includes(field) || old.get(field) !== current.get(field))
    .map((field) =>
      untold.includes(field)
        ? { field, from: null, to: null }
        : { field, from: old.get(field) ?? null, to: current.get(field) ?? null },
    );
}

function valuesOf(state: object): ReadonlyMap<string, string> {
  const members = Object.entries(state) as (readonly [string, unknown])[];
  return new Map(
    members
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
