/**
 * Rules of `royalty_info` (seed page; gateways.md 2.3). The page's two tables disagree on what is mandatory: demanded
 * is only what both demand.
 */
import {
  type Check,
  given,
  isAbsent,
  isValues,
  listOf,
  objectOf,
  oneOf,
  pattern,
  text,
  toFen,
  type Values,
} from './field-checks.ts';

const longestDetails = 2_500;
const userId = /^2088\d{12}$/;

/** By `trans_in_type`, who receives; `userId` where none is given. */
const receivers: Readonly<Record<string, Check>> = {
  userId: pattern(userId),
  bankIndex: pattern(/^\d{28}$/),
  storeId: text(28),
};

const isDetailShape = objectOf(
  { trans_in: text(28), amount: isShare },
  {
    serial_no: (value) => /^[1-9]\d{0,8}$/.test(String(value)),
    trans_in_type: oneOf(...Object.keys(receivers)),
    batch_no: text(32),
    out_relation_id: text(64),
    trans_out_type: oneOf('userId'),
    trans_out: pattern(userId),
    desc: text(1000),
  },
);

const isShape = objectOf(
  { royalty_detail_infos: listOf((value) => isDetailShape(value) && isValues(value) && isDetail(value)) },
  { royalty_type: oneOf('ROYALTY') },
);

export function isRoyaltyInfo(value: unknown): boolean {
  if (!isShape(value)) return false;
  const details = detailsOf(value);
  if (JSON.stringify(details).length > longestDetails) return false;
  if (details.filter(({ trans_in_type: type }) => type === 'bankIndex').length > 1) return false;
  const names = details.map(({ out_relation_id: name }) => name).filter((name) => !isAbsent(name));
  return new Set(names).size === names.length;
}

/** What is split in all, in fen; `value` has passed `isRoyaltyInfo` or is absent. */
export function royaltySumMinor(value: unknown): number {
  return detailsOf(value).reduce((sum, { amount }) => sum + toFen(String(amount)), 0);
}

function detailsOf(value: unknown): readonly Values[] {
  return isValues(value) && Array.isArray(value['royalty_detail_infos'])
    ? value['royalty_detail_infos'].filter(isValues)
    : [];
}

function isDetail(detail: Values): boolean {
  const type = given(detail, 'trans_in_type') ?? 'userId';
  if (!isAbsent(detail['batch_no']) && type !== 'bankIndex') return false;
  return receivers[type]?.(detail['trans_in']) ?? false;
}

/** Yuan as number or text, above zero, with up to two decimals. */
function isShare(value: unknown): boolean {
  const share = String(value);
  return share.length <= 9 && /^\d+(?:\.\d{1,2})?$/.test(share) && toFen(share) > 0;
}
