import type { OrderView } from '../../preload/contract/index.ts';
import { nowMs } from '../app/clock.ts';
import { CodeScreen } from './code-screen.tsx';
import { orderScreen } from './order-face.ts';
import { OutcomeScreen } from './outcome-screen.tsx';
import { PaidScreen } from './paid-screen.tsx';

/** The sale on screen, in the face that its state has now. */
export function OrderScreen({ order }: { readonly order: OrderView }) {
  const name = orderScreen(order, nowMs.value);
  switch (name) {
    case 'asking':
    case 'confirming':
    case 'code':
    case 'code_over':
      return <CodeScreen key={order.orderNo} order={order} phase={name} />;
    case 'paid':
      return <PaidScreen key={order.orderNo} order={order} />;
    default:
      return <OutcomeScreen key={`${order.orderNo} ${name}`} order={order} name={name} />;
  }
}
