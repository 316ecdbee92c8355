/** Where the app's own pages come from, and no others: only they may call. */
export const appOrigin = 'app://scantill';
