/** What makes one sale the same sale. */
export interface SaleContent {
  readonly methodId: string;
  readonly amountMinor: number;
  readonly note: string;
}

export interface KeyedSale {
  readonly content: SaleContent;
  readonly requestKey: string;
}

/**
 * The key under which a sale is sent: the same for the same content until the sale has been created, so that a second
 * Enter, or another try after a fault, cannot make a second order.
 */
export function keyedSale(before: KeyedSale | null, content: SaleContent, makeKey: () => string): KeyedSale {
  const isSame =
    before?.content.methodId === content.methodId &&
    before.content.amountMinor === content.amountMinor &&
    before.content.note === content.note;
  return isSame ? before : { content, requestKey: makeKey() };
}
