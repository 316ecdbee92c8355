/** Every word of the practice phone, in its three languages. */
import type { OrderStep, PhoneTrade, ScenarioName, TradeStatus } from '../../../main/practice/common/phone-view.ts';

export type PhoneLanguage = 'en' | 'zh' | 'ja';

/** What the till should say in the end; the words are those on the till. */
export type Verdict = 'paid' | 'declined' | 'expired' | 'refunded';

/** What stands below the verdict; most depend on the scenario. */
export type EndName =
  | ScenarioName
  | 'declined'
  | 'declined_alipay'
  | 'expired'
  | 'expired_scanforpay'
  | 'closed'
  | 'refunded'
  | 'no_notify';

interface TwoLines {
  readonly title: string;
  readonly detail: string;
}

export interface Messages {
  readonly pageTitle: string;
  readonly practice: string;
  readonly practiceDetail: string;
  readonly closePhone: string;
  readonly playPhone: string;
  readonly codesInSight: string;
  readonly noCode: TwoLines;
  readonly showOwnCode: string;
  readonly wallets: Readonly<Record<PhoneTrade['wallet'], string>>;
  readonly scanThisCode: string;
  readonly openAgain: string;
  readonly payShop: (shop: string) => string;
  readonly practiceShop: string;
  readonly order: string;
  readonly from: string;
  readonly playMoney: string;
  readonly timeLeft: string;
  readonly pay: (sum: string) => string;
  readonly decline: string;
  readonly letExpire: string;
  readonly backToCodes: string;
  readonly ended: Readonly<Record<Exclude<TradeStatus, 'waiting' | 'scanned'>, TwoLines>>;
  readonly unknownCode: string;
  readonly notPossibleNow: string;
  readonly noAnswer: string;
  readonly connecting: string;
  readonly gone: TwoLines;
  readonly whenPaying: TwoLines;
  readonly scenarios: Readonly<Record<ScenarioName, TwoLines>>;
  readonly downFor: (seconds: number) => string;
  readonly browserHint: string;
  readonly whatTillHeard: string;
  readonly nothingHeard: string;
  readonly heard: Readonly<Record<OrderStep | Exclude<TradeStatus, 'waiting'>, string>>;
  readonly waitingForScan: string;
  readonly waitingForTap: string;
  readonly tillAsked: string;
  readonly notified: Readonly<Record<'true' | 'repeated' | 'forged' | 'wrong_amount', string>>;
  readonly acknowledged: string;
  readonly answered: (httpStatus: number) => string;
  readonly unreachable: string;
  readonly skipped: string;
  readonly attempt: (count: number) => string;
  readonly howItEnds: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly ends: Readonly<Record<EndName, (sum: string) => string>>;
  readonly elseNote: string;
}

