/** Writes docs/states.md from the transition tables, so that the document cannot say anything else than they do. */
import { displayStateOf, isWatched } from '../../main/domain/order-lifecycle.ts';
import {
  orderStates,
  type LaterEvent,
  type OrderState,
  refundStates,
  type RefundState,
} from '../../main/domain/order.ts';
import { isOpenRefund } from '../../main/domain/refund.ts';
import {
  refundTransitions,
  transitions,
  type Decision,
  type RefundDecision,
  type RefundEventType,
} from '../../main/domain/transitions.ts';
import { oneOfEach, refundOf } from './events.ts';
import { orderOf } from './orders.ts';

type EventType = LaterEvent['type'];

const sentences: Readonly<Record<OrderState, string>> = {
  held: 'Put aside at the counter: it has its numbers, nothing has been sent, and nothing is charged.',
  discarded: 'A held sale that was dropped; nothing was ever sent.',
  creating: 'The order is in the ledger, and the request for its code may be on its way.',
  create_unknown: 'The request for the code got no answer that can be trusted.',
  refused: 'The gateway said no in a reply that verified, or nothing was sent: no money can move.',
  awaiting: 'The code is out, and nobody has paid as far as is known.',
  closing: 'Cashier or clock gave it up, and the gateway is being asked to cancel it.',
  close_unknown: 'The gateway gave no answer about closing that can be trusted; it is asked again.',
  paid: 'Money has moved: verified, and every particular agrees.',
  declined: 'The gateway says that the payment failed.',
  closed: 'It ended unpaid.',
  expired_watching: 'Given up, but its code could not be cancelled: it is watched for a late payment for a day.',
  paid_late:
    'Paid after it was given up: someone must decide whether to hand over the goods or to give the money back.',
  refunded: 'Paid, and the whole sum has gone back.',
};

const refundSentences: Readonly<Record<RefundState, string>> = {
  requested: 'In the ledger with its number; the request may be on its way.',
  unknown: 'No answer that can be trusted: it may have been carried out, and is asked about under the same number.',
  in_progress: 'The gateway has taken it; the money is not back yet.',
  done: 'The money has gone back.',
  refused: 'A verified «no»: nothing went back under this number.',
};

/** What only a person sets off; it has a picture of its own. */
const personal: readonly EventType[] = [
  'order.released',
  'order.discarded',
  'create.retried',
  'late.accepted',
  'resolved.paid',
  'resolved.unpaid',
];

const eventTypes = Object.keys(oneOfEach) as EventType[];
const refundEventTypes = Object.keys(refundTransitions.requested) as RefundEventType[];

/** States that have so much in common that the picture draws it once. */
interface Group {
  readonly id: string;
  readonly title: string;
  readonly members: readonly OrderState[];
}

const groups: readonly Group[] = [
  groupOf('any_open', 'not given up yet', (state) => transitions[state]['payment.succeeded'] === 'paid'),
  groupOf(
    'any_unlooked_for',
    'nobody waits for it',
    (state) => transitions[state]['payment.succeeded'] === 'paid_late',
  ),
  groupOf('any_with_money', 'with money in it', (state) => transitions[state]['refund.requested'] !== 'never'),
];

function groupOf(id: string, title: string, belongs: (state: OrderState) => boolean): Group {
  return { id, title, members: orderStates.filter(belongs) };
}

interface Arrow {
  readonly from: string;
  readonly to: OrderState;
  readonly label: string;
}

/** Where a decision moves an order; `null` where it does not. */
export function targetOf(decision: Decision): OrderState | null {
  switch (decision) {
    case 'stay':
    case 'attend':
    case 'never':
      return null;
    case 'refunded_when_whole':
      return 'refunded';
    default:
      return decision;
  }
}

function sourcesOf(type: EventType): ReadonlyMap<OrderState, readonly OrderState[]> {
  const sources = new Map<OrderState, OrderState[]>();
  for (const state of orderStates) {
    const target = targetOf(transitions[state][type]);
    if (target !== null) sources.set(target, [...(sources.get(target) ?? []), state]);
  }
  return sources;
}

