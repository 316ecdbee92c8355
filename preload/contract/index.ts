/**
 * Everything that crosses between processes, in one object. A window's renderer can make the calls and hear the
 * events listed under its name, and nothing else: preload derives its functions from the names, main checks every
 * argument against the schemas, and types on both sides come from here. What belongs together is a group, with its schemas
 * and calls in a file of its own.
 *
 * What leaves for the customer's window is parsed on its way out, and nothing goes but what its schemas name; elsewhere the
 * types vouch for it.
 *
 * No call returns a key. `setKey` takes one in; after that only the fact that it is stored can be seen.
 */
import * as z from 'zod';
import { accountsCalls } from './accounts.ts';
import { appCalls, appStateSchema } from './app.ts';
import { catalogueCalls } from './catalogue.ts';
import { customerCalls, customerStateSchema } from './customer.ts';
import { ledgerCalls } from './ledger.ts';
import { orderViewSchema, ordersCalls } from './orders.ts';
import { practiceCalls } from './practice.ts';
import { saleCalls } from './sale.ts';
import { settingsCalls } from './settings.ts';
import { staffCalls } from './staff.ts';

export * from './values.ts';
export * from './results.ts';
export * from './staff.ts';
export * from './orders.ts';
export * from './sale.ts';
export * from './catalogue.ts';
export * from './accounts.ts';
export * from './ledger.ts';
export * from './settings.ts';
export * from './customer.ts';
export * from './practice.ts';
export * from './app.ts';

/** The cashier's calls by group: `<name>.ts` beside this file has a group's schemas, `<name>-calls.ts` in main its handlers. */
export const cashierGroups = {
  app: appCalls,
  sale: saleCalls,
  orders: ordersCalls,
  customer: customerCalls,
  settings: settingsCalls,
  accounts: accountsCalls,
  staff: staffCalls,
  catalogue: catalogueCalls,
  ledger: ledgerCalls,
  practice: practiceCalls,
} as const;

export const contract = {
  cashier: {
    leaving: 'typed',
    calls: {
      ...cashierGroups.app,
      ...cashierGroups.sale,
      ...cashierGroups.orders,
      ...cashierGroups.customer,
      ...cashierGroups.settings,
      ...cashierGroups.accounts,
      ...cashierGroups.staff,
      ...cashierGroups.catalogue,
      ...cashierGroups.ledger,
      ...cashierGroups.practice,
    },
    events: {
      appStateChanged: appStateSchema,
      orderChanged: orderViewSchema,
      /** The practice phone was held out to the till, which has no scanner in practice. */
      codeScanned: z.object({ text: z.string() }),
    },
  },
  /** The display that faces the customer: it looks, and can do nothing. */
  customer: {
    leaving: 'parsed',
    calls: { getState: { argument: z.undefined(), result: customerStateSchema } },
    events: { stateChanged: customerStateSchema },
  },
} as const satisfies Contract;

export interface Contract {
  readonly [windowName: string]: {
    /** What vouches for results and events on their way out of main. */
    readonly leaving: 'parsed' | 'typed';
    readonly calls: { readonly [name: string]: { readonly argument: z.ZodType; readonly result: z.ZodType } };
    readonly events: { readonly [name: string]: z.ZodType };
  };
}

export type WindowName = keyof typeof contract;
type Calls<Name extends WindowName> = (typeof contract)[Name]['calls'];
type Events<Name extends WindowName> = (typeof contract)[Name]['events'];
type Received<Schema> = Schema extends z.ZodType ? z.output<Schema> : never;
type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;
type ArgumentOf<Call> = Call extends { readonly argument: infer Schema } ? Schema : never;
type ResultOf<Call> = Call extends { readonly result: infer Schema } ? Schema : never;

type HandlersOf<Group> = {
  readonly [Call in keyof Group]: (
    argument: Received<ArgumentOf<Group[Call]>>,
  ) => Promise<Given<ResultOf<Group[Call]>>>;
};

/** What main implements for a window: one handler for each call. */
export type Handlers<Name extends WindowName> = HandlersOf<Calls<Name>>;

/** The same for one group of the cashier's calls. */
export type GroupHandlers<Group extends keyof typeof cashierGroups> = HandlersOf<(typeof cashierGroups)[Group]>;

/** What preload gives the renderer as `window.scantill`. Listening returns the function that stops it. */
export type Bridge<Name extends WindowName> = {
  readonly [Call in keyof Calls<Name>]: (
    argument: Given<ArgumentOf<Calls<Name>[Call]>>,
  ) => Promise<Received<ResultOf<Calls<Name>[Call]>>>;
} & {
  readonly on: {
    readonly [Event in keyof Events<Name>]: (listener: (value: EventValue<Name, Event>) => void) => () => void;
  };
};

export type EventValue<Name extends WindowName, Event extends keyof Events<Name>> = Received<Events<Name>[Event]>;