const en: Messages = {
  pageTitle: 'Practice phone',
  practice: 'Practice',
  practiceDetail: 'No real money moves. Sales go into a separate practice book.',
  closePhone: 'Close the phone',
  playPhone: 'Play phone',
  codesInSight: 'Codes in sight',
  noCode: { title: 'No code in sight', detail: 'Charge an amount on the till. Its code appears here.' },
  showOwnCode: 'Or hold your own code out to the till:',
  wallets: { alipay: 'Alipay', wechat_pay: 'WeChat Pay' },
  scanThisCode: 'Scan this code',
  openAgain: 'Opened, go on',
  payShop: (shop) => `Pay ${shop}`,
  practiceShop: 'the practice shop',
  order: 'Order',
  from: 'From',
  playMoney: 'Play money',
  timeLeft: 'Time left',
  pay: (sum) => `Pay ${sum}`,
  decline: 'Decline',
  letExpire: 'Let it expire',
  backToCodes: 'Back to the codes',
  ended: {
    paid: { title: 'Paid', detail: 'The money has left the play account.' },
    declined: { title: 'Declined', detail: 'No money was taken.' },
    expired: { title: 'Expired', detail: 'No money was taken.' },
    closed: { title: 'Closed by the shop', detail: 'No money was taken.' },
    refunded: { title: 'Paid back', detail: 'The money is back.' },
  },
  unknownCode: 'The payment service does not know this code.',
  notPossibleNow: 'Too late: this order has ended.',
  noAnswer: 'The practice platform did not answer. Try again.',
  connecting: 'Connecting',
  gone: { title: 'Not connected', detail: 'Open the practice phone again from the till.' },
  whenPaying: { title: 'When the customer pays', detail: 'Pick what goes wrong with the next tap on the phone.' },
  scenarios: {
    normal: { title: 'Nothing goes wrong', detail: 'paid once, told once' },
    told_twice: { title: 'Told twice', detail: 'the same notification arrives again' },
    told_late: { title: 'Told late', detail: 'the notification comes after the code expired' },
    forged: { title: 'Forged notification', detail: 'wrong signature, the till must ignore it' },
    wrong_amount: { title: 'Wrong amount', detail: 'a signed notification names another sum' },
    service_down: { title: 'Payment service down', detail: 'no answer for 60 seconds' },
    slow: { title: 'Slow network', detail: 'every answer takes 4 seconds' },
    refund_delayed: { title: 'Slow refund', detail: 'at ScanForPay, giving it back takes 5 seconds' },
  },
  downFor: (seconds) => `down for ${seconds} s more`,
  browserHint: 'Also opens in any browser on this PC.',
  whatTillHeard: 'What the till heard',
  nothingHeard: 'Nothing yet. It starts with a code on the till.',
  heard: {
    code_asked: 'Code asked for',
    barcode_read: 'Customer’s code read by the till',
    part_refunded: 'Part of the money returned',
    code_handed_out: 'Code handed out',
    scanned: 'Phone opened the code',
    paid: 'Customer paid',
    declined: 'Customer declined',
    expired: 'Time ran out',
    closed: 'Closed by the till',
    refunded: 'All the money returned',
  },
  waitingForScan: 'Waiting for the scan',
  waitingForTap: 'Waiting for your tap',
  tillAsked: 'Till asked and was told',
  notified: {
    true: 'Notification sent',
    repeated: 'Same notification again',
    forged: 'Forged notification sent',
    wrong_amount: 'Wrong amount sent',
  },
  acknowledged: 'till answered “success”',
  answered: (httpStatus) => `till did not confirm (${httpStatus})`,
  unreachable: 'till did not answer',
  skipped: 'not sent: address outside this PC',
  attempt: (count) => `try ${count}`,
  howItEnds: 'How it should end',
  verdicts: { paid: 'Paid', declined: 'Declined', expired: 'Expired', refunded: 'Refunded' },
  ends: {
    normal: (sum) => `One sale of ${sum} in the practice book.`,
    told_twice: (sum) => `Still one sale of ${sum}, not two: the second message changes nothing.`,
    told_late: (sum) => `One sale of ${sum}: the till finds out by asking. The late message changes nothing.`,
    forged: (sum) => `One sale of ${sum}, marked for a look: the till refuses the forged message and shows it.`,
    wrong_amount: (sum) => `One sale of ${sum}, marked for a look: the message with the other sum is not believed.`,
    service_down: (sum) =>
      `While the service is down, the till says that it does not know. Soon after: one sale of ${sum}.`,
    slow: (sum) => `One sale of ${sum}, a few seconds later than usual.`,
    refund_delayed: (sum) => `One sale of ${sum}. At ScanForPay a refund of it is on its way for 5 seconds.`,
    declined: () => 'No sale. The till says declined, and that no money was taken.',
    declined_alipay: () => 'No sale. Alipay only says that the order is closed, so the till shows expired.',
    expired: () => 'No sale. When its own time is over too, the till says expired.',
    expired_scanforpay: () => 'No sale. ScanForPay only says that the payment failed, so the till says declined.',
    closed: () => 'No sale. The till closed the order itself.',
    refunded: (sum) => `No sale. The payment was undone, and ${sum} went back.`,
    no_notify: (sum) => `One sale of ${sum}. The order names no address to notify, so the till has to ask.`,
  },
  elseNote: 'If the till says anything else, note the order number for support.',
};

