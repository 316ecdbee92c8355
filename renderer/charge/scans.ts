/** What a scanned code does, on whatever screen it comes. */
import { batch, signal } from '@preact/signals';
import { goodsOfLabel, scaleReading, withoutIdentifier } from '../../main/domain/barcode-number.ts';
import { walletOfCustomerCode } from '../../main/domain/customer-code.ts';
import { goodsIdPattern, goodsName, type Goods } from '../../main/domain/goods.ts';
import type { OrderView } from '../../preload/contract/index.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { saleOrderNo, screen, showNewSale } from '../app/route.ts';
import { play } from '../app/sounds.ts';
import { appState } from '../app/store.ts';
import { showToast } from '../app/toasts.ts';
import type { KeyAlone } from '../i18n/translate.ts';
import { throughNextCode, type ScannerWorld } from '../scanner/scanner-input.ts';
import type { ReadCode } from '../scanner/scanner.ts';
import { lookUpBegins } from './looking-up.ts';
import { askingSinceMs, chargeByCode, rules, type Readiness } from './sale-form.ts';
import { addLine } from './sale-lines.ts';
import { entry, lines } from './sale-record.ts';

/** Goods whose price, or whose name too, the cashier is asked for. */
export interface AskedGoods {
  readonly barcode: string;
  /** Known goods of a label from a scale: only how much they cost stands on it. `null`: nobody knows the barcode. */
  readonly weighed: Goods | null;
}
export const askedGoods = signal<AskedGoods | null>(null);

/** A code that may be the customer's payment code or a label from the scale, while the cashier is asked which. */
export const doubtfulCode = signal<string | null>(null);

/** What is wrong with the sale for which a customer's code was scanned; the screen says the rest itself. */
function codeRefusal(readiness: Readiness | 'not_shown'): KeyAlone | null {
  switch (readiness) {
    case 'ready':
    case 'asking':
      return null;
    case 'looking_up':
      return 'scan.lookingUp';
    case 'no_method':
    case 'method_unusable':
      return 'scan.noMethod';
    case 'no_amount':
    case 'not_shown':
      return 'scan.amountFirst';
    case 'amount_refused':
    case 'line_open':
    case 'lines_refused':
    case 'note_refused':
      return 'scan.correctFirst';
  }
}

function payBy(customerCode: string, wallet: OrderView['wallet']): void {
  const message = codeRefusal(chargeByCode(customerCode, wallet));
  play(message === null ? 'scan' : 'tick');
  if (message === null) return;
  showNewSale();
  showToast({ kind: 'refused', message });
}

/** A question that is open, or a sale on its way, comes first: the code is left alone, and that is heard. */
function isBusy(): boolean {
  return document.querySelector('dialog[open]') !== null || askingSinceMs.value !== null;
}

/** A customer's code that is one for certain: held out by the practice phone. */
export function onCodeShown(text: string): void {
  const wallet = walletOfCustomerCode(text);
  if (wallet === null || appState.value === null || isBusy()) play('tick');
  else payBy(text, wallet);
}

/** Takes a code from the scanner; what is returned goes on with it, once the window is as it was before its keys. */
export function onScan({ text, byPlace }: ReadCode): () => void {
  const readings = [text, byPlace].map(withoutIdentifier);
  const wallet = walletOfCustomerCode(readings[0] ?? '') ?? walletOfCustomerCode(readings[1] ?? '');
  const codes = [...new Set(readings)].filter((code) => goodsIdPattern.test(code));
  const scale = scaleReading(readings[0] ?? '', appState.value?.scalePrefixes ?? []);
  const isForGoods = (wallet === null || scale !== 'none') && codes.length > 0;
  const isOver = isForGoods && scale !== 'in_doubt' && !isBusy() ? lookUpBegins() : null;
  return () => {
    if (appState.value === null || isBusy()) {
      isOver?.();
      play('tick');
    } else if (isOver !== null) {
      takeGoods(() => (scale === 'label' ? findWeighed(codes) : findGoods(codes)), isOver);
    } else if (isForGoods) {
      showNewSale();
      doubtfulCode.value = readings[0] ?? '';
      play('tick');
    } else if (wallet !== null) {
      payBy(readings.find((reading) => walletOfCustomerCode(reading) !== null) ?? '', wallet);
    } else {
      play('tick');
      showToast({ kind: 'refused', message: 'scan.notGoods' });
    }
  };
}

