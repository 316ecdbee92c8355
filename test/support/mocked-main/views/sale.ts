/** Steps within the scenes of the group `sale`. */
import { testIds } from '../../../../renderer/ui/test-ids.ts';
import { byHand } from '../../fingers.ts';
import {
  charge,
  click,
  key,
  openCharge,
  openSale,
  press,
  scanned,
  typeAmount,
  typeLines,
  untilDialog,
  untilToast,
} from './openers.ts';
import type { Step } from './view.ts';

export const saleSteps: readonly Step[] = [
  ['idle, an amount typed', 'charge', 'idle', typeAmount],
  ['idle, an amount over the limit', 'charge', 'idle', openCharge, (page) => page.keyboard.type('999999999', byHand)],
  ['idle, a note that is refused', 'charge', 'idle', typeAmount, (page) => page.getByTestId(testIds.note).fill('🍵')],
  ['idle, line by line', 'charge', 'idle', typeLines],
  ['idle, a price typed beside the lines', 'charge', 'idle', typeLines, (page) => page.keyboard.type('99', byHand)],
  ['idle, lines behind the keypad', 'charge', 'idle', typeLines, click('.line-entry .button')],
  [
    'idle, asking for the discount',
    'charge',
    'idle',
    openCharge,
    (page) => page.keyboard.type('4800%', byHand),
    untilDialog,
  ],
  ['idle, a code in doubt', 'charge', 'idle', typeAmount, scanned('261234501250005000'), untilDialog],
  ['yen, an amount typed', 'charge', 'yen', typeAmount],
  ['refusedByMain, said', 'messages', 'refusedByMain', charge, untilToast],
  ['waiting, asking whether to cancel', 'waiting', 'waiting', openSale, key('Escape'), untilDialog],
  ['waitingAlipay, asking whether to cancel', 'waiting', 'waitingAlipay', openSale, key('Escape'), untilDialog],
  ['waitingConfirming, asking whether to cancel', 'waiting', 'waitingConfirming', openSale, key('Escape'), untilDialog],
  ['waitingChecking, checking', 'waiting', 'waitingChecking', openSale, key('F5')],
  ['held, the list', 'held', 'held', openCharge, key('F6'), untilDialog],
  ['held, asked whether to discard', 'held', 'held', openCharge, key('F6'), press(testIds.discard)],
  [
    'held, recalled',
    'held',
    'held',
    openCharge,
    key('F6'),
    press(testIds.recall),
    (page) => page.locator('.recalled').waitFor(),
  ],
  [
    'heldBesideOpen, recalled',
    'held',
    'heldBesideOpen',
    openCharge,
    key('F6'),
    press(testIds.recall),
    (page) => page.locator('.recalled').waitFor(),
  ],
  ['held, put aside', 'messages', 'idle', typeAmount, key('F4'), untilToast],
];
