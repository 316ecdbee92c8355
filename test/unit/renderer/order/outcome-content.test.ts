import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../../renderer/order/outcome-content.ts';
import { order, problem, silentWatch } from '../../../support/mocked-main/answers/orders.ts';

const wordsOf = (facts: readonly { readonly lead: string; readonly rest: string }[]): string =>
  facts.map(({ lead, rest }) => `${lead} ${rest}`).join(' ');

describe('an order of which a gateway tells what does not fit', () => {
  const disputed = { display: 'unknown', scanned: true, attention: problem('amount_differs') } as const;

  it('is not said to have had no answer, where the gateway answers', () => {
    const { facts } = outcomeOf('unknown', order(disputed));
    expect(wordsOf(facts)).not.toContain('no clear answer');
    expect(wordsOf(facts)).toContain('a payment of another amount');
  });

  it('has both said where the gateway is silent too', () => {
    const { facts } = outcomeOf('unknown', order({ ...disputed, watch: silentWatch('timeout') }));
    expect(wordsOf(facts)).toContain('no clear answer');
    expect(wordsOf(facts)).toContain('a payment of another amount');
  });
});

describe('a number that another sale has', () => {
  const refused = { state: 'refused', display: 'declined', problem: problem('order_number_used') } as const;

  it('is given up for a new one; where somebody has paid under it, the customer’s phone is looked at first', () => {
    const unpaid = outcomeOf('refused', order(refused)).steps.map(({ title }) => title);
    expect(unpaid[0]).toBe('Charge again with a new number');
    const attention = problem('payment_unassigned');
    const { steps } = outcomeOf('refused', order({ ...refused, attention }));
    expect(steps.map(({ title }) => title)).toEqual(['Look at the customer’s phone', ...unpaid]);
    expect(steps[0]?.text).toContain('do not charge again');
  });
});
