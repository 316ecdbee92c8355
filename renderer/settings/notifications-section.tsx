import { useEffect, useState } from 'preact/hooks';
import { terminalPrefixOf } from '../../main/domain/order-number.ts';
import type { NotificationView } from '../../preload/contract/index.ts';
import { approved, saySaved } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { showOrder } from '../app/route.ts';
import { SettingsForm } from '../app/settings-form.tsx';
import { appState, knownOrders, state } from '../app/store.ts';
import { showToast } from '../app/toasts.ts';
import { t, timeText } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Check, Field } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';

const deliveriesShown = 50;

const iconOf: Readonly<Record<NotificationView['verdict'], IconName>> = {
  applied: 'circle-check',
  repeated: 'copy-check',
  disputed: 'triangle-alert',
  inconclusive: 'circle-help',
  unknown_order: 'circle-help',
  refused: 'shield-alert',
  not_checked: 'key-round',
  turned_away: 'shield-alert',
};

function Listener() {
  const { listener } = state();
  switch (listener.status) {
    case 'listening':
      return (
        <>
          <div class="finding" data-state="paid">
            <Icon name="bell" size={32} strokeWidth={2.25} />
            <h3>{t('listener.listening', { host: listener.host, port: String(listener.port) })}</h3>
          </div>
          {listener.wantedPort !== null && (
            <div class="notice" data-state="unknown">
              <Icon name="triangle-alert" size={22} strokeWidth={2.25} />
              <p>{t('listener.moved', { wanted: String(listener.wantedPort), port: String(listener.port) })}</p>
            </div>
          )}
        </>
      );
    case 'off':
      return (
        <div class="finding" data-state="expired">
          <Icon name="bell" size={32} strokeWidth={2.25} />
          <div>
            <h3>{t('listener.off')}</h3>
            <p>{t('listener.offText')}</p>
          </div>
        </div>
      );
    case 'failed':
      return (
        <div class="finding" data-state="unknown">
          <Icon name="plug" size={32} strokeWidth={2.25} />
          <div>
            <h3>{t('listener.failed')}</h3>
            <p>{t('listener.offText')}</p>
            <p class="selectable">{listener.detail}</p>
          </div>
        </div>
      );
  }
}

function accountName(accountId: string): string {
  return state().accounts.find(({ account }) => account.id === accountId)?.account.name ?? accountId;
}

function Delivery({
  delivery,
  onReapply,
}: {
  readonly delivery: NotificationView;
  readonly onReapply: (id: number) => void;
}) {
  const { orderNo, problem } = delivery;
  const isOfOtherTill = delivery.verdict === 'unknown_order' && problem?.code === 'other_till';
  const till = terminalPrefixOf(orderNo ?? '') ?? '';
  const account = state().accounts.find(({ account: { id } }) => id === delivery.accountId)?.account;
  return (
    <details class="delivery" data-verdict={delivery.verdict}>
      <summary>
        <span class="delivery-time">{timeText(delivery.receivedAt, 'moment')}</span>
        <span class="delivery-verdict">
          <Icon name={iconOf[delivery.verdict]} size={20} strokeWidth={2.25} />
          {isOfOtherTill ? t('verdict.otherTill', { till }) : t(`verdict.${delivery.verdict}`)}
        </span>
        <span class="delivery-account">{accountName(delivery.accountId)}</span>
        <span class="delivery-order">{orderNo ?? ''}</span>
        <Icon name="chevron-down" size={20} class="delivery-open" />
      </summary>
      {problem !== null && account !== undefined && !isOfOtherTill && (
        <p class="delivery-problem">
          {t(`problem.${problem.code}`, { gateway: t(`name.gateway.${account.gateway}`) })}
        </p>
      )}
      <p class="evidence-event">{t('listener.raw')}</p>
      <pre class="raw selectable" tabIndex={0}>
        {delivery.bodyText}
      </pre>
      {delivery.verdict !== 'turned_away' && (
        <Button icon="rotate-ccw" onPress={() => onReapply(delivery.id)}>
          {t('listener.reapply')}
        </Button>
      )}
      {orderNo !== null && knownOrders.value.has(orderNo) && (
        <Button icon="receipt-text" onPress={() => showOrder(orderNo)}>
          {t('action.openOrder')}
        </Button>
      )}
    </details>
  );
}

/** Where the listener is to wait; takes effect when it is saved. */
function ListenerForm() {
  const { listenerWish } = state();
  const [isEnabled, setIsEnabled] = useState(listenerWish.enabled);
  const [host, setHost] = useState(listenerWish.host);
  const [port, setPort] = useState(String(listenerWish.port));
  const hostProblem = /^[\d.]+$|:/.test(host) ? null : t('fieldProblem.ip');
  const portProblem = /^\d{1,5}$/.test(port) && Number(port) <= 65_535 ? null : t('fieldProblem.port');
  const save = (): void => {
    if (hostProblem !== null || portProblem !== null) return;
    const listener = { enabled: isEnabled, host, port: Number(port) };
    perform(async () => {
      saySaved(await approved((approval) => bridge.changeSettings({ listener, approval })));
    });
  };
  return (
    <SettingsForm onSave={save}>
      <Check isChecked={isEnabled} onChange={setIsEnabled}>
        {t('listener.enabled')}
      </Check>
      <Field
        label={t('listener.host')}
        hint={t('listener.hostHint')}
        value={host}
        problem={hostProblem}
        onValue={setHost}
      />
      <Field label={t('listener.port')} inputMode="numeric" value={port} problem={portProblem} onValue={setPort} />
    </SettingsForm>
  );
}

/** Whether notifications can come in, and what came: also what was refused, with its text as received. */
export function NotificationsSection() {
  const { listener } = state();
  const [deliveries, setDeliveries] = useState<readonly NotificationView[] | null>(null);
  const read = (): void =>
    perform(async () => {
      const found = await valueOf(bridge.listNotifications({ limit: deliveriesShown }));
      if (found !== null) setDeliveries(found);
    });
  const reapply = (id: number): void =>
    perform(async () => {
      if ((await valueOf(bridge.reapplyNotification({ id }))) === null) return;
      showToast({ kind: 'done', message: 'listener.reapplied' });
      read();
    });
  useEffect(read, [appState.value]);
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('listener.title')}</h2>
      <Listener />
      <ListenerForm />
      <div class="section-line">
        <h3 class="section-heading">{t('listener.deliveries')}</h3>
        <Button kind="plain" icon="refresh-cw" onPress={read}>
          {t('listener.refresh')}
        </Button>
      </div>
      {listener.status === 'listening' && listener.leftOut > 0 && (
        <p class="field-hint">{t('listener.leftOut', { count: listener.leftOut })}</p>
      )}
      {deliveries?.length === 0 && <p class="field-hint">{t('listener.none')}</p>}
      <div class="deliveries">
        {deliveries?.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} onReapply={reapply} />
        ))}
      </div>
    </div>
  );
}
