/**
 * `royalty_info`: how a payment is split (seed page, both of its tables; gateways.md 2.3). Where the tables disagree on
 * what is mandatory, only what both demand is demanded.
 */
import { yuan, type Checked, type ContentCheck, type ContentRule, type OptionalText } from './content-check.ts';

export const royaltyInTypes = ['userId', 'bankIndex', 'storeId'] as const;

export interface RoyaltyDetail {
  /** The order of the splits; positive, at most nine digits. */
  readonly serialNo?: number | undefined;
  /** What `transIn` is; `userId` if absent. */
  readonly transInType?: (typeof royaltyInTypes)[number] | undefined;
  /** Only with `bankIndex`. */
  readonly batchNo?: OptionalText;
  /** Unique; the gateway takes order number plus serial number if absent. */
  readonly outRelationId?: OptionalText;
  readonly transOutType?: 'userId' | undefined;
  /** 16 digits beginning with 2088; the payment's receiver if absent. */
  readonly transOut?: OptionalText;
  readonly transIn: string;
  /** In fen. */
  readonly amountMinor: number;
  readonly desc?: OptionalText;
}

export interface Royalty {
  readonly royaltyType?: 'ROYALTY' | undefined;
  readonly details: readonly RoyaltyDetail[];
}

const longestDetails = 2500;
/** The page's other table holds the whole field to less than its list alone may have. */
const longestRoyalty = 2000;
const userIdForm = /^2088\d{12}$/;
const bankIndexForm = /^\d{28}$/;

/** @param totalMinor the sum of the order in fen, where it is known. */
export function royaltyContent(
  check: ContentCheck,
  royalty: Royalty | undefined,
  totalMinor: Checked<number>,
): Checked<object> {
  if (royalty === undefined) return undefined;
  const list = 'royalty_info.royalty_detail_infos';
  if (royalty.details.length === 0) return check.refuse(list, 'empty_list');
  const details = royalty.details.map((detail, index) => detailContent(check, `${list}[${index}]`, detail));
  refuseRepeated(
    check,
    list,
    'serial_no',
    royalty.details.map(({ serialNo }) => serialNo?.toString()),
  );
  refuseRepeated(
    check,
    list,
    'out_relation_id',
    royalty.details.map(({ outRelationId }) => outRelationId),
  );
  const bankIndexes = royalty.details.filter(({ transInType }) => transInType === 'bankIndex');
  if (new Set(bankIndexes.map(({ transIn }) => transIn)).size > 1) check.refuse(list, 'more_than_one_bank_index');
  const sumMinor = royalty.details.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (typeof totalMinor === 'number' && sumMinor > totalMinor) check.refuse(list, 'royalty_over_total');
  if (lengthOf(details) > longestDetails) check.refuse(list, 'royalty_too_long');
  const content = {
    royalty_type: check.oneOf('royalty_info.royalty_type', royalty.royaltyType ?? 'ROYALTY', ['ROYALTY']),
    royalty_detail_infos: details,
  };
  if (lengthOf(content) > longestRoyalty) check.refuse('royalty_info', 'royalty_too_long');
  return content;
}

/** Of what is sent, in characters. */
function lengthOf(content: object): number {
  return Array.from(JSON.stringify(content)).length;
}

function detailContent(check: ContentCheck, place: string, detail: RoyaltyDetail): object {
  const name = (field: string): string => `${place}.${field}`;
  const batchNo = check.optional(name('batch_no'), detail.batchNo, { longest: 32 });
  if (typeof batchNo === 'string' && detail.transInType !== 'bankIndex') {
    check.refuse(name('batch_no'), 'batch_no_without_bank_index');
  }
  return {
    serial_no: check.count(name('serial_no'), detail.serialNo, 9),
    trans_in_type: check.oneOf(name('trans_in_type'), detail.transInType, royaltyInTypes),
    batch_no: batchNo,
    out_relation_id: check.optional(name('out_relation_id'), detail.outRelationId, { longest: 64 }),
    trans_out_type: check.oneOf(name('trans_out_type'), detail.transOutType, ['userId']),
    trans_out: shaped(check, name('trans_out'), detail.transOut, userIdForm, 'not_a_user_id'),
    trans_in: receiver(check, name('trans_in'), detail),
    amount: yuan(check.needed(name('amount'), check.fen(name('amount'), detail.amountMinor))),
    desc: check.optional(name('desc'), detail.desc, { longest: 1000 }),
  };
}

function receiver(check: ContentCheck, field: string, { transIn, transInType }: RoyaltyDetail): Checked<string> {
  const value = check.required(field, transIn, { longest: 28 });
  switch (transInType) {
    case 'bankIndex':
      return shaped(check, field, value, bankIndexForm, 'not_a_bank_index');
    case 'storeId':
      return value;
    default:
      return shaped(check, field, value, userIdForm, 'not_a_user_id');
  }
}

function shaped(
  check: ContentCheck,
  field: string,
  value: Checked<string>,
  form: RegExp,
  rule: ContentRule,
): Checked<string> {
  if (value === undefined || value === null || value === '') return undefined;
  return form.test(value) ? value : check.refuse(field, rule);
}

function refuseRepeated(check: ContentCheck, list: string, field: string, values: readonly OptionalText[]): void {
  for (const [index, value] of values.entries()) {
    const isRepeated = value !== undefined && value !== '' && values.indexOf(value) < index;
    if (isRepeated) check.refuse(`${list}[${index}].${field}`, 'repeated');
  }
}
