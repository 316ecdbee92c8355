/** Whether money is real: two modes with a ledger, accounts and keys of their own. */
export const modes = ['practice', 'live'] as const;
export type Mode = (typeof modes)[number];
