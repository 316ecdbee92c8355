/** The hooks by which tests find things. Components and tests both take them from here. */
export const testIds = {
  amount: 'amount',
  charge: 'charge',
  line: 'line',
  doubtDialog: 'doubt-dialog',
  goodsDialog: 'goods-dialog',
  importCatalogue: 'import-catalogue',
  exportCatalogue: 'export-catalogue',
  cataloguePreview: 'catalogue-preview',
  takeCatalogue: 'take-catalogue',
  csvReading: 'csv-reading',
  csvCharset: 'csv-charset',
  csvCurrency: 'csv-currency',
  /** One for each column. */
  csvColumn: (column: string): string => `csv-column-${column}`,
  goods: 'goods',
  hold: 'hold',
  heldSales: 'held-sales',
  heldDialog: 'held-dialog',
  heldSale: 'held-sale',
  recall: 'recall',
  discard: 'discard',
  note: 'note',
  qr: 'qr',
  /** The state of the sale on screen; `data-state` is its display state. */
  verdict: 'verdict',
  lastSale: 'last-sale',
  ledgerBanner: 'ledger-banner',
  showMissing: 'show-missing',
  missingOrders: 'missing-orders',
  restoreLedger: 'restore-ledger',
  showBackup: 'show-backup',
  backUpNow: 'back-up-now',
  backups: 'backups',
  checkLedger: 'check-ledger',
  orderRow: 'order-row',
  orderDetail: 'order-detail',
  offlineHint: 'offline-hint',
  orderSearch: 'order-search',
  checkNow: 'check-now',
  unmatchedPayment: 'unmatched-payment',
  settleUnmatched: 'settle-unmatched',
  chargeAgain: 'charge-again',
  retryCreate: 'retry-create',
  cancel: 'cancel',
  refund: 'refund',
  refundDialog: 'refund-dialog',
  refundList: 'refund-list',
  newSale: 'new-sale',
  openPhone: 'open-phone',
  navCharge: 'nav-charge',
  navOrders: 'nav-orders',
  navSettings: 'nav-settings',
  practiceBanner: 'practice-banner',
  keychainBanner: 'keychain-banner',
  clockBanner: 'clock-banner',
  stripOrder: 'strip-order',
  approval: 'approval',
  operator: 'operator',
  operatorDialog: 'operator-dialog',
  forgottenPin: 'forgotten-pin',
  recovery: 'recovery',
  recoveryCode: 'recovery-code',
  firstRun: 'first-run',
  toast: 'toast',
  /** What a screen reader is told of the sale on screen. */
  spokenState: 'spoken-state',
  ledgerFailed: 'ledger-failed',
  selfTest: 'self-test',
  selfTestStart: 'self-test-start',
  /** `data-ready` is `true` or `false`. */
  selfTestVerdict: 'self-test-verdict',
} as const;

/** The n-th wallet button, from 1, as on F1 to F3. */
export function methodTestId(position: number): string {
  return `method-${position}`;
}

/** The button for what a person may decide, e.g. `accept_late`. */
export function decisionTestId(name: string): string {
  return `decide-${name}`;
}

/** Performance marks. */
export const marks = {
  /** The amount field has the focus and has been painted for the first time. */
  ready: 'scantill:ready',
  /** A code has been painted. */
  qrPainted: 'scantill:qr-painted',
} as const;
