import { render } from 'preact';
import { bridge } from '../bridge.ts';
import { languageFor, languageTag } from '../i18n/messages.ts';
import { language } from '../i18n/translate.ts';
import { qrDrawing } from '../logic/qr-path.ts';
import { perform } from '../state/calls.ts';
import { startClock } from '../state/clock.ts';
import { startCustomerDisplay } from '../state/customer-display.ts';
import { startFocusKeeper } from '../state/focus.ts';
import { startKeys } from '../state/keys.ts';
import { startNews } from '../state/news.ts';
import { charge, formSnapshot } from '../state/sale-form.ts';
import { startScanner } from '../state/scanner-input.ts';
import { onCodeShown, onMaybe, onScan } from '../state/scans.ts';
import { startStore } from '../state/store.ts';
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
startScanner({ snapshot: formSnapshot, isAmountShown, onScan, onMaybe }, charge);
bridge.on.codeScanned(({ text }) => onCodeShown(text));
startFocusKeeper();
startKeys();
startNews();
startCustomerDisplay();
render(<App />, root);
