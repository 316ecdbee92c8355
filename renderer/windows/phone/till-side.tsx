/** What the till heard of the order, and what it should say in the end. */
import { Icon, type IconName } from '../../ui/icon.tsx';
import { moneyText } from '../../ui/money-text.ts';
import type { DeliveryResult, PhoneTimelineEntry, PhoneTrade } from '../../../main/practice/common/phone-view.ts';
import { expectedEnd } from './expected-end.ts';
import type { Messages, Verdict } from './messages.ts';
import { shownTrade, state } from './phone-store.ts';
import { clockText } from './times.ts';

const entryIcons: Readonly<Record<Exclude<PhoneTimelineEntry['kind'], 'notified'>, IconName>> = {
  code_asked: 'arrow-right',
  code_handed_out: 'qr-code',
  barcode_read: 'qr-code',
  part_refunded: 'undo-2',
  scanned: 'smartphone',
  paid: 'circle-check',
  declined: 'circle-x',
  expired: 'timer-off',
  closed: 'x',
  refunded: 'undo-2',
  till_asked: 'search',
};
const verdictIcons: Readonly<Record<Verdict, IconName>> = {
  paid: 'circle-check',
  declined: 'circle-x',
  expired: 'timer-off',
  refunded: 'undo-2',
};

export function TillSide({ messages }: { readonly messages: Messages }) {
  const trade = shownTrade.value;
  return (
    <aside class="till-side">
      <section class="heard">
        <h2>{messages.whatTillHeard}</h2>
        {trade === null ? <p class="lead">{messages.nothingHeard}</p> : <Heard messages={messages} trade={trade} />}
      </section>
      {trade !== null && <HowItEnds messages={messages} trade={trade} />}
    </aside>
  );
}

function Heard({ messages, trade }: { readonly messages: Messages; readonly trade: PhoneTrade }) {
  const last = trade.timeline.length - 1;
  const isOpen = trade.status === 'waiting' || trade.status === 'scanned';
  return (
    <ol class="timeline" aria-live="polite">
      {trade.timeline.map((entry, index) => (
        <li key={index} data-now={isOpen && index === last ? '' : undefined} data-kind={entry.kind}>
          <Icon name={iconOf(entry)} size={20} />
          <Words entry={entry} messages={messages} />
          <time dateTime={entry.at}>{clockText(Date.parse(entry.at), 'seconds')}</time>
        </li>
      ))}
      {isOpen && (
        <li data-kind="to-come">
          <Icon name="circle-dashed" size={20} />
          <span>{trade.status === 'waiting' ? messages.waitingForScan : messages.waitingForTap}</span>
          <span aria-hidden="true">—</span>
        </li>
      )}
    </ol>
  );
}

function Words({ entry, messages }: { readonly entry: PhoneTimelineEntry; readonly messages: Messages }) {
  if (entry.kind === 'notified') {
    const attempt = entry.attempt > 1 ? ` (${messages.attempt(entry.attempt)})` : '';
    return (
      <span>
        {messages.notified[entry.delivery]}
        {attempt}
        <small>{resultText(entry.result, messages)}</small>
      </span>
    );
  }
  if (entry.kind === 'till_asked') {
    return (
      <span>
        {messages.tillAsked}
        <small>{entry.told === 'waiting' ? messages.waitingForScan : messages.heard[entry.told]}</small>
      </span>
    );
  }
  return <span>{messages.heard[entry.kind]}</span>;
}

function HowItEnds({ messages, trade }: { readonly messages: Messages; readonly trade: PhoneTrade }) {
  const { verdict, name } = expectedEnd(trade, state.value?.scenario ?? 'normal');
  return (
    <section class="how-it-ends">
      <h2>{messages.howItEnds}</h2>
      <p class="verdict" data-verdict={verdict}>
        <Icon name={verdictIcons[verdict]} size={22} strokeWidth={2.25} />
        {messages.verdicts[verdict]}
      </p>
      <p>
        {messages.ends[name](moneyText(trade.amountMinor, trade.currency))} {messages.elseNote}
      </p>
    </section>
  );
}

function iconOf(entry: PhoneTimelineEntry): IconName {
  if (entry.kind !== 'notified') return entryIcons[entry.kind];
  return entry.delivery === 'forged' || entry.delivery === 'wrong_amount' ? 'shield-alert' : 'bell';
}

function resultText(result: DeliveryResult, messages: Messages): string {
  switch (result.kind) {
    case 'acknowledged':
      return messages.acknowledged;
    case 'answered':
      return messages.answered(result.httpStatus);
    case 'unreachable':
      return messages.unreachable;
    case 'skipped':
      return messages.skipped;
  }
}
