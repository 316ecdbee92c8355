/** What the screens about an outcome say: in the first sentence where the money is, then what to do. */
import type { OrderView, ProblemView } from '../../preload/contract/index.ts';
import { isByCode, isNumberTaken } from '../app/order-text.ts';
import { gatewayName, nextStepSentence, problemSentence } from '../app/order-words.ts';
import { t, timeText } from '../i18n/translate.ts';
import type { IconName } from '../ui/icon.tsx';
import { moneyText } from '../ui/money-text.ts';
import type { OrderScreenName } from './order-face.ts';

export type OutcomeName = Exclude<OrderScreenName, 'asking' | 'confirming' | 'code' | 'code_over' | 'paid'>;

export interface Fact {
  readonly icon: IconName;
  readonly lead: string;
  readonly rest: string;
}

export interface Step {
  readonly title: string;
  readonly text: string;
}

export interface Outcome {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly steps: readonly Step[];
}

type Describe = (order: OrderView) => Outcome;

function nextStepFacts(problem: ProblemView, gateway: OrderView['gateway']): readonly Fact[] {
  const nextStep = nextStepSentence(problem, gateway);
  return nextStep === '' ? [] : [{ icon: 'arrow-right', lead: nextStep, rest: '' }];
}

function problemFacts({ problem, watch, gateway }: OrderView): readonly Fact[] {
  const cause = problem ?? watch?.problem ?? null;
  if (cause === null) return [];
  return [{ icon: 'plug', lead: '', rest: problemSentence(cause, gateway) }, ...nextStepFacts(cause, gateway)];
}

const safeInLedger = (): Fact => ({ icon: 'lock', lead: t('unknown.wait'), rest: t('unknown.safe') });

const unknownSteps = (order: OrderView): readonly Step[] => {
  const gateway = gatewayName(order.gateway);
  return [
    {
      title: t('unknown.step1'),
      text: t('unknown.step1Text', { amount: moneyText(order.amountMinor, order.currency) }),
    },
    { title: t('unknown.step2'), text: t('unknown.step2Text') },
    { title: t('unknown.step3'), text: t('unknown.step3Text') },
    { title: t('unknown.step4'), text: t('unknown.step4Text', { gateway, orderNo: order.orderNo }) },
  ];
};

const newSaleStep = (order: OrderView): Step => ({
  title: t('closed.step'),
  text: t(isByCode(order) ? 'closed.stepTextByCode' : 'closed.stepText'),
});

const unknown: Describe = (order) => ({
  title: t('unknown.title'),
  facts: [
    { icon: 'hand-coins', lead: t('unknown.money'), rest: whyUnknown(order) },
    ...problemFacts(order),
    safeInLedger(),
  ],
  steps: unknownSteps(order),
});

/** Where the gateway has answered, and its answer does not fit the order, the answer itself is said below. */
function whyUnknown({ attention, watch, scanned, way, gateway }: OrderView): string {
  if (attention !== null && watch !== null && watch.problem === null) return '';
  if (!scanned) return t('unknown.notScanned', { gateway: gatewayName(gateway) });
  return t(isByCode({ way }) ? 'unknown.scannedByCode' : 'unknown.scanned');
}

const createUnknown: Describe = (order) => ({
  title: t('createUnknown.title'),
  facts: [
    { icon: 'hand-coins', lead: t('createUnknown.money'), rest: t('createUnknown.moneyText') },
    ...problemFacts(order),
    ...(order.canRetryCreate
      ? [{ icon: 'lock', lead: t('createUnknown.same'), rest: t('createUnknown.sameText') } as const]
      : []),
  ],
  steps: [
    ...(order.canRetryCreate ? [{ title: t('createUnknown.step1'), text: t('createUnknown.step1Text') }] : []),
    { title: t('createUnknown.step2'), text: t('createUnknown.step2Text') },
  ],
});

const closing: Describe = (order) => ({
  title: t('closing.title'),
  facts: [
    {
      icon: 'hand-coins',
      lead: t('closing.money', { gateway: gatewayName(order.gateway) }),
      rest: t('closing.moneyText'),
    },
    ...problemFacts(order),
  ],
  steps: [{ title: t('unknown.step3'), text: t('unknown.step3Text') }],
});

const closeUnknown: Describe = (order) => ({
  title: t('closeUnknown.title'),
  facts: [
    {
      icon: 'hand-coins',
      lead: t('closeUnknown.money'),
      rest: t('closeUnknown.moneyText', { gateway: gatewayName(order.gateway) }),
    },
    ...problemFacts(order),
    safeInLedger(),
  ],
  steps: unknownSteps(order),
});

