/** Everything that can happen in a shop, as data: a history is a list of these. */
import fc from 'fast-check';
import type { GatewayKind } from '../../../main/domain/order.ts';
import type { Fate } from './network.ts';
import type { BackupFate, Damage } from './damage.ts';
import type { AccountState } from './till-accounts.ts';
import type { Boundary } from './till-run.ts';
import type { Habits } from './trades.ts';

/** Accounts are named by their place at the gateway, tills by theirs in the shop; orders and messages by theirs, counted back from the newest; beyond the oldest it wraps round. */
export type Command =
  | {
      readonly do: 'sell';
      readonly till: number;
      readonly account: number;
      readonly amountMinor: number;
      readonly overWeChat: boolean;
      readonly validForMs: number;
      readonly isHeld: boolean;
      /** The shop reads the customer's code, rather than the customer the shop's. */
      readonly byCustomerCode: boolean;
    }
  | {
      readonly do:
        | 'release'
        /** With a word changed: another order takes its place. */
        | 'release_changed'
        | 'discard'
        | 'retry'
        | 'check'
        | 'cancel'
        | 'accept_late'
        | 'clear_attention'
        | 'scan'
        | 'pay'
        /** Scans and pays in one go. */
        | 'buy'
        | 'fail'
        /** Gives the money back past the till. */
        | 'refund_elsewhere';
      readonly order: number;
    }
  /** `partOf`: the divisor of the order's sum; 1 for the whole. `clicks`: how often the button is pressed. */
  | { readonly do: 'refund'; readonly order: number; readonly partOf: number; readonly clicks: 1 | 2 }
  /** Somebody pays something else than was asked for. */
  | { readonly do: 'pay_oddly'; readonly order: number; readonly what: Oddity }
  /** The gateway tells of the order, and of no success. */
  | { readonly do: 'tell_oddly'; readonly order: number }
  /** Any message of the past, whether it has been delivered or not; `astray`: to another till than its own. */
  | { readonly do: 'deliver'; readonly message: number; readonly copies: number; readonly astray: boolean }
  /** The gateway gives up telling. */
  | { readonly do: 'lose'; readonly message: number }
  | { readonly do: 'forge'; readonly order: number; readonly how: Forgery }
  | { readonly do: 'spoil'; readonly fates: readonly Fate[] }
  /** `asleep`: no timer runs meanwhile. */
  | { readonly do: 'wait'; readonly ms: number; readonly asleep: boolean }
  /** Somebody, or something, sets a till's wall clock by so much; no time passes. */
  | { readonly do: 'set_clock'; readonly till: number; readonly byMs: number }
  | { readonly do: 'put_clock_right'; readonly till: number }
  /** What a person does to an account in a till's settings. */
  | { readonly do: 'set_account'; readonly till: number; readonly account: number; readonly to: AccountState }
  /** A till's ledger is damaged, and made anew of what there is. */
  | { readonly do: 'ruin'; readonly till: number; readonly damage: Damage; readonly backups: BackupFate }
  | { readonly do: 'wake_up' | 'crash'; readonly till: number }
  /** `clockByMs`: somebody sets the till's wall clock by so much before the backup is done; 0 for nobody. */
  | { readonly do: 'back_up'; readonly till: number; readonly clockByMs: number }
  | { readonly do: 'crash_at'; readonly till: number; readonly boundary: Boundary; readonly passes: number }
  | { readonly do: 'fail_writes'; readonly till: number; readonly count: number };

/** `account`: another merchant's is named where the gateway names one. */
export type Oddity = 'sum' | 'currency' | 'wallet' | 'account';

export const forgeries = [
  /** Signed with a key that is not the gateway's. */
  'wrong_key',
  /** Changed after it was signed. */
  'tampered',
  /** Signed well, for the right account, but about another sum. */
  'other_amount',
  /** Signed well for the neighbour's account, and sent there, but it names this order. */
  'other_account',
  /** The right message at the neighbour's address. */
  'wrong_address',
  'garbage',
] as const;
export type Forgery = (typeof forgeries)[number];

