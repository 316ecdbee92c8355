/** What the till remembers between runs, apart from orders and keys. */
import * as z from 'zod';
import { appearanceSchema, languageSchema, modeSchema, profileSchema } from '../../preload/contract.ts';
import { terminalPrefixPattern } from '../ledger/order-number.ts';

/** The format of the file. A file with a higher number is from a newer program. */
export const settingsVersion = 1;

const timeSchema = z.iso.datetime();
const portSchema = z.int().min(0).max(65_535);
const profilesSchema = z
  .array(profileSchema)
  .refine((profiles) => new Set(profiles.map(({ id }) => id)).size === profiles.length, 'two profiles have one id');

export const settingsSchema = z.object({
  version: z.literal(settingsVersion),
  mode: modeSchema,
  /** `null`: that of the system. */
  language: languageSchema.nullable(),
  appearance: appearanceSchema,
  tillName: z.string().trim().min(1).max(20),
  operatorName: z.string().trim().max(20),
  /** Begins every order number of this till. */
  terminalPrefix: z.string().regex(terminalPrefixPattern),
  listener: z.object({
    enabled: z.boolean(),
    host: z.union([z.ipv4(), z.ipv6()]),
    /** 0 for any. */
    port: portSchema,
    /** The part of the listener's path that cannot be guessed; made at the first run. */
    pathToken: z.string().regex(/^[0-9a-f]{32}$/),
  }),
  profiles: z.object({ practice: profilesSchema, live: profilesSchema }),
  /** When a key was last put in, by `<mode>/<profileId>/<kind>`. Says nothing about the key itself. */
  keySetAt: z.record(z.string(), timeSchema),
  /** `<profileId>:<wallet>` of the last sale in each mode. */
  lastMethodId: z.object({ practice: z.string().nullable(), live: z.string().nullable() }),
  practicePlatformPort: portSchema,
  practiceCodeValidMinutes: z.int().min(1).max(120),
  /** When the practice account's keys went into the keychain; `null` while they have not. */
  practiceKeysStoredAt: timeSchema.nullable(),
});

export type Settings = Readonly<z.infer<typeof settingsSchema>>;

/** How a new till starts. */
export function defaultSettings(pathToken: string): Settings {
  return {
    version: settingsVersion,
    mode: 'practice',
    language: null,
    appearance: 'system',
    tillName: 'Till 1',
    operatorName: '',
    terminalPrefix: 'T01',
    listener: { enabled: true, host: '127.0.0.1', port: 8731, pathToken },
    profiles: { practice: [], live: [] },
    keySetAt: {},
    lastMethodId: { practice: null, live: null },
    practicePlatformPort: 8732,
    practiceCodeValidMinutes: 5,
    practiceKeysStoredAt: null,
  };
}
