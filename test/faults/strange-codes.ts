/** A correctly signed answer has a code that stands in no table; the request has been carried out, or not. */
import type { GatewayKind } from '../../main/domain/order.ts';
import type { GatewayCode } from '../../main/practice/common/faults.ts';
import type { Operation, Point } from './proxy.ts';
import { killAndWait, type Shop, type Wreck } from './shop.ts';

export const strangeCodes: Readonly<Record<GatewayKind, GatewayCode>> = {
  scanforpay: { code: '77' },
  alipay: { code: '40004', subCode: 'ACQ.NEVER_HEARD_OF_IT' },
};

export const codedOperations = ['create', 'pay', 'query', 'cancel', 'refund', 'refund_query'] as const;
export type CodedOperation = (typeof codedOperations)[number];

const rounds = 15;

export function strangeCode(operation: CodedOperation): Wreck {
  return { name: `strange code: ${operation}`, needsNewShop: false, happen: (shop) => happen(shop, operation) };
}

async function happen(shop: Shop, operation: CodedOperation): Promise<boolean> {
  const { random, world } = shop;
  let count = 0;
  const till = await shop.openTill();
  world.watch((point: Point) => {
    const { gateway, stage } = point;
    // Only what became unknown is asked about.
    if (operation === 'refund_query' && point.operation === 'refund') {
      return { kind: random.below(2) === 0 && stage === 'booked' ? 'reset' : 'pass' };
    }
    if (point.operation === operation && stage === 'received' && gateway !== null && random.below(2) === 0) {
      world.platform.failNext({
        gateway,
        operation,
        fault: strangeCodes[gateway],
        carriedOut: random.below(2) === 0,
      });
      count += 1;
    }
    return { kind: 'pass' };
  });
  const about: Operation = operation === 'pay' ? 'create' : operation;
  for (let round = 0; round < rounds && (count === 0 || round < 2); round += 1) await shop.tradeAnyhow(till, about);
  if (random.below(2) === 0) await killAndWait(till);
  return count > 0;
}