/** What may go wrong, beyond what goes wrong in every history. */
export const kinds = [
  /** A till's wall clock is set, by seconds or by years, either way. */
  'clocks',
  /** Another till on the same accounts; messages that go to the wrong one. */
  'second till',
  /** Accounts overwritten with another's, retired, with wrong keys, with the keychain locked. */
  'accounts',
  /** A connection that had been kept open breaks after the request was carried out. */
  'kept connections',
  /** Something else is paid than was asked for. */
  'disputes',
  /** Codes and statuses that stand in no table. */
  'strange codes',
  /** Damaged ledgers and damaged backups, in any mix, of which a new ledger is made. */
  'restores',
  /** Tills that look after their ledgers for weeks: backups, signed days, what is purged. */
  'purges',
] as const;
export type Kind = (typeof kinds)[number];

/** Turns that kinds take: of each, the kinds that it takes. */
const turns = {
  'clock set during a backup': ['clocks', 'restores'],
  /** Both tills draw the same number at the same account. */
  'equal numbers': ['second till'],
  /** The gateway names another account than the one that was to be paid. */
  'another account': ['disputes'],
} as const satisfies Readonly<Record<string, readonly Kind[]>>;
export type Turn = keyof typeof turns;
export type Met = Kind | Turn;

/** What histories in which all this may go wrong must have met. */
export function toBeMetOf(allowed: readonly Kind[]): readonly Met[] {
  const taken = Object.entries(turns).filter(([, needed]) => needed.every((kind) => allowed.includes(kind)));
  return [...allowed, ...taken.map(([turn]) => turn as Turn)];
}

/** Those that the product is held to. */
export const heldKinds: readonly Kind[] = kinds;

function weighted<Value>(
  ...choices: readonly (readonly [weight: number, of: fc.Arbitrary<Value>])[]
): fc.Arbitrary<Value> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

const usualFates: readonly (readonly [number, fc.Arbitrary<Fate>])[] = [
  [
    3,
    fc.record({
      kind: fc.constant('slow' as const),
      thereMs: fc.constantFrom(0, 500, 3_000),
      backMs: fc.constantFrom(0, 500, 3_000),
    }),
  ],
  [
    3,
    fc.record({
      kind: fc.constantFrom('timeout' as const, 'reset', 'http_500', 'html', 'unsure'),
      carriedOut: fc.boolean(),
    }),
  ],
  [1, fc.record({ kind: fc.constantFrom('unsigned' as const, 'wrong_signature') })],
  // Lets some of a series through.
  [2, fc.record({ kind: fc.constant('answered' as const) })],
];
const fatesOf: Partial<Record<Kind, fc.Arbitrary<Fate>>> = {
  'kept connections': fc.record({ kind: fc.constant('stale' as const) }),
  'strange codes': fc.record({ kind: fc.constant('strange_code' as const), carriedOut: fc.boolean() }),
};

const place = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: 5 }) });

const till = fc.nat({ max: 1 });

type OrderCommand = Extract<Command, { readonly order: number }>;
const about = (name: Exclude<OrderCommand['do'], 'refund' | 'forge' | 'pay_oddly'>): fc.Arbitrary<Command> =>
  fc.record({ do: fc.constant(name), order: place });

const sell: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('sell' as const),
  till,
  account: fc.nat({ max: 1 }),
  amountMinor: fc.integer({ min: 1, max: 500 }),
  overWeChat: fc.boolean(),
  validForMs: fc.constantFrom(8_000, 20_000),
  isHeld: weighted([6, fc.constant(false)], [1, fc.constant(true)]),
  byCustomerCode: weighted([4, fc.constant(false)], [1, fc.constant(true)]),
});
const refund: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('refund' as const),
  order: place,
  partOf: fc.constantFrom(1, 1, 2, 3),
  clicks: fc.constantFrom(1 as const, 2 as const),
});
const refundOfPart: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('refund' as const),
  order: fc.constant(0),
  partOf: fc.constantFrom(2, 3),
  clicks: fc.constant(1 as const),
});
const delivery = (astray: boolean): fc.Arbitrary<Command> =>
  fc.record({
    do: fc.constant('deliver' as const),
    message: place,
    copies: fc.constantFrom(1, 1, 2),
    astray: fc.constant(astray),
  });
