/** The hosted page of ScanForPay's website QR: it shows the code's text, which a real wallet cannot pay. */
import { toDecimalString } from '../../domain/money.ts';
import type { Trade } from './books.ts';

const prefix = '/pay/';

export function payPagePath({ codeText }: Trade): string {
  return `${prefix}${Buffer.from(codeText, 'utf8').toString('base64url')}`;
}

/** The code's text that a path names; `null` for a path that is none of these. */
export function codeTextOfPath(path: string): string | null {
  return path.startsWith(prefix) ? Buffer.from(path.slice(prefix.length), 'base64url').toString('utf8') : null;
}

export function payPage(trade: Trade): string {
  const amount = `${trade.currency} ${toDecimalString(trade.amountMinor, trade.currency)}`;
  const lines = [`Order ${trade.orderNo}`, trade.title, amount, `Code: ${trade.codeText}`, `Status: ${trade.status}`];
  const paragraphs = lines.filter((line) => line !== '').map((line) => `<p>${escapeHtml(line)}</p>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Practice payment</title><h1>Practice: no real money</h1>${paragraphs.join('')}</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
