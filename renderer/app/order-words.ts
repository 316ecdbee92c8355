/** Sentences about an order, in the language of the settings. */
import type { OrderView, ProblemView } from '../../preload/contract/index.ts';
import { listed, t, timeText } from '../i18n/translate.ts';
import { secondsSince, secondsUntil } from '../ui/countdown.ts';
import { dailyNumber } from './order-text.ts';

type Gateway = OrderView['gateway'];

export function gatewayName(gateway: Gateway): string {
  return t(`name.gateway.${gateway}`);
}

/** What happened; by the gateway's own reason where its code says one. */
export function problemSentence({ code, explanation }: ProblemView, gateway: Gateway): string {
  const key = explanation === null ? (`problem.${code}` as const) : (`reason.${explanation.reason}` as const);
  return t(key, { gateway: gatewayName(gateway) });
}

/** What the gateway's code asks for; empty where it says nothing. */
export function nextStepSentence({ explanation }: ProblemView, gateway: Gateway): string {
  return explanation === null ? '' : t(`nextStep.${explanation.nextStep}`, { gateway: gatewayName(gateway) });
}

/** The gateway's own code and words, for the person who phones support; empty when it gave none. */
export function gatewayWords(problem: ProblemView, gateway: Gateway): string {
  const words = listed([problem.gatewayCode ?? '', problem.gatewayMessage ?? '']);
  return words === '' ? '' : t('outcome.gatewayWords', { gateway: gatewayName(gateway), words });
}

/** Which sale was put aside, when, and by whom. */
export function heldWords(order: OrderView): string {
  const isToday = timeText(order.createdAt, 'date') === timeText(new Date().toISOString(), 'date');
  return listed([
    t('order.numberShort', { number: dailyNumber(order) }),
    isToday ? '' : timeText(order.createdAt, 'day'),
    timeText(order.createdAt, 'clock'),
    order.operatorName,
  ]);
}

/** How the watching goes while a code is out. `nowMs` is epoch milliseconds. */
export function watchSentence(watch: NonNullable<OrderView['watch']>, nowMs: number): string {
  const { lastCheckedAt, nextCheckAt } = watch;
  if (nextCheckAt === null) return t('watch.asking');
  if (lastCheckedAt === null) return t('watch.first', { seconds: secondsUntil(nextCheckAt, nowMs) });
  const interval = Math.max(1, Math.round((Date.parse(nextCheckAt) - Date.parse(lastCheckedAt)) / 1000));
  return t('watch.every', { interval, ago: secondsSince(lastCheckedAt, nowMs) });
}

/** The same for an order whose outcome is not known: how often, and when next. */
export function checkedSentence(watch: NonNullable<OrderView['watch']>, nowMs: number): string {
  const { checkCount, nextCheckAt } = watch;
  if (nextCheckAt === null) return t('watch.asking');
  const seconds = secondsUntil(nextCheckAt, nowMs);
  return checkCount === 0 ? t('watch.first', { seconds }) : t('watch.count', { count: checkCount, seconds });
}
