/** What the till heard of the order, and what it should say in the end. */
import type { DeliveryResult, PhoneTimelineEntry, PhoneTrade } from '../../../main/practice/common/phone-view.ts';
import { t, timeText } from '../../i18n/translate.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { moneyText } from '../../ui/money-text.ts';
import { expectedEnd, type Verdict } from './expected-end.ts';
import { shownTrade, state } from './phone-store.ts';

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

export function TillSide() {
  const trade = shownTrade.value;
  return (
    <aside class="till-side">
      <section class="heard">
        <h2>{t('phone.whatTillHeard')}</h2>
        {trade === null ? <p class="lead">{t('phone.nothingHeard')}</p> : <Heard trade={trade} />}
      </section>
      {trade !== null && <HowItEnds trade={trade} />}
    </aside>
  );
}

function Heard({ trade }: { readonly trade: PhoneTrade }) {
  const last = trade.timeline.length - 1;
  const isOpen = trade.status === 'waiting' || trade.status === 'scanned';
  return (
    <ol class="timeline" aria-live="polite">
      {trade.timeline.map((entry, index) => (
        <li key={index} data-now={isOpen && index === last ? '' : undefined} data-kind={entry.kind}>
          <Icon name={iconOf(entry)} size={20} />
          <Words entry={entry} />
          <time dateTime={entry.at}>{timeText(entry.at, 'clockSeconds')}</time>
        </li>
      ))}
      {isOpen && (
        <li data-kind="to-come">
          <Icon name="circle-dashed" size={20} />
          <span>{trade.status === 'waiting' ? t('phone.waitingForScan') : t('phone.waitingForTap')}</span>
          <span aria-hidden="true">—</span>
        </li>
      )}
    </ol>
  );
}

function Words({ entry }: { readonly entry: PhoneTimelineEntry }) {
  if (entry.kind === 'notified') {
    const attempt = entry.attempt > 1 ? ` (${t('phone.attempt', { count: entry.attempt })})` : '';
    return (
      <span>
        {t(`phone.notified.${entry.delivery}`)}
        {attempt}
        <small>{resultText(entry.result)}</small>
      </span>
    );
  }
  if (entry.kind === 'till_asked') {
    return (
      <span>
        {t('phone.tillAsked')}
        <small>{entry.told === 'waiting' ? t('phone.waitingForScan') : t(`phone.heard.${entry.told}`)}</small>
      </span>
    );
  }
  return <span>{t(`phone.heard.${entry.kind}`)}</span>;
}

function HowItEnds({ trade }: { readonly trade: PhoneTrade }) {
  const { verdict, name } = expectedEnd(trade, state.value?.scenario ?? 'normal');
  return (
    <section class="how-it-ends">
      <h2>{t('phone.howItEnds')}</h2>
      <p class="verdict" data-verdict={verdict}>
        <Icon name={verdictIcons[verdict]} size={22} strokeWidth={2.25} />
        {t(`phone.verdicts.${verdict}`)}
      </p>
      <p>
        {t(`phone.ends.${name}`, { sum: moneyText(trade.amountMinor, trade.currency) })} {t('phone.elseNote')}
      </p>
    </section>
  );
}

function iconOf(entry: PhoneTimelineEntry): IconName {
  if (entry.kind !== 'notified') return entryIcons[entry.kind];
  return entry.delivery === 'forged' || entry.delivery === 'wrong_amount' ? 'shield-alert' : 'bell';
}

function resultText(result: DeliveryResult): string {
  switch (result.kind) {
    case 'acknowledged':
      return t('phone.acknowledged');
    case 'answered':
      return t('phone.answered', { httpStatus: result.httpStatus });
    case 'unreachable':
      return t('phone.unreachable');
    case 'skipped':
      return t('phone.skipped');
  }
}