/** The arrows of one event, those that a whole group shares (all of it but one state, at most) drawn once. */
function arrowsOf(type: EventType): readonly Arrow[] {
  return [...sourcesOf(type)].flatMap(([to, sources]) => {
    const arrows: Arrow[] = [];
    let left = sources;
    for (const { id, members } of groups) {
      const others = members.filter((state) => state !== to);
      const missing = others.filter((state) => !sources.includes(state));
      if (others.length < 2 || missing.length > 1 || others.length - missing.length < 2) continue;
      const note = missing.length === 0 ? '' : ` (not ${missing.join()})`;
      arrows.push({ from: id, to, label: `${type}${note}` });
      left = left.filter((state) => !members.includes(state));
    }
    return [...arrows, ...left.map((from) => ({ from, to, label: type }))];
  });
}

function drawn(arrows: readonly Arrow[]): readonly string[] {
  const labels = new Map<string, string[]>();
  for (const { from, to, label } of arrows) {
    const key = `${from} --> ${to}`;
    labels.set(key, [...(labels.get(key) ?? []), label]);
  }
  return [...labels].map(([key, parts]) => `  ${key}: ${parts.join('<br>')}`);
}

function orderDiagram(births: readonly string[], types: readonly EventType[]): string {
  const arrows = types.flatMap(arrowsOf);
  const used = groups.filter(({ id }) => arrows.some(({ from }) => from === id));
  const titles = used.map(({ id, title, members }) => `  state "${title}:<br>${members.join(', ')}" as ${id}`);
  return fenced('mermaid', ['stateDiagram-v2', ...titles, ...births, ...drawn(arrows)]);
}

function refundDiagram(): string {
  const arrows = refundStates.flatMap((from) =>
    refundEventTypes.flatMap((label) => {
      const to = refundTransitions[from][label];
      return to === 'stay' || to === 'attend' || to === 'never' ? [] : [{ from, to, label }];
    }),
  );
  const lines = arrows.map(({ from, to, label }) => `  ${from} --> ${to}: ${label}`);
  return fenced('mermaid', ['stateDiagram-v2', '  [*] --> requested: refund.requested', ...lines]);
}

function signOf(decision: Decision | RefundDecision): string {
  switch (decision) {
    case 'stay':
      return '·';
    case 'attend':
      return '**!**';
    case 'never':
      return '–';
    case 'refunded_when_whole':
      return '→ refunded ◐';
    default:
      return `→ ${decision}`;
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function fenced(language: string, lines: readonly string[]): string {
  return ['```' + language, ...lines, '```'].join('\n');
}

function yes(is: boolean): string {
  return is ? 'yes' : '';
}

function code(text: string): string {
  return `\`${text}\``;
}

/** The whole document. `testFile` is where it is checked, and so how it is renewed. */
export function statesDocument(testFile: string): string {
  const stateRows = orderStates.map((state) => [
    code(state),
    sentences[state],
    displayStateOf({ state }).replace('_', ' '),
    yes(isWatched(orderOf({ state }))),
  ]);
  const refundRows = refundStates.map((state) => [
    code(state),
    refundSentences[state],
    yes(isOpenRefund(refundOf({ state }))),
  ]);
  return `${[
    '# States',
    'Made from the tables in `main/domain/transitions.ts`; not to be edited. A test compares the two. After a change of the\ntables, renew this document with:',
    fenced('sh', [`npm test -- --only unit -- ${testFile} --update`]),
    '## An order',
    'What happens to an order is an event in the ledger; the table says what it does to the state. An order begins as\n`creating` (`order.created`) or `held` (`order.held`).',
    table(['state', 'meaning', 'shown as', 'watched'], stateRows),
    'The gateway, the clock and the cashier’s «cancel»:',
    orderDiagram(
      ['  [*] --> creating: order.created'],
      eventTypes.filter((type) => !personal.includes(type)),
    ),
    'What a person decides:',
    orderDiagram(['  [*] --> held: order.held'], personal),
    'Every event in every state. `→ x`: goes to *x*; `→ refunded ◐`: goes there once the whole sum is back; `·`: recorded, no\nchange of state; **!**: recorded, no change of state, and a person must look; `–`: must not happen, a bug if it does.',
    table(
      ['event', ...orderStates.map(code)],
      eventTypes.map((type) => [code(type), ...orderStates.map((state) => signOf(transitions[state][type]))]),
    ),
    '## A refund',
    'An order has at most one refund under way. `refund.resolved`, a person’s word, counts as `refund.done` or\n`refund.refused`.',
    table(['state', 'meaning', 'under way'], refundRows),
    refundDiagram(),
    table(
      ['event', ...refundStates.map(code)],
      refundEventTypes.map((type) => [
        code(type),
        ...refundStates.map((state) => signOf(refundTransitions[state][type])),
      ]),
    ),
  ].join('\n\n')}\n`;
}
