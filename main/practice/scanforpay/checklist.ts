/**
 * The file behind `POST /api/common/checklist` (gateways.md 1.3). Its columns are not published: these are our own, so
 * that an import can only rest on a mapping. UTF-8, amounts in minor units, refunds negative, a fee of 0.8 %.
 */
import { toDecimalString } from '../../domain/money.ts';
import type { PaidAndRefunded } from '../common/trade-register.ts';
import type { DownloadFile } from '../common/downloads.ts';
import { formatRfc3339 } from '../common/time.ts';
import { tradeFields } from './words.ts';

/** `day` is `yyyyMMdd`. */
export function transactionsFile(day: string, { paid, refunded }: PaidAndRefunded): DownloadFile {
  const rows = [
    ...paid.map((trade) => ({
      trade,
      type: 'PAY',
      refundNo: '',
      amountMinor: trade.amountMinor,
      at: trade.paidAt ?? '',
    })),
    ...refunded.map(({ trade, refund }) => ({
      trade,
      type: 'REFUND',
      refundNo: refund.requestNo,
      amountMinor: -refund.amountMinor,
      at: refund.doneAt ?? '',
    })),
  ].sort((left, right) => (left.at < right.at ? -1 : 1));
  const lines = rows.map(({ trade, type, refundNo, amountMinor, at }) => {
    const { orderNo, partnerOrderNo, wallet, currency } = tradeFields(trade);
    return [formatRfc3339(new Date(at)), orderNo, partnerOrderNo, refundNo, type, wallet, amountMinor, currency];
  });
  const names = ['tradeTime', 'orderNo', 'partnerOrderNo', 'refundNo', 'type', 'wallet', 'amount', 'currency'];
  return csvFile(`transactions_${day}.csv`, [names, ...lines]);
}

/** One line per currency of the day. */
export function settlementFile(day: string, { paid, refunded }: PaidAndRefunded): DownloadFile {
  const currencies = new Set([...paid, ...refunded.map(({ trade }) => trade)].map(({ currency }) => currency));
  const lines = Array.from(currencies, (currency) => {
    const paidMinor = sum(paid.filter((trade) => trade.currency === currency));
    const refundedMinor = sum(refunded.filter(({ trade }) => trade.currency === currency).map(({ refund }) => refund));
    const grossMinor = paidMinor - refundedMinor;
    const feeMinor = Math.floor((Math.abs(grossMinor) * 8 + 500) / 1_000) * Math.sign(grossMinor);
    const amounts = [paidMinor, -refundedMinor, -feeMinor, grossMinor - feeMinor];
    return [day, currency, ...amounts.map((amountMinor) => toDecimalString(amountMinor, currency))];
  });
  return csvFile(`settlement_${day}.csv`, [['day', 'currency', 'paid', 'refunded', 'fee', 'net'], ...lines]);
}

function sum(amounts: readonly { readonly amountMinor: number }[]): number {
  return amounts.reduce((total, { amountMinor }) => total + amountMinor, 0);
}

function csvFile(name: string, rows: readonly (readonly unknown[])[]): DownloadFile {
  const text = rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
  return { name, contentType: 'text/csv;charset=utf-8', content: Buffer.from(text, 'utf8') };
}

/** RFC 4180. */
function csvCell(value: unknown): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
