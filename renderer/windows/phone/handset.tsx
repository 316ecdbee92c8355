/** The customer's phone: the codes in sight, the sheet of an opened code, or how it ended. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PhoneTrade } from '../../../main/practice/common/phone-view.ts';
import { t, timeText } from '../../i18n/translate.ts';
import { clockText } from '../../ui/countdown.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { moneyParts, moneyText } from '../../ui/money-text.ts';
import {
  backToCodes,
  chosenTrade,
  connection,
  decline,
  expire,
  nowMs,
  pay,
  problem,
  scan,
  show,
  state,
  tradesInSight,
} from './phone-store.ts';
import { WalletTile } from './wallet-tile.tsx';

/** Longer than this it is not a countdown that anyone follows. */
const longestCountdownMs = 3_600_000;

export function Handset() {
  const screen = useRef<HTMLDivElement>(null);
  const trade = chosenTrade.value;
  const view = trade === null ? `codes-${tradesInSight.value.length === 0 ? 'none' : 'some'}` : trade.status;
  useLayoutEffect(() => {
    const active = document.activeElement;
    const isFree = active === null || active === document.body || screen.current?.contains(active) === true;
    if (isFree) screen.current?.querySelector<HTMLElement>('[data-primary]')?.focus();
  }, [view]);
  return (
    <main class="handset" aria-label={t('phone.playPhone')}>
      <div class="screen" ref={screen}>
        <div class="status-bar">
          <span class="clock">{timeText(new Date(nowMs.value).toISOString(), 'clock')}</span>
          <span class="play-badge">{t('phone.playPhone')}</span>
        </div>
        <Screen trade={trade} />
        <p class="problem" role="alert">
          {problemText()}
        </p>
      </div>
    </main>
  );
}

function Screen({ trade }: { readonly trade: PhoneTrade | null }) {
  if (state.value === null || connection.value === 'gone') {
    const isGone = connection.value === 'gone';
    return (
      <div class="notice" role="status">
        <Icon name={isGone ? 'wifi-off' : 'wifi'} size={44} />
        <h1>{isGone ? t('phone.gone.title') : t('phone.connecting')}</h1>
        {isGone && <p>{t('phone.gone.detail')}</p>}
      </div>
    );
  }
  if (trade === null) return <CodesInSight />;
  return trade.status === 'scanned' || trade.status === 'waiting' ? (
    <PaySheet trade={trade} />
  ) : (
    <Ended trade={trade} status={trade.status} />
  );
}

/** The other way round: the customer's code, for the till to scan. */
function OwnCodes() {
  return (
    <div class="own-codes">
      <p>{t('phone.showOwnCode')}</p>
      {(['alipay', 'wechat_pay'] as const).map((wallet) => (
        <button
          key={wallet}
          type="button"
          class="own-code"
          data-testid={`phone-show-${wallet}`}
          onClick={() => void show(wallet)}
        >
          <WalletTile wallet={wallet} />
          {t(`name.wallet.${wallet}`)}
        </button>
      ))}
    </div>
  );
}

