/**
 * When to ask the gateway again. Pure. Cadence from gateways.md 5 and 2.8: 2 s after the code is out, then every 3 s
 * for the first minute, then every 5 s; after the order was given up 1, 2, 5, 15 and then 60 minutes.
 */
import type { Order, OrderEvent } from './order.ts';
import { openRefundOf } from './refund.ts';
import { isDisputed } from './settlement.ts';

const second = 1000;
const minute = 60 * second;

/** How long a given-up order is still asked about after its code expired. Alipay's cancel ends after 24 h too. */
export const watchHorizonMs = 24 * 60 * minute;

/** Alipay wants so much between two refunds of one trade (gateways.md 2.2). */
export const refundSpacingMs = 3 * second;

const firstDelayMs = 2 * second;
const checksInFirstMinute = 20;
const failingDelaysMs = [3 * second, 5 * second, 10 * second, 15 * second, 30 * second];
const closeDelaysMs = [3 * second, 5 * second, 10 * second, 30 * second, minute, 5 * minute];
/** Alipay wants ten seconds before it is asked about a refund. */
const refundDelaysMs = [10 * second, 10 * second, 30 * second, minute, 5 * minute, 15 * minute, 60 * minute];
/** After the network is back: so long after it, and so far from each other. */
const reconnectDelayMs = 1 * second;
const reconnectSpacingMs = 100;
const givenUpDelaysMs = [minute, 2 * minute, 5 * minute, 15 * minute, 60 * minute];

export interface WatchProgress {
  /** Checks made in the order's present rhythm (in this run of the app). */
  readonly checkCount: number;
  /** Checks in a row that taught nothing. */
  readonly failuresInRow: number;
}

/** What the next check has to do. */
export type WatchTask = 'query' | 'close' | 'end' | 'refund';

/**
 * What a wait is counted from. A payment: since its code was asked for last. A refund: since it was requested.
 * How much of it has passed is never read off the computer's date: that can be set.
 */
export type WatchSubject = 'payment' | { readonly refundNo: string };

export function subjectOf(order: Order): WatchSubject {
  const refund = isMoneyIn(order) ? openRefundOf(order) : null;
  return refund === null ? 'payment' : { refundNo: refund.refundNo };
}

/** The events from which on a subject's time counts. */
export function beginningsOf(subject: WatchSubject): readonly OrderEvent['type'][] {
  return subject === 'payment'
    ? ['order.created', 'order.held', 'order.released', 'create.retried']
    : ['refund.requested'];
}

/** How long the code may be paid, in milliseconds. The two times were read off one clock at one moment. */
export function validForMsOf({ createdAt, codeExpiresAt }: Pick<Order, 'createdAt' | 'codeExpiresAt'>): number {
  return Date.parse(codeExpiresAt) - Date.parse(createdAt);
}

/** @param passedMs what has passed for certain of the time of the order's subject. */
export function taskFor(order: Order, passedMs: number): WatchTask {
  if (isMoneyIn(order)) return openRefundOf(order) === null ? 'query' : 'refund';
  const validForMs = validForMsOf(order);
  // It is only asked about until a person has decided; giving it up puts it before one.
  if (isDisputed(order)) {
    return order.state === 'closing' || (passedMs >= validForMs && !isGivenUp(order)) ? 'close' : 'query';
  }
  if (passedMs >= validForMs + watchHorizonMs) return 'end';
  if (order.state === 'closing' || order.state === 'close_unknown') return 'close';
  if (order.state === 'expired_watching') return 'query';
  return passedMs >= validForMs ? 'close' : 'query';
}

/** What an order is asked about for; each has its own rhythm, which begins anew when the order comes into it. */
export type WatchRhythm = 'open' | 'closing' | 'given_up' | 'refund';

export function rhythmOf(order: Order): WatchRhythm {
  switch (order.state) {
    case 'closing':
    case 'close_unknown':
      return isDisputed(order) ? 'given_up' : 'closing';
    case 'expired_watching':
      return 'given_up';
    case 'paid':
    case 'paid_late':
    case 'refunded':
      return 'refund';
    default:
      return 'open';
  }
}

/** Whether something has been asked for so long without an answer that a person should look elsewhere. */
export function isStalled(order: Order, passedMs: number): boolean {
  if (isMoneyIn(order)) return openRefundOf(order) !== null && passedMs >= watchHorizonMs;
  return passedMs >= validForMsOf(order) + watchHorizonMs;
}

function isGivenUp({ state }: Order): boolean {
  return state === 'close_unknown' || state === 'expired_watching';
}

function isMoneyIn({ state }: Order): boolean {
  return state === 'paid' || state === 'paid_late' || state === 'refunded';
}

/**
 * Milliseconds until the next check. `random` in [0, 1) spreads checks by a tenth either way, so that many orders do
 * not ask at the same instant; the moment at which the code expires is never overslept.
 */
export function delayBeforeNextCheck(order: Order, progress: WatchProgress, passedMs: number, random: number): number {
  switch (rhythmOf(order)) {
    case 'closing':
      return withJitter(stepOf(closeDelaysMs, progress.failuresInRow), random);
    case 'given_up':
      return withJitter(stepOf(givenUpDelaysMs, progress.checkCount), random);
    case 'refund':
      return withJitter(stepOf(refundDelaysMs, progress.checkCount), random);
    case 'open': {
      const delayMs = withJitter(delayWhileOpen(progress), random);
      // Long after the expiry there is no moment to be in time for, and a silent gateway is not asked without a pause.
      if (taskFor(order, passedMs) === 'end') return delayMs;
      return Math.min(delayMs, Math.max(0, validForMsOf(order) - passedMs));
    }
  }
}

/**
 * Milliseconds until the `position`-th order (from 0) is asked about when the network is back: all of them soon, not all
 * at one instant, and never without a pause, because a network that comes may go again. `random` as above.
 */
export function delayAfterReconnect(position: number, random: number): number {
  return withJitter(reconnectDelayMs + position * reconnectSpacingMs, random);
}

function delayWhileOpen({ checkCount, failuresInRow }: WatchProgress): number {
  if (failuresInRow > 0) return stepOf(failingDelaysMs, failuresInRow - 1);
  if (checkCount === 0) return firstDelayMs;
  // Counted rather than timed: an order may have been put aside for hours before its code came out.
  return checkCount < checksInFirstMinute ? 3 * second : 5 * second;
}

function stepOf(delaysMs: readonly number[], step: number): number {
  return delaysMs[Math.min(step, delaysMs.length - 1)] ?? minute;
}

function withJitter(delayMs: number, random: number): number {
  return Math.round(delayMs * (0.9 + 0.2 * random));
}
