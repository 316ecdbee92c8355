/** The goods, and the files that they come from. */
import * as z from 'zod';
import { goodsIdPattern, longestGoodsName, longestGoodsUnit, type Goods } from '../../main/domain/goods.ts';
import { largestAmountAnywhereMinor } from '../../main/domain/money.ts';
import { withoutHidden } from '../../main/domain/order-input.ts';
import { doneResult, resultOf } from './results.ts';
import { approvalSchema } from './staff.ts';
import { currencySchema } from './values.ts';

export const goodsSchema: z.ZodType<Goods> = z.object({
  code: z.string().regex(goodsIdPattern),
  name: z.string().overwrite(withoutHidden).min(1).max(longestGoodsName),
  unit: z.string().max(longestGoodsUnit),
  priceMinor: z.int().min(1).max(largestAmountAnywhereMinor),
  currency: currencySchema,
});

const refusedLineSchema = z.object({
  /** Of the file, from 1. */
  line: z.int(),
  reason: z.enum([
    'code_invalid',
    'code_check_digit',
    'code_shortened',
    'code_too_short',
    'code_is_payment',
    'name_missing',
    /** `detail` is how long it is, with what one is. */
    'name_too_long',
    /** `detail` is the character. */
    'name_emoji',
    'name_rare',
    'name_control',
    /** `detail` is how long it is. */
    'unit_too_long',
    'price_invalid',
    'price_decimals',
    'currency_unknown',
    /** A sign of another currency than the file's, which is `detail`; or the line names two. */
    'currency_differs',
    /** `detail` is the line on which the same goods stand. */
    'repeated',
  ]),
  /** What the reason's sentence names; empty where it names nothing. */
  detail: z.string(),
  /** The beginning of the line. */
  text: z.string(),
});
export type RefusedLine = z.infer<typeof refusedLineSchema>;

/** What spreadsheets of these shops are written in, or were some years ago. */
const fileCharsets = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'shift_jis', 'windows-1252'] as const;

const fileCharsetSchema = z.enum(fileCharsets);
export type FileCharset = z.infer<typeof fileCharsetSchema>;

/** The columns of a file, from 0; `null`: it has none of this kind. */
const csvColumnSchema = z.int().min(0).max(199).nullable();

export const csvColumnsSchema = z.object({
  code: csvColumnSchema,
  name: csvColumnSchema,
  price: csvColumnSchema,
  unit: csvColumnSchema,
  currency: csvColumnSchema,
});
export type CsvColumns = z.infer<typeof csvColumnsSchema>;

/** What a person has said of a file that was read; `null`: nothing, it is found out. */
export const csvChoiceSchema = z.object({
  charset: fileCharsetSchema.nullable(),
  /** Of prices whose line names none. */
  currency: currencySchema.nullable(),
  columns: csvColumnsSchema.nullable(),
});
export type CsvChoice = z.infer<typeof csvChoiceSchema>;

/** What only a person can say before the file can be taken over. */
export const csvQuestions = ['charset', 'code', 'name', 'price', 'currency'] as const;
export type CsvQuestion = (typeof csvQuestions)[number];

/** What an import would do. Goods that the file does not name stay as they are. */
export const cataloguePreviewSchema = z.object({
  importId: z.uuid(),
  fileName: z.string(),
  newCount: z.int(),
  changedCount: z.int(),
  unchangedCount: z.int(),
  /** Lines that would be left out, the first hundred of them, and how many there are. */
  refused: z.array(refusedLineSchema),
  refusedCount: z.int(),
  /** The first few of the file, as they were understood. */
  sample: z.array(goodsSchema),
  /** Nothing is taken over while there is one. */
  questions: z.array(z.enum(csvQuestions)),
  charset: fileCharsetSchema,
  /** Those in which the file is text, and a few of its words in each. */
  charsets: z.array(z.object({ charset: fileCharsetSchema, sample: z.string() })),
  currency: currencySchema,
  columns: csvColumnsSchema,
  /** The heading of each column, empty where it has none, and the first thing that stands below. */
  headings: z.array(z.object({ heading: z.string(), sample: z.string() })),
});
export type CataloguePreview = z.infer<typeof cataloguePreviewSchema>;

export const catalogueCalls = {
  /** What a scanned code stands for; `null` where there are no such goods. */
  findGoods: { argument: z.object({ code: z.string().max(100) }), result: resultOf(goodsSchema.nullable()) },
  listGoods: {
    argument: z.object({ search: z.string().max(200), limit: z.int().min(1).max(200) }),
    result: resultOf(z.object({ goods: z.array(goodsSchema), total: z.int() })),
  },
  /** Keeps goods in the catalogue; those of a known code take the place of the old. */
  saveGoods: { argument: z.object({ goods: goodsSchema, approval: approvalSchema }), result: doneResult },
  removeGoods: {
    argument: z.object({ code: z.string().regex(goodsIdPattern), approval: approvalSchema }),
    result: doneResult,
  },
  /** Asks for a CSV file in a system dialogue and reads it; nothing changes yet. `null`: no file was chosen. */
  previewCatalogue: {
    argument: z.object({ approval: approvalSchema }),
    result: resultOf(cataloguePreviewSchema.nullable()),
  },
  /** Reads the file that was looked at once more, as a person says; it is not asked for again. */
  rereadCatalogue: {
    argument: z.object({ importId: z.uuid(), choice: csvChoiceSchema }),
    result: resultOf(cataloguePreviewSchema),
  },
  /** Takes over all goods of the file that was looked at, or none; none while there is a question. */
  importCatalogue: { argument: z.object({ importId: z.uuid() }), result: doneResult },
  /** Asks for a place in a system dialogue and writes a CSV file there; `false`: no place was chosen. */
  exportCatalogue: { argument: z.object({ approval: approvalSchema }), result: resultOf(z.boolean()) },
} as const;
