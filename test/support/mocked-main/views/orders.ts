/** Steps within the scenes of the group `orders`. */
import { decisionTestId, testIds } from '../../../../renderer/ui/test-ids.ts';
import { click, openFirstOrder, openOrders, openOrderShown, press, untilDialog } from './openers.ts';
import type { Step } from './view.ts';

export const ordersSteps: readonly Step[] = [
  ...(['unknown', 'waiting', 'paid', 'paid_late', 'declined', 'expired', 'refunded', 'held', 'discarded'] as const).map(
    (display) => [`orders, detail ${display}`, 'orders', 'orders', openOrderShown(display)] as const,
  ),
  ['orders, found', 'orders', 'orders', openOrders, (page) => page.getByTestId(testIds.orderSearch).fill('14')],
  [
    'orders, nothing found',
    'orders',
    'orders',
    openOrders,
    (page) => page.getByTestId(testIds.orderSearch).fill('zzz'),
    (page) => page.locator('.nothing h2').waitFor(),
  ],
  ['orders, evidence', 'orders', 'orders', openOrderShown('paid'), click('.evidence summary')],
  ['orders, refund', 'orders', 'orders', openOrderShown('paid'), press(testIds.refund), untilDialog],
  [
    'orders, refund that is refused',
    'orders',
    'orders',
    openOrderShown('paid'),
    press(testIds.refund),
    (page) => page.locator('dialog .field-input').first().fill('99999.999'),
    click('.dialog-answers .button-secondary'),
    (page) => page.locator('dialog [role="alert"]').first().waitFor(),
  ],
  ...(
    [
      ['paid', 'unknown'],
      ['unpaid', 'unknown'],
      ['accept_late', 'paid_late'],
    ] as const
  ).map(
    ([name, display]) =>
      [
        `orders, decide ${name}`,
        'orders',
        'orders',
        openOrderShown(display),
        press(decisionTestId(name)),
        untilDialog,
      ] as const,
  ),
  ...(['refund_done', 'refund_refused'] as const).map(
    (name) =>
      [
        `orders, decide ${name}`,
        'orders',
        'ordersRefunds',
        openFirstOrder,
        press(decisionTestId(name)),
        untilDialog,
      ] as const,
  ),
  [
    'orders, decide clear_attention',
    'orders',
    'orders',
    openOrders,
    click('[data-testid="order-row"]:has(.order-row-attention)'),
    press(decisionTestId('clear_attention')),
    untilDialog,
  ],
  ['held, in the history', 'orders', 'held', openFirstOrder],
];
