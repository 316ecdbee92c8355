/** What the page knows and what it can do: the platform's live state, the chosen order, the last problem. */
import { computed, signal } from '@preact/signals';
import type {
  PhoneProblem,
  PhoneReply,
  PhoneState,
  PhoneTrade,
  ScenarioName,
} from '../../../main/practice/common/phone-view.ts';

type Action = 'show' | 'scan' | 'pay' | 'decline' | 'expire' | 'scenario';

export const state = signal<PhoneState | null>(null);
export const connection = signal<'connecting' | 'live' | 'gone'>('connecting');
export const problem = signal<PhoneProblem | 'no_answer' | null>(null);
const chosenOrderNo = signal<string | null>(null);
/** Counts with the platform's clock, once a second. */
export const nowMs = signal(Date.now());

let clockOffsetMs = 0;
let isBusy = false;

export const chosenTrade = computed(() => tradeWith(chosenOrderNo.value));
/** Codes that the phone can see: not opened yet, or opened and left. */
export const tradesInSight = computed(() =>
  (state.value?.trades ?? []).filter(({ status }) => status === 'waiting' || status === 'scanned'),
);
/** The order that the right-hand side speaks of. */
export const shownTrade = computed(() => chosenTrade.value ?? state.value?.trades[0] ?? null);

function tradeWith(orderNo: string | null): PhoneTrade | null {
  return state.value?.trades.find((trade) => trade.orderNo === orderNo) ?? null;
}

/** Follows the platform; opens the given order's code at once. */
export function start(orderNo: string | null): void {
  const events = new EventSource('api/events');
  events.onmessage = ({ data }: MessageEvent<string>) => {
    const next = JSON.parse(data) as PhoneState;
    clockOffsetMs = Date.parse(next.serverTime) - Date.now();
    nowMs.value = Date.now() + clockOffsetMs;
    state.value = next;
    connection.value = 'live';
  };
  events.onerror = () => {
    connection.value = events.readyState === EventSource.CLOSED ? 'gone' : 'connecting';
  };
  setInterval(() => {
    nowMs.value = Date.now() + clockOffsetMs;
  }, 1_000);
  if (orderNo !== null) void scan(orderNo);
}

/** Holds the wallet's own payment code out to the till. */
export async function show(wallet: PhoneTrade['wallet']): Promise<void> {
  await act('show', { wallet });
}

/** Opens a code and chooses its order. */
export async function scan(code: string): Promise<void> {
  const orderNo = await act('scan', { code });
  if (orderNo !== null) chosenOrderNo.value = orderNo;
}

export async function pay(orderNo: string): Promise<void> {
  await act('pay', { orderNo });
}

export async function decline(orderNo: string): Promise<void> {
  await act('decline', { orderNo });
}

export async function expire(orderNo: string): Promise<void> {
  await act('expire', { orderNo });
}

export async function chooseScenario(name: ScenarioName): Promise<void> {
  await act('scenario', { name });
}

export function backToCodes(): void {
  chosenOrderNo.value = null;
  problem.value = null;
}

/** Resolves to the order's number; `null` when nothing was done, and then says why. */
async function act(action: Action, members: Readonly<Record<string, string>>): Promise<string | null> {
  // A second tap while the first is on its way is the same tap.
  if (isBusy) return null;
  isBusy = true;
  try {
    const reply = await post(action, members);
    problem.value = reply === null ? 'no_answer' : reply.ok ? null : reply.problem;
    return reply?.ok === true ? reply.orderNo : null;
  } finally {
    isBusy = false;
  }
}

async function post(action: Action, members: Readonly<Record<string, string>>): Promise<PhoneReply | null> {
  try {
    const answer = await fetch(`api/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(members),
    });
    return (await answer.json()) as PhoneReply;
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}
