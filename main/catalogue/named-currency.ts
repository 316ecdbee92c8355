/** The currency that a word, a sign or a heading names. Pure. */
import { currencies, type Currency } from '../domain/money.ts';

export type NamedCurrency =
  | { readonly kind: 'none' }
  /** The sign stands for any of these. */
  | { readonly kind: 'one_of'; readonly currencies: readonly Currency[] }
  /** One that no account of this program takes. */
  | { readonly kind: 'unknown' };

/** Taken away in this order: a longer mark stands before one that it holds. In lower case, as NFKC has them. */
const marks: readonly (readonly [string, readonly Currency[]])[] = [
  ['人民币', ['CNY']],
  ['人民幣', ['CNY']],
  ['人民元', ['CNY']],
  ['香港ドル', ['HKD']],
  ['港币', ['HKD']],
  ['港幣', ['HKD']],
  ['港元', ['HKD']],
  ['港紙', ['HKD']],
  ['日本円', ['JPY']],
  ['日元', ['JPY']],
  ['日圆', ['JPY']],
  ['日圓', ['JPY']],
  ['円', ['JPY']],
  ['hk$', ['HKD']],
  ['cn¥', ['CNY']],
  ['jp¥', ['JPY']],
  ['us$', []],
  ['nt$', []],
  ['s$', []],
  ['a$', []],
  ['mop$', []],
  ['美元', []],
  ['台币', []],
  ['新台幣', []],
  ['欧元', []],
  ['歐元', []],
  ['$', ['HKD']],
  ['¥', ['CNY', 'JPY']],
  ['元', ['CNY', 'HKD']],
  ['圆', ['CNY', 'HKD']],
  ['圓', ['CNY', 'HKD']],
];
const elsewhere = [
  ...['usd', 'eur', 'gbp', 'twd', 'ntd', 'krw', 'sgd', 'thb', 'myr', 'vnd', 'php', 'idr', 'inr'],
  ...['aud', 'cad', 'nzd', 'chf', 'rub'],
];
const codes: Readonly<Record<string, readonly Currency[]>> = {
  // Not every code there is: some are words too, as CUP, ALL and TOP.
  ...Object.fromEntries(elsewhere.map((code) => [code, []])),
  ...Object.fromEntries(currencies.map((currency) => [currency.toLowerCase(), [currency]])),
  rmb: ['CNY'],
};
const longestText = 100;
/** As most prices are: nothing has to be looked for. */
const numberOnly = /^[\d., ]*$/;
const code = /(?<![a-z])[a-z]{3}(?![a-z])/gu;

/** What a text says of a currency anywhere in it; of several that agree, what they have in common. */
export function currencyNamed(text: string): NamedCurrency {
  if (text.length > longestText || numberOnly.test(text)) return { kind: 'none' };
  const named = marksIn(text.normalize('NFKC').toLowerCase()).found;
  if (named.length === 0) return { kind: 'none' };
  const common = currencies.filter((currency) => named.every((one) => one.includes(currency)));
  return common.length === 0 ? { kind: 'unknown' } : { kind: 'one_of', currencies: common };
}

/** The text in lower case without what names a currency. */
export function withoutCurrency(text: string): string {
  return text.length > longestText ? text : marksIn(text.toLowerCase()).rest;
}

function marksIn(text: string): { readonly found: readonly (readonly Currency[])[]; readonly rest: string } {
  const found: (readonly Currency[])[] = [];
  let rest = text.replace(code, (word) => {
    const named = codes[word];
    if (named === undefined) return word;
    found.push(named);
    return ' ';
  });
  for (const [mark, named] of marks) {
    if (!rest.includes(mark)) continue;
    found.push(named);
    rest = rest.replaceAll(mark, ' ');
  }
  return { found: /(?![$¥])\p{Sc}/u.test(rest) ? [...found, []] : found, rest: rest.replace(/\p{Sc}/gu, ' ') };
}
