import type { PlannedFault } from '../../main/practice/common/faults.ts';
import type { PhoneState, PhoneTrade } from '../../main/practice/common/phone-view.ts';

/** What a trainee's tap on the practice phone sends to the practice platform. */
export type PhoneAction = 'scan' | 'pay' | 'decline' | 'expire';

export async function actOnPhone(phoneUrl: string, action: PhoneAction, orderNo: string): Promise<void> {
  await postToPhone(phoneUrl, action, action === 'scan' ? { code: orderNo } : { orderNo });
}

/** Holds the customer's own payment code out to the till. */
export async function showCode(phoneUrl: string, wallet: 'alipay' | 'wechat_pay'): Promise<void> {
  await postToPhone(phoneUrl, 'show', { wallet });
}

export async function chooseScenario(phoneUrl: string, name: string): Promise<void> {
  await postToPhone(phoneUrl, 'scenario', { name });
}

/** Has the platform answer the next request of this kind badly, once; `carriedOut`: only after it has done what was asked. */
export async function planMishap(
  phoneUrl: string,
  operation: PlannedFault['operation'],
  code: 'http_500' | 'html' | 'unsigned' | 'wrong_signature' | 'reset' | 'stall',
  { carriedOut }: { readonly carriedOut: boolean },
): Promise<void> {
  await postToPhone(phoneUrl, 'fault', { operation, code, carriedOut });
}

/** Has the platform answer the next request of this kind with a result code, once, and carry nothing out. */
export async function planRefusal(phoneUrl: string, operation: PlannedFault['operation'], code: string): Promise<void> {
  await postToPhone(phoneUrl, 'fault', { operation, code, carriedOut: false });
}

/** The order as the platform has it in its books. */
export async function tradeAt(phoneUrl: string, orderNo: string): Promise<PhoneTrade> {
  const response = await fetch(addressOf(phoneUrl, 'state'));
  const { trades } = (await response.json()) as PhoneState;
  const trade = trades.find((one) => one.orderNo === orderNo);
  if (trade === undefined) throw new Error(`the platform has no order ${orderNo}`);
  return trade;
}

function addressOf(phoneUrl: string, name: string): string {
  const { origin, pathname } = new URL(phoneUrl);
  return `${origin}${pathname}api/${name}`;
}

async function postToPhone(phoneUrl: string, action: string, body: object): Promise<void> {
  const response = await fetch(addressOf(phoneUrl, action), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`phone: ${action} answered ${response.status} ${await response.text()}`);
}
