import type { OrderView } from '../../preload/contract/index.ts';
import { startNewSale } from '../charge/sale-form.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { testIds } from '../ui/test-ids.ts';
import { chargeAgain } from './charge-again.ts';
import { busyOrders, checkNow, openPhone, retryCreate } from './order-actions.ts';

interface OrderButtonProps {
  readonly order: OrderView;
  readonly kind?: 'primary' | 'secondary';
  readonly size?: 'usual' | 'main';
  readonly unavailable?: string | null;
}

export function CheckNowButton({ order, kind = 'secondary', size = 'usual', unavailable = null }: OrderButtonProps) {
  const isChecking = busyOrders.value.get(order.orderNo) === 'checkOrder';
  return (
    <Button
      kind={kind}
      size={size}
      icon="refresh-cw"
      keyCap="F5"
      testId={testIds.checkNow}
      unavailable={unavailable}
      onPress={() => checkNow(order.orderNo)}
    >
      {t(isChecking ? 'action.checking' : 'action.checkNow')}
    </Button>
  );
}

export function RetryButton({ order, kind = 'secondary', size = 'usual' }: OrderButtonProps) {
  return (
    <Button
      kind={kind}
      size={size}
      icon="rotate-ccw"
      testId={testIds.retryCreate}
      onPress={() => retryCreate(order.orderNo)}
    >
      {t('action.retryCreate')}
    </Button>
  );
}

/** The same sale under a number of its own, where the one it had is another sale's. */
export function ChargeAgainButton({ order, kind = 'secondary', size = 'usual' }: OrderButtonProps) {
  return (
    <Button
      kind={kind}
      size={size}
      icon="rotate-ccw"
      keyCap="R"
      testId={testIds.chargeAgain}
      onPress={() => chargeAgain(order)}
    >
      {t('action.chargeAgain')}
    </Button>
  );
}

interface NewSaleProps {
  readonly label: string;
  readonly kind?: 'primary' | 'secondary';
  readonly size?: 'usual' | 'main';
  readonly keyCap?: string;
  readonly icon?: 'plus';
}

export function NewSaleButton({ label, kind = 'secondary', size = 'usual', keyCap = 'N', icon }: NewSaleProps) {
  return (
    <Button
      kind={kind}
      size={size}
      keyCap={keyCap}
      testId={testIds.newSale}
      onPress={startNewSale}
      {...(icon === undefined ? {} : { icon })}
    >
      {label}
    </Button>
  );
}

export function PhoneButton({ orderNo }: { readonly orderNo: string }) {
  return (
    <Button icon="smartphone" keyCap="F9" testId={testIds.openPhone} onPress={() => openPhone(orderNo)}>
      {t('practice.openPhone')}
    </Button>
  );
}