const deliver = delivery(false);
const deliverAstray = delivery(true);
const forge: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('forge' as const),
  order: place,
  how: fc.constantFrom(...forgeries),
});
const crash: fc.Arbitrary<Command> = fc.record({ do: fc.constant('crash' as const), till });
const crashAt: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('crash_at' as const),
  till,
  boundary: fc.constantFrom<Boundary>('before_commit', 'after_commit', 'before_send'),
  passes: fc.integer({ min: 1, max: 4 }),
});
const wait = (asleep: boolean, ...durationsMs: readonly number[]): fc.Arbitrary<Command> =>
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(...durationsMs), asleep: fc.constant(asleep) });
const moment = wait(false, 0, 500, 700, 2_000, 3_500);
const failWrites: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('fail_writes' as const),
  till,
  count: fc.integer({ min: 1, max: 2 }),
});

const payOddly: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('pay_oddly' as const),
  order: place,
  what: fc.constantFrom<Oddity>('sum', 'currency', 'wallet', 'account'),
});
const secondMs = 1_000;
const hourMs = 3_600 * secondMs;
const dayMs = 24 * hourMs;
const jumpsMs = [4 * secondMs, 40 * secondMs, hourMs, 8 * hourMs, 25 * hourMs, 400 * dayMs, 3_650 * dayMs];
const jumpMs = fc.constantFrom(...jumpsMs, ...jumpsMs.map((oneMs) => -oneMs));
/** Mostly right after each other: set wrong, and put right later. */
const setClock: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('set_clock' as const),
  till,
  byMs: jumpMs,
});
const putClockRight: fc.Arbitrary<Command> = fc.record({ do: fc.constant('put_clock_right' as const), till });
const setAccount: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('set_account' as const),
  till,
  account: fc.nat({ max: 1 }),
  to: fc.constantFrom<AccountState>('right', 'right', 'other_merchant', 'retired', 'wrong_keys', 'keychain_locked'),
});

/** Money goes back twice, in parts. */
const backInParts = fc
  .array(fc.tuple(refundOfPart, wait(false, 11_000, 60_000)), { minLength: 2, maxLength: 2 })
  .map((parts) => parts.flat());

const backUp = (allowed: readonly Kind[]): fc.Arbitrary<Command> => {
  const never = fc.constant(0);
  const clockByMs = allowed.includes('clocks') ? weighted([2, never], [1, jumpMs]) : never;
  return fc.record({ do: fc.constant('back_up' as const), till, clockByMs });
};
const ruin: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('ruin' as const),
  till,
  damage: fc.constantFrom<Damage>('none', 'end', 'middle', 'gone'),
  backups: fc.constantFrom<BackupFate>('all there', 'all there', 'newest damaged', 'oldest damaged', 'all gone'),
});
/** Backups under whatever clocks, then the worst. */
const ruinScene = (allowed: readonly Kind[]): fc.Arbitrary<readonly Command[]> => {
  const backup = backUp(allowed);
  const between = allowed.includes('clocks') ? weighted([1, setClock], [1, putClockRight], [1, moment]) : moment;
  return fc
    .tuple(backup, between, sell, about('buy'), backup, between, sell, about('buy'), between, ruin)
    .map((commands) => [...commands]);
};

const setAside: fc.Arbitrary<Command> = ruined('none', 'all there');
const allLost: fc.Arbitrary<Command> = ruined('gone', 'all gone');

function ruined(damage: Damage, backups: BackupFate): fc.Arbitrary<Command> {
  return fc.record({
    do: fc.constant('ruin' as const),
    till,
    damage: fc.constant(damage),
    backups: fc.constant(backups),
  });
}