function CodesInSight() {
  const trades = tradesInSight.value;
  if (trades.length === 0) {
    return (
      <>
        <div class="notice" role="status">
          <Icon name="qr-code" size={44} />
          <h1>{t('phone.noCode.title')}</h1>
          <p>{t('phone.noCode.detail')}</p>
        </div>
        <OwnCodes />
      </>
    );
  }
  return (
    <div class="codes">
      <h1>{t('phone.codesInSight')}</h1>
      <ul>
        {trades.map((trade, index) => (
          <li key={`${trade.gateway}-${trade.orderNo}`}>
            <button
              type="button"
              class="code"
              data-primary={index === 0 ? '' : undefined}
              data-testid="phone-scan"
              data-order={trade.orderNo}
              onClick={() => void scan(trade.codeText)}
            >
              <WalletTile wallet={trade.wallet} />
              <span class="code-words">
                <strong>{moneyText(trade.amountMinor, trade.currency)}</strong>
                <span class="number">{trade.orderNo}</span>
                <span class="code-action">
                  <Icon name={trade.status === 'scanned' ? 'smartphone' : 'qr-code'} size={18} />
                  {trade.status === 'scanned' ? t('phone.openAgain') : t('phone.scanThisCode')}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <OwnCodes />
    </div>
  );
}

function PaySheet({ trade }: { readonly trade: PhoneTrade }) {
  const { sign, figure } = moneyParts(trade.amountMinor, trade.currency);
  const sum = moneyText(trade.amountMinor, trade.currency);
  const leftMs = trade.endsAt === null ? null : Date.parse(trade.endsAt) - nowMs.value;
  return (
    <div class="sheet">
      <div class="sheet-top">
        <WalletTile wallet={trade.wallet} size="large" />
        <h1 class="shop">{t('phone.payShop', { shop: shopOf(trade) })}</h1>
        <p class="sum" data-long={figure.length > 8 ? '' : undefined}>
          <span class="unseen">{sum}</span>
          <span class="sign" aria-hidden="true">
            {sign}
          </span>
          <span aria-hidden="true">{figure}</span>
        </p>
      </div>
      <dl class="facts">
        <div>
          <dt>{t('phone.order')}</dt>
          <dd class="number">{trade.orderNo}</dd>
        </div>
        <div>
          <dt>{t('phone.from')}</dt>
          <dd>{t('phone.playMoney')}</dd>
        </div>
        {leftMs !== null && leftMs <= longestCountdownMs && (
          <div>
            <dt>{t('phone.timeLeft')}</dt>
            <dd class="number">{clockText(Math.max(0, Math.ceil(leftMs / 1_000)))}</dd>
          </div>
        )}
      </dl>
      <div class="actions">
        <button
          type="button"
          class="button primary"
          data-primary=""
          data-long={figure.length > 8 ? '' : undefined}
          data-testid="phone-pay"
          onClick={() => void pay(trade.orderNo)}
        >
          {t('phone.pay', { sum })}
        </button>
        <button
          type="button"
          class="button secondary"
          data-testid="phone-decline"
          onClick={() => void decline(trade.orderNo)}
        >
          {t('phone.decline')}
        </button>
        <button
          type="button"
          class="button quiet"
          data-testid="phone-expire"
          onClick={() => void expire(trade.orderNo)}
        >
          {t('phone.letExpire')}
        </button>
      </div>
    </div>
  );
}

type EndedStatus = Exclude<PhoneTrade['status'], 'waiting' | 'scanned'>;

const endedIcons: Readonly<Record<EndedStatus, IconName>> = {
  paid: 'circle-check',
  declined: 'circle-x',
  expired: 'timer-off',
  closed: 'timer-off',
  refunded: 'undo-2',
};

function Ended({ trade, status }: { readonly trade: PhoneTrade; readonly status: EndedStatus }) {
  return (
    <div class="ended" data-status={status} data-testid="phone-verdict">
      <div class="notice" role="status">
        <Icon name={endedIcons[status]} size={60} strokeWidth={2.25} />
        <h1>{t(`phone.ended.${status}.title`)}</h1>
        <p class="ended-sum">{moneyText(trade.amountMinor, trade.currency)}</p>
        <p>{t(`phone.ended.${status}.detail`)}</p>
        <p class="number">{trade.orderNo}</p>
      </div>
      <div class="actions">
        <button type="button" class="button primary" data-primary="" data-testid="phone-back" onClick={backToCodes}>
          {t('phone.backToCodes')}
        </button>
      </div>
    </div>
  );
}

function shopOf(trade: PhoneTrade): string {
  return state.value?.merchantName ?? (trade.title === '' ? t('phone.practiceShop') : trade.title);
}

function problemText(): string {
  switch (problem.value) {
    case null:
      return '';
    case 'unknown_code':
      return t('phone.unknownCode');
    case 'not_possible_now':
      return t('phone.notPossibleNow');
    case 'bad_request':
    case 'no_answer':
      return t('phone.noAnswer');
  }
}
