import type { Rule } from 'eslint';

export const layers: readonly { readonly folder: string }[];
export const layersRule: Rule.RuleModule;