/** Weeks go by, and on a till that is kept it is time to purge; sometimes the ledger has to be made anew after that. */
const purgeScene = (allowed: readonly Kind[]): fc.Arbitrary<readonly Command[]> => {
  const later = fc.tuple(wait(true, 40 * dayMs), sell, about('buy'), wait(false, 2 * hourMs));
  const meanwhile = weighted(
    [1, backUp(allowed)],
    [1, moment],
    ...(allowed.includes('clocks') ? [[1, setClock] as const] : []),
  );
  const isRestored = allowed.includes('restores');
  const end = isRestored ? weighted<Command>([1, ruin], [1, allLost], [2, moment]) : moment;
  const before = isRestored ? weighted<Command>([1, setAside], [3, moment]) : moment;
  return fc
    .tuple(till, sell, about('buy'), wait(false, 60_000), before, meanwhile, later, end)
    .map(([number, ...commands]) =>
      commands.flat().map((command) => ('till' in command ? { ...command, till: number } : command)),
    );
};

type Choice = readonly [weight: number, of: fc.Arbitrary<Command>];

const commandsOf = (allowed: readonly Kind[]): Record<Kind, readonly Choice[]> => ({
  clocks: [
    [2, setClock],
    [1, putClockRight],
  ],
  'second till': [[1, deliverAstray]],
  accounts: [[2, setAccount]],
  'kept connections': [],
  disputes: [[1, payOddly]],
  'strange codes': [[1, about('tell_oddly')]],
  restores: [
    [2, backUp(allowed)],
    [1, ruin],
  ],
  purges: [[1, wait(true, 20 * dayMs, 40 * dayMs)]],
});

/** The clock is set while a code is out, or before a start; the customer pays all the same. */
const clockScene: fc.Arbitrary<readonly Command[]> = fc
  .tuple(
    sell,
    wait(false, 0, 3_500, 11_000),
    setClock,
    weighted<Command>([2, moment], [1, crash], [1, putClockRight]),
    wait(false, 0, 3_500, 11_000),
    about('buy'),
  )
  .map((commands) => [...commands]);

/** The customer pays something else, and nobody hears of it at once. */
const disputeScene: fc.Arbitrary<readonly Command[]> = fc
  .tuple(sell, payOddly, weighted<Command>([2, moment], [1, deliver], [1, about('cancel')]), moment)
  .map(([sold, paid, ...rest]) => [sold, { ...paid, order: 0 } as Command, ...rest]);

/** @param allowed what may go wrong. @param isKept whether the tills look after their ledgers. */
function scenesWith(allowed: readonly Kind[], isKept: boolean): fc.Arbitrary<readonly Command[]> {
  const fates = allowed.flatMap((kind) => (fatesOf[kind] === undefined ? [] : [[1, fatesOf[kind]] as const]));
  const spoil: fc.Arbitrary<Command> = fc.record({
    do: fc.constant('spoil' as const),
    fates: fc.array(weighted(...usualFates, ...fates), { minLength: 1, maxLength: 4 }),
  });
  const anyCommand: fc.Arbitrary<Command> = weighted(
    [4, sell],
    [5, about('buy')],
    [2, about('scan')],
    [2, about('pay')],
    [1, about('fail')],
    [3, about('cancel')],
    [2, about('check')],
    [2, about('retry')],
    [1, about('release')],
    [1, about('release_changed')],
    [1, about('discard')],
    [1, about('accept_late')],
    [1, about('clear_attention')],
    [3, refund],
    [4, deliver],
    [1, fc.record({ do: fc.constant('lose' as const), message: place })],
    [2, forge],
    [4, spoil],
    [3, moment],
    [3, wait(false, 5_000, 11_000, 45_000, 60_000, 310_000, 3_600_000)],
    [1, wait(true, 60_000, 3_600_000, 30 * 3_600_000, 80 * 3_600_000)],
    [1, fc.record({ do: fc.constant('wake_up' as const), till })],
    [1, crash],
    [2, crashAt],
    [1, failWrites],
    ...allowed.flatMap((kind) => commandsOf(allowed)[kind]),
  );
  /** A sale as most are: the customer comes, sooner or later. */
  const sale = fc.tuple(sell, weighted([1, moment], [1, deliver], [1, spoil]), about('buy'));
  /** Something is asked of the gateway, the answer is slow or spoilt, and much happens before it comes. */
  const race = fc
    .tuple(
      spoil,
      weighted([3, about('cancel')], [1, about('check')], [1, about('retry')], [2, refund], [1, crashAt]),
      fc.array(weighted([4, moment], [3, about('buy')], [3, deliver], [2, about('cancel')], [1, crashAt], [1, spoil]), {
        minLength: 2,
        maxLength: 6,
        size: 'max',
      }),
    )
    .map(([trouble, act, meanwhile]) => [trouble, act, ...meanwhile]);
  /** Two tills sell at one account, the second while the first one's customer is still there, or later. */
  const bothSell = fc
    .tuple(
      sell,
      weighted([2, moment], [1, about('buy')]),
      weighted([2, moment], [1, spoil]),
      fc.boolean(),
      weighted<Command>([2, about('buy')], [1, about('cancel')], [1, about('retry')], [1, about('check')]),
      deliverAstray,
    )
    .map(([sold, between, trouble, byCustomerCode, act, message]) => [
      { ...sold, till: 0 } as Command,
      between,
      trouble,
      { ...sold, till: 1, byCustomerCode } as Command,
      act,
      message,
    ]);
  return weighted(
    [12, anyCommand.map((one) => [one])],
    [4, sale],
    [6, race],
    [1, fc.tuple(sale, backInParts).map((parts) => parts.flat())],
    ...(allowed.includes('clocks') ? [[2, clockScene] as const] : []),
    ...(allowed.includes('second till') ? [[2, bothSell] as const] : []),
    ...(allowed.includes('disputes') ? [[1, disputeScene] as const] : []),
    ...(allowed.includes('restores') ? [[1, ruinScene(allowed)] as const] : []),
    ...(isKept ? [[8, purgeScene(allowed)] as const] : []),
  );
}

