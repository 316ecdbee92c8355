import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { schema } from '../../../../main/practice/common/books-schema.ts';
import { Books } from '../../../../main/practice/common/books.ts';

let file: string;
beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'scantill-books-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  file = path.join(folder, 'books.sqlite3');
});

function write(sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

describe('the practice books', () => {
  it('of the first version are taken over with their trades, and can hold refunds', () => {
    write(`${schema} PRAGMA user_version = 1;
      INSERT INTO trades (gateway, wallet, orderNo, gatewayOrderNo, amountMinor, currency, title, codeText,
        requestFingerprint, particulars, status, createdAt, codeExpiresAt, payLimit)
      VALUES ('alipay', 'alipay', 'A', '1', 100, 'CNY', '', 'c', '', '{}', 'paid', '2026', '2027', '3m');`);
    const books = new Books(file);
    const trade = books.findByOrderNo('alipay', 'A')!;
    const refund = { tradeId: trade.id, requestNo: 'R', amountMinor: 40, requestedAt: '2026', dueAt: '2026' };
    books.addRefund(refund);
    books.close();
    const again = new Books(file);
    expect(again.refundsOf(trade.id)).toEqual([{ ...refund, id: 1, doneAt: null }]);
    again.close();
  });

  it('of a version to come are left alone', () => {
    write('PRAGMA user_version = 3');
    expect(() => new Books(file)).toThrow('version 3');
  });
});
