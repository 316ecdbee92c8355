import { render } from 'preact';
import { bridge } from '../../app/bridge.ts';
import { languageFor, languageTag } from '../../i18n/messages.ts';
import { language } from '../../i18n/translate.ts';
import { qrDrawing } from '../../ui/qr-path.ts';
import { perform } from '../../app/calls.ts';
import { startClock } from '../../app/clock.ts';
import { startCustomerDisplay } from '../../app/customer-display.ts';
import { startFocusKeeper } from '../../app/focus.ts';
import { startKeys } from '../../app/keys.ts';
import { startNews } from '../../app/news.ts';
import { createOrder } from '../../charge/sale-form.ts';
import { saleSnapshot } from '../../charge/sale-record.ts';
import { startScanner } from '../../scanner/scanner-input.ts';
import { onCodeShown, onMaybe, onScan } from '../../charge/scans.ts';
import { startStore } from '../../app/store.ts';
import { App } from './app.tsx';
import './index.css';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no place for the app');
// A guess until main says which language it is.
language.value = languageFor(navigator.language);
document.documentElement.lang = languageTag[language.value];
// Ask first: everything below is done while the answer is on its way.
perform(async () => {
  await startStore();
  // The first sale's code must not wait for the encoder to be compiled.
  requestIdleCallback(() => qrDrawing(location.href));
});
startClock();
const isAmountShown = (): boolean =>
  document.querySelector('[data-amount-field]') !== null && document.querySelector('dialog[open]') === null;
startScanner({ snapshot: saleSnapshot, isAmountShown, onScan, onMaybe }, createOrder);
bridge.on.codeScanned(({ text }) => onCodeShown(text));
startFocusKeeper();
startKeys();
startNews();
startCustomerDisplay();
render(<App />, root);
