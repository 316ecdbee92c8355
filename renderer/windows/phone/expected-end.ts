import type { PhoneTrade, ScenarioName } from '../../../main/practice/common/phone-view.ts';

/** What the till should say in the end; the words are those on the till. */
export type Verdict = 'paid' | 'declined' | 'expired' | 'refunded';

/** What stands below the verdict; most depend on the scenario. */
type EndName =
  | ScenarioName
  | 'declined'
  | 'declined_alipay'
  | 'expired'
  | 'expired_scanforpay'
  | 'closed'
  | 'refunded'
  | 'no_notify';

export interface ExpectedEnd {
  readonly verdict: Verdict;
  readonly name: EndName;
}

/** What the till should say in the end: of what has happened, or of the payment that the next tap would make. */
export function expectedEnd(trade: PhoneTrade, current: ScenarioName): ExpectedEnd {
  switch (trade.status) {
    case 'declined':
      return trade.gateway === 'alipay'
        ? { verdict: 'expired', name: 'declined_alipay' }
        : { verdict: 'declined', name: 'declined' };
    case 'expired':
      return trade.gateway === 'scanforpay'
        ? { verdict: 'declined', name: 'expired_scanforpay' }
        : { verdict: 'expired', name: 'expired' };
    case 'closed':
      return { verdict: 'expired', name: 'closed' };
    case 'refunded':
      return { verdict: 'refunded', name: 'refunded' };
    case 'waiting':
    case 'scanned':
    case 'paid':
      return { verdict: 'paid', name: endOfPayment(trade, trade.scenario ?? current) };
  }
}

function endOfPayment(trade: PhoneTrade, scenario: ScenarioName): EndName {
  const needsNotifyUrl = scenario !== 'service_down' && scenario !== 'slow';
  return needsNotifyUrl && !trade.hasNotifyUrl ? 'no_notify' : scenario;
}
