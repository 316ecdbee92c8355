/** The customer's phone: the codes in sight, the sheet of an opened code, or how it ended. */
import { useEffect, useRef } from 'preact/hooks';
import { isolated } from '../../i18n/isolated.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { moneyParts, moneyText } from '../../ui/money-text.ts';
import type { PhoneTrade } from '../../../main/practice/common/phone-view.ts';
import type { Messages } from './messages.ts';
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
import { clockText } from './times.ts';
import { WalletTile } from './wallet-tile.tsx';

/** Longer than this it is not a countdown that anyone follows. */
const longestCountdownMs = 3_600_000;

export function Handset({ messages }: { readonly messages: Messages }) {
  const screen = useRef<HTMLDivElement>(null);
  const trade = chosenTrade.value;
  const view = trade === null ? `codes-${tradesInSight.value.length === 0 ? 'none' : 'some'}` : trade.status;
  useEffect(() => {
    const active = document.activeElement;
    const isFree = active === null || active === document.body || screen.current?.contains(active) === true;
    if (isFree) screen.current?.querySelector<HTMLElement>('[data-primary]')?.focus();
  }, [view]);
  return (
    <main class="handset" aria-label={messages.playPhone}>
      <div class="screen" ref={screen}>
        <div class="status-bar">
          <span class="clock">{clockText(nowMs.value, 'minutes')}</span>
          <span class="play-badge">{messages.playPhone}</span>
        </div>
        <Screen messages={messages} trade={trade} />
        <p class="problem" role="alert">
          {problemText(messages)}
        </p>
      </div>
    </main>
  );
}

function Screen({ messages, trade }: { readonly messages: Messages; readonly trade: PhoneTrade | null }) {
  if (state.value === null || connection.value === 'gone') {
    const isGone = connection.value === 'gone';
    return (
      <div class="notice" role="status">
        <Icon name={isGone ? 'wifi-off' : 'wifi'} size={44} />
        <h1>{isGone ? messages.gone.title : messages.connecting}</h1>
        {isGone && <p>{messages.gone.detail}</p>}
      </div>
    );
  }
  if (trade === null) return <CodesInSight messages={messages} />;
  return trade.status === 'scanned' || trade.status === 'waiting' ? (
    <PaySheet messages={messages} trade={trade} />
  ) : (
    <Ended messages={messages} trade={trade} status={trade.status} />
  );
}

/** The other way round: the customer's code, for the till to scan. */
function OwnCodes({ messages }: { readonly messages: Messages }) {
  return (
    <div class="own-codes">
      <p>{messages.showOwnCode}</p>
      {(['alipay', 'wechat_pay'] as const).map((wallet) => (
        <button
          key={wallet}
          type="button"
          class="own-code"
          data-testid={`phone-show-${wallet}`}
          onClick={() => void show(wallet)}
        >
          <WalletTile wallet={wallet} />
          {messages.wallets[wallet]}
        </button>
      ))}
    </div>
  );
}

function CodesInSight({ messages }: { readonly messages: Messages }) {
  const trades = tradesInSight.value;
  if (trades.length === 0) {
    return (
      <>
        <div class="notice" role="status">
          <Icon name="qr-code" size={44} />
          <h1>{messages.noCode.title}</h1>
          <p>{messages.noCode.detail}</p>
        </div>
        <OwnCodes messages={messages} />
      </>
    );
  }
  return (
    <div class="codes">
      <h1>{messages.codesInSight}</h1>
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
                  {trade.status === 'scanned' ? messages.openAgain : messages.scanThisCode}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <OwnCodes messages={messages} />
    </div>
  );
}

function PaySheet({ messages, trade }: { readonly messages: Messages; readonly trade: PhoneTrade }) {
  const { sign, figure } = moneyParts(trade.amountMinor, trade.currency);
  const sum = moneyText(trade.amountMinor, trade.currency);
  const leftMs = trade.endsAt === null ? null : Date.parse(trade.endsAt) - nowMs.value;
  return (
    <div class="sheet">
      <div class="sheet-top">
        <WalletTile wallet={trade.wallet} size="large" />
        <h1 class="shop">{messages.payShop(shopOf(trade, messages))}</h1>
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
          <dt>{messages.order}</dt>
          <dd class="number">{trade.orderNo}</dd>
        </div>
        <div>
          <dt>{messages.from}</dt>
          <dd>{messages.playMoney}</dd>
        </div>
        {leftMs !== null && leftMs <= longestCountdownMs && (
          <div>
            <dt>{messages.timeLeft}</dt>
            <dd class="number">{countdownText(leftMs)}</dd>
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
          {messages.pay(sum)}
        </button>
        <button
          type="button"
          class="button secondary"
          data-testid="phone-decline"
          onClick={() => void decline(trade.orderNo)}
        >
          {messages.decline}
        </button>
        <button
          type="button"
          class="button quiet"
          data-testid="phone-expire"
          onClick={() => void expire(trade.orderNo)}
        >
          {messages.letExpire}
        </button>
      </div>
    </div>
  );
}

type EndedStatus = keyof Messages['ended'];

const endedIcons: Readonly<Record<EndedStatus, IconName>> = {
  paid: 'circle-check',
  declined: 'circle-x',
  expired: 'timer-off',
  closed: 'timer-off',
  refunded: 'undo-2',
};

function Ended(props: { readonly messages: Messages; readonly trade: PhoneTrade; readonly status: EndedStatus }) {
  const { messages, trade, status } = props;
  return (
    <div class="ended" data-status={status} data-testid="phone-verdict">
      <div class="notice" role="status">
        <Icon name={endedIcons[status]} size={60} strokeWidth={2.25} />
        <h1>{messages.ended[status].title}</h1>
        <p class="ended-sum">{moneyText(trade.amountMinor, trade.currency)}</p>
        <p>{messages.ended[status].detail}</p>
        <p class="number">{trade.orderNo}</p>
      </div>
      <div class="actions">
        <button type="button" class="button primary" data-primary="" data-testid="phone-back" onClick={backToCodes}>
          {messages.backToCodes}
        </button>
      </div>
    </div>
  );
}

function shopOf(trade: PhoneTrade, messages: Messages): string {
  return isolated(state.value?.merchantName ?? (trade.title === '' ? messages.practiceShop : trade.title));
}

function problemText(messages: Messages): string {
  switch (problem.value) {
    case null:
      return '';
    case 'unknown_code':
      return messages.unknownCode;
    case 'not_possible_now':
      return messages.notPossibleNow;
    case 'bad_request':
    case 'no_answer':
      return messages.noAnswer;
  }
}

function countdownText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
