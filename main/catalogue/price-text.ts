/** Prices as people and spreadsheets write them. Pure. */
import { parseAmount, type Currency, type ParsedAmount } from '../../preload/money.ts';

/**
 * Reads `12.5`, `12,50`, `¥12.50`, `HK$ 1,234.50`, `1.234,50`, `12元`. Where both signs stand, the last one is the
 * decimal point; a comma alone before exactly three digits groups thousands.
 */
export function parsePrice(text: string, currency: Currency): ParsedAmount {
  const plain = text
    .normalize('NFKC')
    .replace(/\s/gu, '')
    .replace(/^(?:CNY|HKD|JPY|RMB|HK\$|¥|\$)|(?:CNY|HKD|JPY|RMB|元|円)$/giu, '');
  return parseAmount(withPoint(plain), currency);
}

function withPoint(text: string): string {
  const comma = text.lastIndexOf(',');
  const point = text.lastIndexOf('.');
  if (comma === -1) return text;
  if (point > comma) return text.replaceAll(',', '');
  if (point === -1 && /^[-\u2212]?\d{1,3}(?:,\d{3})+$/u.test(text)) return text.replaceAll(',', '');
  return `${text.slice(0, comma).replaceAll(/[.,]/gu, '')}.${text.slice(comma + 1)}`;
}
