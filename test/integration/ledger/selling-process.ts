/**
 * A till as a process of its own: opens the ledger named by its first argument, says what came of it, then sells
 * without end, saying each order number once the ledger has taken it.
 */
import { writeSync } from 'node:fs';
import { openLedger } from '../../../main/ledger/write/open-ledger.ts';
import type { LaterEvent } from '../../../main/domain/order.ts';

// Written at once and past all buffers: what the parent hears has happened.
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

const codeReceived: LaterEvent = {
  type: 'create.succeeded',
  payload: { qrText: 'https://qr.alipay.com/bax1', gatewayOrderNo: null, imageUrls: [], evidence: null },
};

async function sellForEver(): Promise<void> {
  const opening = openLedger(process.argv[2] ?? '');
  say(opening.kind === 'open' ? 'open' : opening.reason);
  if (opening.kind !== 'open') return;
  for (let sale = 1; ; sale += 1) {
    const draft = {
      requestKey: `${process.pid}-${sale}`,
      accountId: 'shop',
      accountName: 'Shop',
      gateway: 'alipay',
      wallet: 'alipay',
      merchantId: '2021',
      sellerId: null,
      amountMinor: sale,
      currency: 'CNY',
      way: 'transaction_code',
      lines: [],
      discountMinor: 0,
      note: '茶',
      operatorName: '',
      validForMs: 60_000,
    } as const;
    const { order } = await opening.ledger.createOrder(draft, new Date());
    await opening.ledger.append(order.orderNo, order.version, [codeReceived], new Date());
    say(order.orderNo);
  }
}

sellForEver().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
