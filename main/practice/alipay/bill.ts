/**
 * The bill of alipay.data.dataservice.bill.downloadurl.query (gateways.md 2.9): a ZIP with names in GBK that holds two
 * CSVs in GBK, details and summary. Decided where no page says: refunds are negative; the service fee is 0.6 %, rounded
 * per row, and comes back with a refund; only bills of type `trade` have content.
 */
import { toDecimalString } from '../../domain/money.ts';
import type { Trade } from '../common/books.ts';
import { encodeText } from '../common/charset.ts';
import type { PaidAndRefunded } from '../common/trade-register.ts';
import type { DownloadFile } from '../common/downloads.ts';
import { type BillPeriod, formatGmt8 } from '../common/time.ts';
import { zip } from '../common/zip.ts';
import { buyer, particularsOf } from './answers.ts';

export interface BillFacts {
  readonly sellerId: string;
  readonly period: BillPeriod;
  readonly entries: PaidAndRefunded;
  readonly now: Date;
}

interface Row {
  readonly kind: '交易' | '退款';
  readonly trade: Trade;
  /** Negative for a refund, in fen. */
  readonly amountMinor: number;
  readonly feeMinor: number;
  readonly finishedAt: string;
  readonly requestNo: string;
}

const detailColumns = [
  '支付宝交易号',
  '商户订单号',
  '业务类型',
  '商品名称',
  '创建时间',
  '完成时间',
  '门店编号',
  '门店名称',
  '操作员',
  '终端号',
  '对方账户',
  '订单金额（元）',
  '商家实收（元）',
  '支付宝红包',
  '集分宝',
  '支付宝优惠',
  '商家优惠',
  '券核销金额',
  '券名称',
  '商家红包消费金额',
  '卡消费金额',
  '退款批次号/请求号',
  '服务费',
  '分润',
  '备注',
];
const summaryColumns = [
  '门店编号',
  '门店名称',
  '交易订单总笔数',
  '退款订单总笔数',
  '订单金额（元）',
  '商家实收（元）',
  '支付宝优惠（元）',
  '商家优惠（元）',
  '卡消费金额（元）',
  '服务费（元）',
  '分润（元）',
  '实收净额（元）',
];

export function billFile(facts: BillFacts): DownloadFile {
  const rows = rowsOf(facts.entries);
  const account = `${facts.sellerId}0156`;
  const day = formatGmt8(facts.period.from).slice(0, 10).replaceAll('-', '');
  const entry = (name: string, lines: readonly string[]) => ({
    name: encodeText(`${account}_${day}_${name}.csv`, 'gbk'),
    content: encodeText(lines.map((line) => `${line}\r\n`).join(''), 'gbk'),
  });
  return {
    name: `${account}_${day}.csv.zip`,
    contentType: 'application/octet-stream',
    content: zip([entry('业务明细', detailLines(facts, rows)), entry('业务明细(汇总)', summaryLines(facts, rows))]),
  };
}

function rowsOf({ paid, refunded }: PaidAndRefunded): readonly Row[] {
  const sales = paid.map((trade): Row => ({
    kind: '交易',
    trade,
    amountMinor: trade.amountMinor,
    feeMinor: -feeOf(trade.amountMinor),
    finishedAt: trade.paidAt ?? trade.createdAt,
    requestNo: '',
  }));
  const refunds = refunded.map(({ refund, trade }): Row => ({
    kind: '退款',
    trade,
    amountMinor: -refund.amountMinor,
    feeMinor: feeOf(refund.amountMinor),
    finishedAt: refund.doneAt ?? refund.dueAt,
    requestNo: refund.requestNo,
  }));
  return [...sales, ...refunds].sort((left, right) => (left.finishedAt < right.finishedAt ? -1 : 1));
}

/** Six thousandths, half a fen up. */
function feeOf(amountMinor: number): number {
  return Math.floor((amountMinor * 6 + 500) / 1_000);
}

function detailLines(facts: BillFacts, rows: readonly Row[]): readonly string[] {
  return [
    '#支付宝业务明细查询',
    ...headLines(facts),
    '#-----------------------------------------业务明细列表----------------------------------------',
    detailColumns.join(','),
    ...rows.map(detailLine),
    '#-----------------------------------------业务明细列表结束------------------------------------',
    ...(['交易', '退款'] as const).map((kind) => {
      const some = rows.filter((row) => row.kind === kind);
      return `#${kind}合计：${String(some.length)}笔，商家实收共${yuan(sumOf(some, 'amountMinor'))}元，商家优惠共0.00元`;
    }),
    `#导出时间：[${chineseTime(facts.now)}]`,
  ];
}

function detailLine({ kind, trade, amountMinor, feeMinor, finishedAt, requestNo }: Row): string {
  const { operatorId, storeId, terminalId } = particularsOf(trade);
  const amount = yuan(amountMinor);
  const values = [
    trade.gatewayOrderNo,
    trade.orderNo,
    kind,
    trade.title,
    formatGmt8(new Date(trade.scannedAt ?? trade.createdAt)),
    formatGmt8(new Date(finishedAt)),
    storeId ?? '',
    '',
    operatorId ?? '',
    terminalId ?? '',
    buyer.logonId,
    amount,
    amount,
    '0.00',
    '0.00',
    '0.00',
    '0.00',
    '0.00',
    '',
    '0.00',
    '0.00',
    requestNo,
    yuan(feeMinor),
    '0.00',
    '',
  ];
  return values.map((value) => `${cell(value)}\t`).join(',');
}

function summaryLines(facts: BillFacts, rows: readonly Row[]): readonly string[] {
  const amount = sumOf(rows, 'amountMinor');
  const fee = sumOf(rows, 'feeMinor');
  const count = (kind: Row['kind']): string => String(rows.filter((row) => row.kind === kind).length);
  const [sum, zero] = [yuan(amount), '0.00'];
  const total = [count('交易'), count('退款'), sum, sum, zero, zero, zero, yuan(fee), zero, yuan(amount + fee)];
  return [
    '#支付宝业务汇总查询',
    ...headLines(facts),
    '#-----------------------------------------业务汇总列表----------------------------------------',
    summaryColumns.join(','),
    ['合计', '', ...total].map((value) => `${value}\t`).join(','),
    '#-----------------------------------------业务汇总列表结束------------------------------------',
    `#导出时间：[${chineseTime(facts.now)}]`,
  ];
}

function headLines({ sellerId, period }: BillFacts): readonly string[] {
  const [from, until] = [chineseTime(period.from), chineseTime(period.until)];
  return [`#账号：[${sellerId}0156]`, `#起始日期：[${from}]   终止日期：[${until}]`];
}

function sumOf(rows: readonly Row[], member: 'amountMinor' | 'feeMinor'): number {
  return rows.reduce((sum, row) => sum + row[member], 0);
}

/** The file quotes nothing, so what would break a row is written otherwise. */
function cell(value: string): string {
  return value.replaceAll(',', '，').replace(/\s+/g, ' ');
}

function yuan(amountMinor: number): string {
  return toDecimalString(amountMinor, 'CNY');
}

/** `2024年05月01日 00:00:00` */
function chineseTime(time: Date): string {
  return formatGmt8(time).replace(/^(\d+)-(\d+)-(\d+)/, '$1年$2月$3日');
}
