import type { Rule } from 'eslint';

export const layers: readonly { readonly folder: string }[];
/** Relative to the repository. */
export const logicFiles: readonly string[];
export const layersRule: Rule.RuleModule;