const zh: Messages = {
  pageTitle: '练习手机',
  practice: '练习',
  practiceDetail: '不会动用真钱，交易记入单独的练习账本。',
  closePhone: '关闭手机',
  playPhone: '模拟手机',
  codesInSight: '可扫的付款码',
  noCode: { title: '眼前没有付款码', detail: '请先在收银台收款，付款码会出现在这里。' },
  showOwnCode: '或者把自己的付款码给收银台扫：',
  wallets: { alipay: '支付宝', wechat_pay: '微信支付' },
  scanThisCode: '扫这个码',
  openAgain: '已打开，继续',
  payShop: (shop) => `向${shop}付款`,
  practiceShop: '练习商店',
  order: '订单',
  from: '付款方式',
  playMoney: '模拟零钱',
  timeLeft: '剩余时间',
  pay: (sum) => `支付 ${sum}`,
  decline: '拒绝付款',
  letExpire: '让它过期',
  backToCodes: '返回付款码',
  ended: {
    paid: { title: '已付款', detail: '钱已从模拟账户扣除。' },
    declined: { title: '已拒绝', detail: '没有扣款。' },
    expired: { title: '已过期', detail: '没有扣款。' },
    closed: { title: '商家已关闭', detail: '没有扣款。' },
    refunded: { title: '已退回', detail: '钱已退回。' },
  },
  unknownCode: '支付平台不认识这个码。',
  notPossibleNow: '太晚了：订单已经结束。',
  noAnswer: '练习平台没有回应，请再试一次。',
  connecting: '正在连接',
  gone: { title: '未连接', detail: '请从收银台重新打开练习手机。' },
  whenPaying: { title: '顾客付款时', detail: '选择下一次点按时会出什么问题。' },
  scenarios: {
    normal: { title: '一切正常', detail: '付一次，通知一次' },
    told_twice: { title: '重复通知', detail: '同一条通知再来一次' },
    told_late: { title: '通知迟到', detail: '付款码过期后通知才到' },
    forged: { title: '伪造通知', detail: '签名错误，收银台必须不予采信' },
    wrong_amount: { title: '金额不符', detail: '一条签名正确的通知写着别的金额' },
    service_down: { title: '支付平台中断', detail: '60 秒内没有任何回应' },
    slow: { title: '网络缓慢', detail: '每次回应都要 4 秒' },
    refund_delayed: { title: '退款缓慢', detail: '在 ScanForPay 退款要 5 秒才到账' },
  },
  downFor: (seconds) => `还要中断 ${seconds} 秒`,
  browserHint: '也可以用本机的任何浏览器打开。',
  whatTillHeard: '收银台收到了什么',
  nothingHeard: '还没有。先在收银台生成付款码。',
  heard: {
    code_asked: '收银台请求付款码',
    barcode_read: '收银台扫描了顾客的付款码',
    part_refunded: '部分金额已退回',
    code_handed_out: '付款码已发出',
    scanned: '手机打开了付款码',
    paid: '顾客已付款',
    declined: '顾客已拒绝',
    expired: '时间已到',
    closed: '收银台已关闭订单',
    refunded: '已全额退回',
  },
  waitingForScan: '等待扫码',
  waitingForTap: '等你点按',
  tillAsked: '收银台查询，得知',
  notified: {
    true: '已发出通知',
    repeated: '同一通知再次发出',
    forged: '已发出伪造通知',
    wrong_amount: '已发出金额不符的通知',
  },
  acknowledged: '收银台回答“success”',
  answered: (httpStatus) => `收银台没有确认（${httpStatus}）`,
  unreachable: '收银台没有回应',
  skipped: '未发送：地址不在本机',
  attempt: (count) => `第 ${count} 次`,
  howItEnds: '应有的结果',
  verdicts: { paid: '已付款', declined: '被拒绝', expired: '已过期', refunded: '已退款' },
  ends: {
    normal: (sum) => `练习账本里有一笔 ${sum} 的交易。`,
    told_twice: (sum) => `仍然只有一笔 ${sum}，不是两笔：第二条通知不改变什么。`,
    told_late: (sum) => `一笔 ${sum}：收银台靠查询得知，迟到的通知不改变什么。`,
    forged: (sum) => `一笔 ${sum}，并标记待查：收银台不采信伪造的通知，但会显示它。`,
    wrong_amount: (sum) => `一笔 ${sum}，并标记待查：金额不符的通知不被采信。`,
    service_down: (sum) => `中断期间收银台显示结果未知；恢复后不久：一笔 ${sum}。`,
    slow: (sum) => `一笔 ${sum}，只是比平时晚几秒。`,
    refund_delayed: (sum) => `一笔 ${sum}。在 ScanForPay 退款时，会有 5 秒处于处理中。`,
    declined: () => '没有交易。收银台显示被拒绝，没有扣款。',
    declined_alipay: () => '没有交易。支付宝只告知订单已关闭，所以收银台显示已过期。',
    expired: () => '没有交易。收银台自己的时限也到了，就显示已过期。',
    expired_scanforpay: () => '没有交易。ScanForPay 只告知付款失败，所以收银台显示被拒绝。',
    closed: () => '没有交易。订单是收银台自己关闭的。',
    refunded: (sum) => `没有交易。付款已撤回，${sum} 已退回。`,
    no_notify: (sum) => `一笔 ${sum}。订单没有通知地址，收银台必须自己查询。`,
  },
  elseNote: '如果收银台显示别的结果，请记下订单号，联系技术支持。',
};

