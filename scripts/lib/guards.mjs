// The guards that break-guards.mjs breaks: of which kind, where, how, and the histories that meet it.
/** @typedef {{ file: string, changes: [find: string, replacement: string][] }} Break */
/** @typedef {{ gateway: 'alipay' | 'scanforpay', seed: number, histories: number }} Histories */
/**
 * `also`: what has to be broken with it, because it guards the same.
 * @typedef {Break & Histories & { kinds: string[], guard: string, also?: Break[] }} Guard
 */

/** @type {(gateway: Histories['gateway'], seed: number, histories?: number) => Histories} */
const run = (gateway, seed, histories = 250) => ({ gateway, seed, histories });

/** @type {Break} */
const doesNotPurgeAgain = {
  file: 'main/ledger/care/ledger-maintenance.ts',
  changes: [['if (purged === undefined || isKnownTo(ledger, purged)) return;', 'if (purged !== null) return;']],
};

/** @type {Break} */
const doesNotAskForWordsOfNow = {
  file: 'main/domain/gateway-words.ts',
  changes: [['confirmedMs === null ||', 'confirmedMs !== undefined ||']],
};

/** @type {Guard[]} */
export const guards = [
  {
    kinds: ['clocks'],
    guard: 'the time of an order is not read off the computer’s date',
    file: 'main/payments/elapsed-time.ts',
    changes: [
      ['this.#sinceMs = parts.clock.monotonicMs();', 'this.#sinceMs = parts.clock.now().getTime();'],
      ['clock.monotonicMs() - this.#sinceMs;', 'clock.now().getTime() - this.#sinceMs;'],
    ],
    ...run('alipay', 21, 60),
  },
  {
    kinds: ['clocks', 'second till', 'kept connections'],
    guard: 'a gateway’s time may have come late',
    file: 'main/payments/elapsed-time.ts',
    changes: [[' - toldLateMs);', ');']],
    ...run('alipay', 21),
  },
  {
    kinds: ['kept connections'],
    guard: 'ScanForPay’s pay and refund are sent once',
    file: 'main/gateways/scanforpay/operations.ts',
    changes: [['isQuestion = false,', 'isQuestion = true,']],
    ...run('scanforpay', 3, 150),
  },
  {
    kinds: ['kept connections'],
    guard: 'Alipay’s pay, cancel and refund are sent once',
    file: 'main/gateways/alipay/client.ts',
    changes: [['notifyUrl = null, isQuestion = false }', 'notifyUrl = null, isQuestion = true }']],
    ...run('alipay', 3, 500),
  },
  {
    kinds: ['accounts'],
    guard: 'an order is asked about only at the account that it was made with',
    file: 'main/gateways/own-orders.ts',
    changes: [['order.merchantId === own.merchantId &&', '']],
    ...run('scanforpay', 5),
  },
  {
    kinds: ['disputes'],
    guard: 'what is in dispute is not cancelled at its gateway',
    file: 'main/payments/check-order.ts',
    changes: [
      [
        'if (dispute !== null) return closingFailed(parts, order, dispute, null);\n  if (last.problem',
        'if (last.problem',
      ],
      ['  return !isDisputed(order) || (reason', "  return reason === 'cashier' || (reason"],
    ],
    ...run('alipay', 7),
  },
  {
    kinds: ['strange codes'],
    guard: 'a code that ScanForPay’s table does not list is no «no»',
    file: 'main/gateways/scanforpay/result-codes.ts',
    changes: [['meanings.get(code) ?? unlisted', "meanings.get(code) ?? { ...unlisted, kind: 'refused' }"]],
    ...run('scanforpay', 5),
  },
  {
    kinds: ['strange codes'],
    guard: 'a verified message that is about no success is acknowledged',
    file: 'main/payments/receive-notification.ts',
    changes: [
      [
        "await recordInconclusive(parts, accountId, reading, record);\n      return 'success';",
        "await recordInconclusive(parts, accountId, reading, record);\n      return 'failure';",
      ],
    ],
    ...run('scanforpay', 6, 100),
  },
  {
    kinds: ['second till'],
    guard: 'no two tills make the same number, though one ledger was copied from the other',
    file: 'main/ledger/write/make-order-number.ts',
    changes: [
      ['start + draw(Math.min(randomLength, left))', "start + '0'.repeat(Math.min(randomLength, left))"],
      ['return randomText(installationIdLength)', "return '0'.repeat(installationIdLength)"],
    ],
    ...run('alipay', 5, 100),
  },
  {
    kinds: ['restores'],
    guard: 'a restore takes what the ledger that was set aside holds, not the backups alone',
    file: 'main/ledger/backup/maintenance-jobs.ts',
    changes: [['[...listDamaged(folder), ...sound', '[...sound']],
    ...run('scanforpay', 5, 100),
  },
  {
    kinds: ['purges', 'restores'],
    guard: 'what any file knows to be purged is not restored from another, nor what the settings know',
    file: 'main/ledger/salvage/salvage.ts',
    changes: [['isOfPerson && !isPurged(event, hash) ?', 'isOfPerson && (isPurged(event, hash) || true) ?']],
    also: [doesNotPurgeAgain],
    ...run('scanforpay', 1),
  },
  {
    kinds: ['purges', 'restores'],
    guard: 'what was purged is purged again where no file knows of it',
    ...doesNotPurgeAgain,
    ...run('scanforpay', 1),
  },
  {
    kinds: ['purges', 'clocks'],
    guard: 'nothing is purged by the computer’s own date',
    file: 'main/ledger/care/ledger-maintenance.ts',
    changes: [['this.#parts.confirmedTime?.nowMs() ?? null;', 'this.#parts.clock.now().getTime();']],
    also: [doesNotAskForWordsOfNow],
    ...run('scanforpay', 1),
  },
  {
    kinds: ['purges', 'clocks', 'restores'],
    guard: 'what came after a time that a gateway told is no older than that, whatever its label',
    file: 'main/domain/gateway-words.ts',
    changes: [['if (sequence >= firstYoung) break;', '']],
    ...run('scanforpay', 1),
  },
  {
    kinds: ['purges', 'clocks'],
    guard: 'a delivery is as old as its place among the events, whatever its label',
    file: 'main/ledger/write/personal-purge.ts',
    changes: [
      [
        'n.after_sequence < @deliveriesBefore',
        'n.received_at <= (SELECT at FROM events WHERE sequence = @deliveriesBefore)',
      ],
    ],
    ...run('scanforpay', 1),
  },
  {
    kinds: ['disputes'],
    guard: 'a message that names another account is not believed',
    file: 'main/domain/settlement.ts',
    changes: [
      ['facts.merchantId !== null && facts.merchantId !== order.merchantId', 'facts.merchantId === order.orderNo'],
    ],
    ...run('scanforpay', 7, 60),
  },
  {
    kinds: ['disputes'],
    guard: 'a cancel waits for another query where a message came during the last one',
    file: 'main/payments/check-order.ts',
    changes: [
      [
        "return now.state !== 'closing' || isUnheard ?",
        "return now.state !== 'closing' || isUnheard || now.version >= 0 ?",
      ],
    ],
    ...run('alipay', 11, 60),
  },
];