/** Not one word of what the gateway advises about the number: it is about the other sale. */
const numberTaken: Describe = (order) => ({
  title: t('numberTaken.title'),
  facts: [
    order.attention === null
      ? { icon: 'hand-coins', lead: t('money.none'), rest: t('numberTaken.moneyText') }
      : { icon: 'hand-coins', lead: t('numberTaken.unsure'), rest: t('numberTaken.unsureText') },
    { icon: 'plug', lead: '', rest: t('problem.order_number_used', { gateway: gatewayName(order.gateway) }) },
  ],
  steps: [
    ...(order.attention === null
      ? []
      : [
          {
            title: t('unknown.step1'),
            text: t('numberTaken.lookText', {
              amount: moneyText(order.amountMinor, order.currency),
              gateway: gatewayName(order.gateway),
            }),
          },
        ]),
    {
      title: t('numberTaken.step1'),
      text: t(isByCode(order) ? 'numberTaken.step1TextByCode' : 'numberTaken.step1Text'),
    },
    { title: t('numberTaken.step2'), text: t('numberTaken.step2Text') },
  ],
});

const refused: Describe = (order) => {
  if (isNumberTaken(order)) return numberTaken(order);
  // The next step of the gateway's own code says the same more exactly.
  const isExplained = order.problem !== null && order.problem.explanation !== null;
  const isAccountFault =
    !isExplained && (order.problem?.code === 'configuration' || order.problem?.code === 'account_missing');
  return {
    title: t(isByCode(order) ? 'refused.byCode' : 'refused.title'),
    facts: [
      {
        icon: 'hand-coins',
        lead: t('money.none'),
        rest: t(isByCode(order) ? 'refused.byCodeText' : 'refused.moneyText'),
      },
      ...problemFacts(order),
    ],
    steps: [
      ...(isAccountFault
        ? [
            {
              title: t('refused.stepSettings'),
              text: t('refused.stepSettingsText', { gateway: gatewayName(order.gateway) }),
            },
          ]
        : []),
      ...(order.canRetryCreate ? [{ title: t('refused.stepRetry'), text: t('refused.stepRetryText') }] : []),
      { title: t('refused.stepOther'), text: t('refused.stepOtherText') },
    ],
  };
};

const declined: Describe = (order) => ({
  title: t('declined.title'),
  facts: [
    {
      icon: 'hand-coins',
      lead: t('money.none'),
      rest: t('declined.moneyText', { gateway: gatewayName(order.gateway) }),
    },
    ...problemFacts(order),
  ],
  steps: [
    { title: t('declined.step1'), text: t('declined.step1Text') },
    { title: t('declined.step2'), text: t('declined.step2Text') },
  ],
});

const closed: Describe = (order) => ({
  title: t('closed.title'),
  facts: [
    {
      icon: 'hand-coins',
      lead: t('money.none'),
      rest:
        order.learnedBy === null
          ? t(isByCode(order) ? 'closed.endedByCode' : 'closed.ended')
          : t('closed.confirmed', { gateway: gatewayName(order.gateway) }),
    },
  ],
  steps: [newSaleStep(order)],
});

const expired: Describe = (order) => ({
  title: t('expired.title'),
  facts: [
    {
      icon: 'hand-coins',
      lead: t('expired.money'),
      rest: t(isByCode(order) ? 'expired.moneyTextByCode' : 'expired.moneyText', {
        gateway: gatewayName(order.gateway),
        time: timeText(order.codeExpiresAt, 'clock'),
      }),
    },
    ...problemFacts(order),
    { icon: 'bell', lead: t('expired.told'), rest: t('expired.toldText') },
  ],
  steps: [newSaleStep(order)],
});

const paidLate: Describe = (order) => ({
  title: t('paidLate.title'),
  facts: [
    {
      icon: 'hand-coins',
      lead: t('paidLate.money'),
      rest: t('paidLate.moneyText', { time: timeText(order.paidAt ?? order.updatedAt, 'clockSeconds') }),
    },
    { icon: 'triangle-alert', lead: t('paidLate.decide'), rest: t('paidLate.decideText') },
  ],
  steps: [
    { title: t('paidLate.step1'), text: t('paidLate.step1Text') },
    { title: t('paidLate.step2'), text: t('paidLate.step2Text') },
  ],
});

const refunded: Describe = (order) => ({
  title: t('refunded.title'),
  facts: [{ icon: 'hand-coins', lead: t('refunded.money'), rest: t('refunded.moneyText') }],
  steps: [newSaleStep(order)],
});

const outcomes: Readonly<Record<OutcomeName, Describe>> = {
  unknown,
  create_unknown: createUnknown,
  closing,
  close_unknown: closeUnknown,
  refused,
  declined,
  closed,
  expired,
  paid_late: paidLate,
  refunded,
};

export function outcomeOf(name: OutcomeName, order: OrderView): Outcome {
  const outcome = outcomes[name](order);
  if (order.attention === null) return outcome;
  const attention: Fact = {
    icon: 'triangle-alert',
    lead: t('outcome.attention'),
    rest: problemSentence(order.attention, order.gateway),
  };
  return { ...outcome, facts: [...outcome.facts, attention, ...nextStepFacts(order.attention, order.gateway)] };
}
