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

async function postToPhone(phoneUrl: string, action: string, body: object): Promise<void> {
  const { origin, pathname } = new URL(phoneUrl);
  const response = await fetch(`${origin}${pathname}api/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`phone: ${action} answered ${response.status} ${await response.text()}`);
}
