/** A merchant account is retired, its key exchanged or its number overwritten while orders are open, then put right. */
import { generatePracticeCredentials, practiceMerchant } from '../../main/practice/common/credentials.ts';
import type { MerchantAccount } from '../../preload/contract/index.ts';
import { orderNoIn } from './proxy.ts';
import type { RunningTill } from './running-till.ts';
import { killAndWait, type Shop, type Wreck } from './shop.ts';

export const accountFaults = ['retired', 'key exchanged', 'merchant number overwritten'] as const;
export type AccountFault = (typeof accountFaults)[number];

export function wrongAccount(fault: AccountFault): Wreck {
  return { name: `account: ${fault}`, needsNewShop: false, happen: (shop) => happen(shop, fault) };
}

async function happen(shop: Shop, fault: AccountFault): Promise<boolean> {
  const till = await shop.openTill();
  await shop.tradeAnyhow(till);
  switch (fault) {
    case 'retired':
      return retire(shop, till);
    case 'key exchanged':
      return exchangeKey(shop, till);
    case 'merchant number overwritten':
      return overwrite(shop, till);
  }
}

async function retire(shop: Shop, till: RunningTill): Promise<boolean> {
  const accountId = shop.random.pick(shop.world.accountIds);
  const sales = shop.tradeAnyhow(till);
  const retired = await till.call('retireAccount', { accountId, isRetired: true });
  if (!retired.ok) throw new Error(`The till said ${retired.problem.code}`);
  await sales;
  await sellAndEnd(shop, till);
  // What is open is settled by an account out of use as well.
  const goingOn = await shop.openTill();
  const { findings } = await shop.world.agree();
  shop.world.complain(...findings);
  await goingOn.call('retireAccount', { accountId, isRetired: false });
  return true;
}

async function exchangeKey(shop: Shop, till: RunningTill): Promise<boolean> {
  const { world, random } = shop;
  const other = await others();
  const right = random.pick(world.keys.filter(({ reference }) => reference.kind in other));
  const { accountId, kind } = right.reference;
  const sales = shop.tradeAnyhow(till);
  const keyKind = kind as keyof typeof other;
  world.wrong(accountId);
  const exchanged = await till.call('setKey', { accountId, kind: keyKind, value: other[keyKind] });
  if (!exchanged.ok) throw new Error(`The till said ${exchanged.problem.code} ${exchanged.problem.detail}`);
  await sales;
  await shop.tradeAnyhow(till);
  await shop.tradeAnyhow(till);
  // A new process has the keys of the keychain that it is given, which are the right ones.
  if (random.below(2) === 0) await killAndWait(till);
  else await till.call('setKey', { accountId, kind: keyKind, value: right.value });
  return true;
}

async function overwrite(shop: Shop, till: RunningTill): Promise<boolean> {
  const { world, random } = shop;
  const gateway = random.pick(['scanforpay', 'alipay'] as const);
  const account = (await till.call('getAppState', undefined)).accounts.find((one) => one.account.gateway === gateway);
  if (account === undefined) throw new Error(`The till has no account at ${gateway}`);
  const { id } = account.account;
  const hasOpenOrders = async (): Promise<boolean> =>
    (await till.call('getAppState', undefined)).openOrders.some(({ accountId }) => accountId === id);
  for (let round = 0; round < 4 && !(await hasOpenOrders()); round += 1) await shop.tradeAnyhow(till);
  if (await hasOpenOrders()) {
    const saved = await till.call('saveAccount', { account: withOtherNumber(account.account) });
    if (saved.ok && (await hasOpenOrders()))
      world.complain({ fault: 'wrong', orderNo: '', detail: `${gateway}: another number, though orders are open` });
  }
  await sellAndEnd(shop, till);
  if (shop.till !== null) await shop.closeTill();

  world.wrong(id);
  world.changeAccounts((one) => (one.id === id ? withOtherNumber(one) : one));
  const known = new Set(world.trades().map(({ orderNo }) => orderNo));
  world.proxy.onAsked = (asked) => {
    if (!Object.values(otherNumbers).some((number) => asked.includes(number))) return;
    const orderNo = orderNoIn(asked);
    if (known.has(orderNo))
      world.complain({ fault: 'wrong', orderNo, detail: 'asked about in the name of another merchant' });
  };
  const wrong = await shop.openTill();
  await shop.tradeAnyhow(wrong);
  await sellAndEnd(shop, wrong);
  await shop.closeTill();
  world.proxy.onAsked = () => undefined;
  world.changeAccounts((one) => (one.id === id ? withRightNumber(one) : one));
  return true;
}

async function sellAndEnd(shop: Shop, till: RunningTill): Promise<void> {
  await shop.tradeAnyhow(till);
  if (shop.random.below(2) === 0) await killAndWait(till);
}

const otherNumbers = { scanforpay: '123456789012345', alipay: '2021009988776655' } as const;

function withOtherNumber(account: MerchantAccount): MerchantAccount {
  return account.gateway === 'alipay'
    ? { ...account, appId: otherNumbers.alipay }
    : { ...account, partnerNo: otherNumbers.scanforpay };
}

function withRightNumber(account: MerchantAccount): MerchantAccount {
  return account.gateway === 'alipay'
    ? { ...account, appId: practiceMerchant.alipay.appId }
    : { ...account, partnerNo: practiceMerchant.scanForPay.partnerNo };
}

interface OtherKeys {
  readonly scanforpay_sign_key: string;
  readonly alipay_app_private_key: string;
  readonly alipay_public_key: string;
}

let made: Promise<OtherKeys> | null = null;

/** Of another merchant: as good as the right ones, but not the right ones. */
function others(): Promise<OtherKeys> {
  return (made ??= generatePracticeCredentials().then(({ till: { scanForPay, alipay } }) => ({
    scanforpay_sign_key: scanForPay.signKey,
    alipay_app_private_key: alipay.appPrivateKey,
    alipay_public_key: alipay.alipayPublicKey,
  })));
}