export const anyHabits: fc.Arbitrary<Habits> = fc.record({
  codeLifeMs: fc.constantFrom(60_000, 7_200_000),
  tellsTimeouts: fc.boolean(),
  cancelKillsCode: fc.boolean(),
  cancelDeniesTrade: fc.boolean(),
  slowRefunds: fc.boolean(),
  refusesRepeatedRefund: fc.boolean(),
  tellsEverything: fc.boolean(),
  paysAtOnce: fc.boolean(),
});

/** What happened, in which world, and how it ends: in which order the last messages come, and whether anyone sleeps. */
export interface Story {
  readonly gateway: GatewayKind;
  readonly habits: Habits;
  /** How many tills the shop has. Left out: one. */
  readonly tills?: 1 | 2;
  /** Whether two tills draw the same random ends of numbers, as with a copied ledger. Left out: each its own. */
  readonly haveEqualNumbers?: boolean;
  /** Whether its tills look after their ledgers. Left out: they do not. */
  readonly isKept?: boolean;
  readonly commands: readonly Command[];
  readonly lastMessages: readonly number[];
  readonly endsAwake: boolean;
}

/** @param allowed what may go wrong. */
export function anyStory(gateway: GatewayKind, allowed: readonly Kind[] = heldKinds): fc.Arbitrary<Story> {
  const keeping = allowed.includes('purges')
    ? weighted([9, fc.constant(false)], [1, fc.constant(true)])
    : fc.constant(false);
  const scene = scenesWith(allowed, false);
  const keptScene = scenesWith(allowed, true);
  const one = fc.constant(1 as const);
  return keeping.chain((isKept) =>
    fc.record({
      gateway: fc.constant(gateway),
      habits: anyHabits,
      tills: allowed.includes('second till') ? weighted([3, one], [1, fc.constant(2 as const)]) : one,
      haveEqualNumbers: allowed.includes('second till') ? fc.boolean() : fc.constant(false),
      isKept: fc.constant(isKept),
      // Without a sale nothing happens.
      commands: fc
        .tuple(sell, fc.array(isKept ? keptScene : scene, { maxLength: 9, size: 'max' }))
        .map(([first, scenes]) => [first, ...scenes.flat()]),
      lastMessages: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      endsAwake: weighted([19, fc.constant(false)], [1, fc.constant(true)]),
    }),
  );
}
