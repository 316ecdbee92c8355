import type { OrderView } from '../../preload/contract/index.ts';

/** What the handlers need of the desktop. */
export interface Desktop {
  openPhone(url: string): void;
  copyText(text: string): Promise<void>;
  /** Asks the person for a file and reads it; `null` when they changed their mind. */
  chooseMerchantFile(): Promise<
    { readonly kind: 'read'; readonly text: string } | { readonly kind: 'unreadable'; readonly detail: string } | null
  >;
  /** Asks for the file of a backup; `null` when they changed their mind. */
  chooseBackup(): Promise<string | null>;
  /** The same for a CSV file, as bytes: its character set is found out from them. */
  chooseCsvFile(): Promise<
    | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly fileName: string }
    | { readonly kind: 'too_large' }
    | { readonly kind: 'unreadable'; readonly detail: string }
    | null
  >;
  /** Asks the person where to and writes a file there; `false` when they changed their mind. @throws when it cannot. */
  saveTextFile(suggestedName: string, text: string): Promise<boolean>;
  settingsChanged(): void;
  /** Puts an order before the customer; `null` clears their display. */
  showToCustomer(order: OrderView | null): void;
  previewCustomerDisplay(): void;
  showFolder(folder: string): Promise<void>;
}
