/**
 * Runs the practice platform alone, for any client: `--folder` takes books and merchant files, `--phone` is the built
 * phone page's folder, `--port` is wanted (0 for any), `--scanforpay-style` is `tables` or `samples`, `--alipay-slashes`
 * is `escaped`, `plain` or `in_turn`. Bills can be had at once. Stops on SIGINT and SIGTERM. Prints addresses and paths, never a key.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openMerchantFolder, writeMerchantFiles } from './common/merchant-files.ts';
import { startPracticePlatform } from './platform.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    phone: { type: 'string' },
    port: { type: 'string', default: '8790' },
    'scanforpay-style': { type: 'string', default: 'tables' },
    'alipay-slashes': { type: 'string', default: 'escaped' },
  },
});
const { folder, phone, port, 'scanforpay-style': style, 'alipay-slashes': slashes } = values;
if (folder === undefined) throw new Error('--folder is missing.');
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error('--port is a number up to 65535.');
if (style !== 'tables' && style !== 'samples') throw new Error('--scanforpay-style is tables or samples.');
if (slashes !== 'escaped' && slashes !== 'plain' && slashes !== 'in_turn') {
  throw new Error('--alipay-slashes is escaped, plain or in_turn.');
}

const { platform: credentials, till } = await openMerchantFolder(folder);
const platform = await startPracticePlatform({
  booksPath: path.join(folder, 'books.sqlite3'),
  credentials,
  port: Number(port),
  phoneFilesFolder: phone ?? null,
  areBillsReadyAtOnce: true,
  scanForPayStyle: style,
  alipaySlashes: slashes,
});
const files = writeMerchantFiles(folder, till, platform);

let isStopping = false;
const stop = (): void => {
  // A terminal's Ctrl+C reaches this process both directly and through the one that started it.
  if (isStopping) return;
  isStopping = true;
  platform.stop().then(
    () => {
      console.log('The practice platform has stopped.');
      process.exit(0);
    },
    (error: unknown) => {
      console.error('The practice platform did not stop cleanly:', error);
      process.exit(1);
    },
  );
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

console.log(`The practice platform is running. No real money moves.

  ScanForPay  ${platform.scanForPayBaseUrl}
              partnerNo ${till.scanForPay.partnerNo}, storeNo ${till.scanForPay.storeNo}, ${till.scanForPay.currency}
  Alipay      ${platform.alipayGatewayUrl}
              app_id ${till.alipay.appId}, seller_id ${till.alipay.sellerId}
  Phone       ${platform.phoneUrl}

The merchant's keys and accounts (keep them to yourself):
${files.map(({ path: file, meaning }) => `  ${file}  (${meaning})`).join('\n')}

Ctrl+C stops it.`);