const ja: Messages = {
  pageTitle: '練習用スマートフォン',
  practice: '練習',
  practiceDetail: '実際のお金は動きません。売上は練習用の帳簿に入ります。',
  closePhone: 'スマホを閉じる',
  playPhone: '練習用スマホ',
  codesInSight: '読み取れるコード',
  noCode: { title: 'コードがありません', detail: 'レジで会計すると、コードがここに出ます。' },
  showOwnCode: 'または自分の支払いコードをレジに見せる：',
  wallets: { alipay: 'Alipay', wechat_pay: 'WeChat Pay' },
  scanThisCode: 'このコードを読み取る',
  openAgain: '読み取り済み、続ける',
  payShop: (shop) => `${shop}への支払い`,
  practiceShop: '練習用の店',
  order: '注文番号',
  from: '支払い元',
  playMoney: '練習用のお金',
  timeLeft: '残り時間',
  pay: (sum) => `${sum} を支払う`,
  decline: '断る',
  letExpire: '期限切れにする',
  backToCodes: 'コードに戻る',
  ended: {
    paid: { title: '支払い済み', detail: '練習用の口座から引かれました。' },
    declined: { title: '断りました', detail: 'お金は引かれていません。' },
    expired: { title: '期限切れ', detail: 'お金は引かれていません。' },
    closed: { title: '店が取り消しました', detail: 'お金は引かれていません。' },
    refunded: { title: '返金されました', detail: 'お金は戻りました。' },
  },
  unknownCode: '決済サービスはこのコードを知りません。',
  notPossibleNow: '間に合いません。この注文は終わっています。',
  noAnswer: '練習用サービスが応答しません。もう一度お試しください。',
  connecting: '接続しています',
  gone: { title: '接続が切れました', detail: 'レジから練習用スマホを開き直してください。' },
  whenPaying: { title: 'お客さまが支払うとき', detail: '次のタップで起こす問題を選びます。' },
  scenarios: {
    normal: { title: '問題なし', detail: '支払い一回、通知一回' },
    told_twice: { title: '通知が二回', detail: '同じ通知がもう一度届く' },
    told_late: { title: '通知の遅れ', detail: 'コードの期限が過ぎてから通知が届く' },
    forged: { title: '偽の通知', detail: '署名が違う。レジは信じてはいけない' },
    wrong_amount: { title: '金額の違い', detail: '署名は正しいが、金額の違う通知' },
    service_down: { title: '決済サービスの停止', detail: '60 秒間、応答なし' },
    slow: { title: '遅い回線', detail: 'どの応答にも 4 秒かかる' },
    refund_delayed: { title: '遅い返金', detail: 'ScanForPay では返金に 5 秒かかる' },
  },
  downFor: (seconds) => `あと ${seconds} 秒停止`,
  browserHint: 'この PC のどのブラウザでも開けます。',
  whatTillHeard: 'レジが受け取ったもの',
  nothingHeard: 'まだありません。レジのコードから始まります。',
  heard: {
    code_asked: 'コードの依頼',
    barcode_read: 'レジがお客さまのコードを読み取り',
    part_refunded: '一部を返金済み',
    code_handed_out: 'コードを発行',
    scanned: 'スマホがコードを開いた',
    paid: 'お客さまが支払った',
    declined: 'お客さまが断った',
    expired: '時間切れ',
    closed: 'レジが取り消した',
    refunded: '全額返金済み',
  },
  waitingForScan: '読み取り待ち',
  waitingForTap: 'タップ待ち',
  tillAsked: 'レジの照会への答え',
  notified: {
    true: '通知を送信',
    repeated: '同じ通知を再送信',
    forged: '偽の通知を送信',
    wrong_amount: '金額の違う通知を送信',
  },
  acknowledged: 'レジの返事は「success」',
  answered: (httpStatus) => `レジは確認しなかった（${httpStatus}）`,
  unreachable: 'レジの応答なし',
  skipped: '未送信：宛先がこの PC の外',
  attempt: (count) => `${count} 回目`,
  howItEnds: '正しい結果',
  verdicts: { paid: '支払い済み', declined: '拒否', expired: '期限切れ', refunded: '返金済み' },
  ends: {
    normal: (sum) => `練習用の帳簿に ${sum} の売上が一件。`,
    told_twice: (sum) => `${sum} の売上は一件のまま。二回目の通知では何も変わりません。`,
    told_late: (sum) => `${sum} の売上が一件。レジは照会で知ります。遅れた通知では何も変わりません。`,
    forged: (sum) => `${sum} の売上が一件、要確認の印つき。偽の通知は信じられず、画面に示されます。`,
    wrong_amount: (sum) => `${sum} の売上が一件、要確認の印つき。金額の違う通知は信じられません。`,
    service_down: (sum) => `停止中、レジは「未確認」と示します。復旧後まもなく ${sum} の売上が一件。`,
    slow: (sum) => `${sum} の売上が一件。いつもより数秒遅れます。`,
    refund_delayed: (sum) => `${sum} の売上が一件。ScanForPay での返金は 5 秒間「処理中」になります。`,
    declined: () => '売上なし。レジは「拒否」と示し、お金は引かれていません。',
    declined_alipay: () => '売上なし。Alipay は取引終了とだけ伝えるので、レジは「期限切れ」と示します。',
    expired: () => '売上なし。レジ自身の期限も過ぎると「期限切れ」になります。',
    expired_scanforpay: () => '売上なし。ScanForPay は支払いの失敗とだけ伝えるので、レジは「拒否」と示します。',
    closed: () => '売上なし。レジが自分で取り消しました。',
    refunded: (sum) => `売上なし。支払いは取り消され、${sum} は返金されました。`,
    no_notify: (sum) => `${sum} の売上が一件。通知先がないので、レジは照会して知ります。`,
  },
  elseNote: 'レジの表示が違うときは、注文番号を控えてサポートに伝えてください。',
};

const tables: Readonly<Record<PhoneLanguage, Messages>> = { en, zh, ja };

/** The language asked for, or the first known one that the browser prefers, or English. */
export function chooseLanguage(asked: string | null, preferred: readonly string[]): PhoneLanguage {
  const known = [asked ?? '', ...preferred].map((tag) => tag.toLowerCase().split('-')[0]);
  return known.find((tag): tag is PhoneLanguage => tag === 'en' || tag === 'zh' || tag === 'ja') ?? 'en';
}

export function messagesFor(language: PhoneLanguage): Messages {
  return tables[language];
}