/** Says what a doubtful code was. */
export function decideDoubt(what: 'payment' | 'label' | 'nothing'): void {
  const code = doubtfulCode.value;
  doubtfulCode.value = null;
  const wallet = code === null ? null : walletOfCustomerCode(code);
  if (code === null || wallet === null || what === 'nothing') return;
  if (what === 'payment') payBy(code, wallet);
  else takeGoods(() => findWeighed([code]), lookUpBegins());
}

/** Looks up what was typed as a machine types it: goods if there are such, and otherwise what the keys say. */
export const onMaybe: ScannerWorld['onMaybe'] = ({ text, byPlace }, { undo, act }) => {
  const before = [entry.value, lines.value, rules.value, screen.value, saleOrderNo.value];
  const isAsBefore = (): boolean =>
    !isBusy() &&
    [entry.value, lines.value, rules.value, screen.value, saleOrderNo.value].every(
      (now, index) => now === before[index],
    );
  const isOver = lookUpBegins();
  perform(async () => {
    try {
      const found = await findGoods([...new Set([text, byPlace])].filter((code) => goodsIdPattern.test(code)));
      if (!isAsBefore()) play('tick');
      else if (found.goods === null) {
        isOver();
        act();
      } else {
        undo();
        putInSale(found);
      }
    } finally {
      isOver();
    }
  });
};

interface Found {
  readonly barcode: string;
  readonly goods: Goods | null;
  readonly isWeighed: boolean;
}

async function findGoods(codes: readonly string[]): Promise<Found> {
  for (const code of codes) {
    const goods = await valueOf(bridge.findGoods({ code }));
    if (goods !== null) return { barcode: code, goods, isWeighed: false };
  }
  return { barcode: codes[0] ?? '', goods: null, isWeighed: false };
}

/** Goods of a label from the scale: under the whole of it, or under what of it names them. */
async function findWeighed(codes: readonly string[]): Promise<Found> {
  const whole = await findGoods(codes);
  if (whole.goods !== null) return whole;
  return { ...(await findGoods(codes.map(goodsOfLabel))), barcode: whole.barcode, isWeighed: true };
}

/** One after the other, so that the lines stand as they were scanned. */
let lookUps: Promise<void> = Promise.resolve();

function takeGoods(find: () => Promise<Found>, isOver: () => void): void {
  const added = lookUps.then(async () => {
    try {
      const found = await find();
      await questionsAnswered();
      throughNextCode(() => putInSale(found));
    } finally {
      isOver();
    }
  });
  lookUps = added.catch(() => undefined);
  perform(() => added);
}

/** What was scanned before a question came up is not lost by it: it waits for the answer. */
async function questionsAnswered(): Promise<void> {
  while (isBusy()) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Adds the goods to the sale, or asks what they are where nobody knows. */
function putInSale({ barcode, goods, isWeighed }: Found): void {
  const isOther = goods !== null && goods.currency !== rules.value.currency;
  play(isOther ? 'tick' : 'scan');
  batch(() => {
    showNewSale();
    if (isOther) showToast({ kind: 'refused', message: 'goods.otherCurrency' });
    else if (goods === null || isWeighed) askedGoods.value = { barcode, weighed: goods };
    else addGoods(goods);
  });
}

function addGoods(goods: Goods): void {
  const { priceMinor, code: goodsId, currency } = goods;
  addLine({ name: goodsName(goods), quantity: 1, priceMinor, goodsId }, currency);
}
