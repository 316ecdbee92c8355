import type { Gateway } from '../../ports.ts';
import { createScanForPayOperations, type ScanForPayOptions } from './operations.ts';
import { inputOfOrder } from './requests.ts';

/** One merchant account at ScanForPay, as the till uses it. There is no cancel operation (gateways.md 1.7). */
export function createScanForPayGateway(options: ScanForPayOptions): Gateway {
  const operations = createScanForPayOperations(options);
  return {
    kind: 'scanforpay',
    create: (order, notifyUrl) => operations.create(inputOfOrder(options.profile, order, notifyUrl)),
    query: ({ orderNo, gatewayOrderNo }) => operations.query({ orderNo, gatewayOrderNo }),
    cancel: null,
    parseNotification: (raw) => operations.parseNotification(raw),
  };
}
