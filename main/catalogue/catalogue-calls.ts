/** The calls about the goods that the shop sells. */
import { randomUUID } from 'node:crypto';
import type { Approval, CallResult, CataloguePreview, CsvChoice, GroupHandlers } from '../../preload/contract/index.ts';
import { goodsName, maximumGoodsCount, type Goods } from '../domain/goods.ts';
import type { Language } from '../domain/screen-choice.ts';
import { messageOf } from '../domain/message-of.ts';
import { amountProblem, toDecimalString, type Currency } from '../domain/money.ts';
import { noteProblem } from '../domain/order-input.ts';
import { done, refused } from '../domain/result.ts';
import type { StaffAtTill } from '../ports/index.ts';
import { writeCatalogue } from './catalogue-csv.ts';
import type { Catalogue } from './catalogue.ts';
import { readScannedCode } from './goods-code.ts';
import { currenciesOf, nothingChosen, readImportFile, type ImportingTill } from './import-file.ts';
import { countImport } from './import-plan.ts';

/** The files of the desktop that hold goods. */
export interface GoodsFiles {
  /** Asks for a CSV file and reads its bytes, whose character set is found out from them; `null`: none was chosen. */
  chooseCsvFile(): Promise<
    | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly fileName: string }
    | { readonly kind: 'too_large' }
    | { readonly kind: 'unreadable'; readonly detail: string }
    | null
  >;
  /** Asks the person where to and writes a file there; `false` when they changed their mind. @throws when it cannot. */
  saveTextFile(suggestedName: string, text: string): Promise<boolean>;
}

export interface CatalogueParts {
  readonly catalogue: Catalogue;
  readonly staff: Pick<StaffAtTill, 'approve' | 'recordChange'>;
  readonly language: () => Language;
  /** Those of the accounts that take sales, the first account's first. */
  readonly currencies: () => readonly Currency[];
  readonly desktop: GoodsFiles;
  readonly onFault: (where: string, fault: unknown) => void;
}

interface PlannedImport {
  readonly importId: string;
  readonly file: { readonly bytes: Uint8Array; readonly fileName: string };
  readonly goods: readonly Goods[];
  /** Something has to be said about the file first. */
  readonly isAsking: boolean;
  readonly approvedBy: string | null;
}

const refusedShown = 100;
const sampleSize = 5;
const anotherFile = 'another file has been looked at since';

export function catalogueHandlers(parts: CatalogueParts): GroupHandlers<'catalogue'> {
  const { catalogue, staff, desktop, onFault } = parts;
  /** What was looked at last, until it is taken over. */
  let planned: PlannedImport | null = null;

  /** A catalogue that cannot be read or written must not be in the way of a sale. */
  async function guarded<Value>(action: () => Promise<CallResult<Value>>): Promise<CallResult<Value>> {
    try {
      return await action();
    } catch (fault) {
      onFault('the catalogue', fault);
      return refused('catalogue_unreadable', messageOf(fault));
    }
  }

  function allowed<Value>(
    approval: Approval,
    action: (approvedBy: string | null) => Promise<CallResult<Value>>,
    purpose: 'settings' | 'export' = 'settings',
  ): Promise<CallResult<Value>> {
    return guarded(async () => {
      const answer = await staff.approve(purpose, approval);
      return answer.ok ? action(answer.approvedBy) : answer;
    });
  }

  /** Prices that name no currency are in that of the account which takes the sales. */
  function importingTill(): ImportingTill {
    return { language: parts.language(), currencies: currenciesOf(parts.currencies()) };
  }

  /** Plans what the file would change, as far as it is understood, in place of what was planned before; or nothing. */
  async function plan(
    file: PlannedImport['file'],
    choice: CsvChoice,
    approvedBy: string | null,
  ): Promise<CallResult<CataloguePreview>> {
    const reading = readImportFile(file.bytes, importingTill(), choice);
    if (reading.kind === 'unreadable') return refused('csv_unreadable');
    if (reading.kind === 'broken') return refused('csv_quotation_open', String(reading.line));
    if (reading.kind === 'columns_missing') return refused('csv_columns_missing');
    const { goods, refused: refusedLines, layout, questions, charset, charsets } = reading;
    const known = await catalogue.all();
    const counts = countImport(known, goods);
    if (known.length + counts.newCount > maximumGoodsCount) return refused('catalogue_full');
    planned = { importId: randomUUID(), file, goods, isAsking: questions.length > 0, approvedBy };
    const { currency, columns, headings } = layout;
    return {
      ok: true,
      value: {
        importId: planned.importId,
        fileName: file.fileName,
        ...counts,
        refused: refusedLines.slice(0, refusedShown),
        refusedCount: refusedLines.length,
        sample: goods.slice(0, sampleSize),
        questions: [...questions],
        charset,
        charsets: [...charsets],
        currency,
        columns,
        headings: [...headings],
      },
    };
  }

  return {
    findGoods: ({ code }) => guarded(async () => ({ ok: true, value: await catalogue.find(code) })),

    listGoods: ({ search, limit }) =>
      guarded(async () => {
        const found = await catalogue.search(search);
        return { ok: true, value: { goods: found.slice(0, limit), total: found.length } };
      }),

    saveGoods: ({ goods, approval }) =>
      allowed(approval, async (approvedBy) => {
        const price = amountProblem(goods.priceMinor);
        if (price !== null) return refused(`amount_${price}`);
        const name = noteProblem(goodsName(goods));
        if (name !== null) return refused(`note_${name}`);
        const reading = readScannedCode(goods.code);
        if (!reading.ok) return refused('goods_code_unusable', reading.problem);
        const kept = { ...goods, code: reading.code };
        const before = await catalogue.withCode(kept.code);
        const change = { field: 'price', from: before === null ? null : priceOf(before), to: priceOf(kept) };
        await staff.recordChange('catalogue', kept.code, [change], approvedBy);
        return (await catalogue.put([kept])) ? done : refused('catalogue_full');
      }),

    removeGoods: ({ code, approval }) =>
      allowed(approval, async (approvedBy) => {
        const before = await catalogue.withCode(code);
        if (before === null) return done;
        await staff.recordChange('catalogue', code, [{ field: 'price', from: priceOf(before), to: null }], approvedBy);
        await catalogue.remove(before.code);
        return done;
      }),

    previewCatalogue: ({ approval }) =>
      allowed<CataloguePreview | null>(approval, async (approvedBy) => {
        planned = null;
        const file = await desktop.chooseCsvFile();
        if (file === null) return { ok: true, value: null };
        if (file.kind === 'unreadable') return refused('file_unreadable', file.detail);
        if (file.kind === 'too_large') return refused('csv_too_large');
        return plan(file, nothingChosen, approvedBy);
      }),

    rereadCatalogue: ({ importId, choice }) =>
      guarded(() => {
        if (planned?.importId !== importId) return Promise.resolve(refused('not_possible_now', anotherFile));
        return plan(planned.file, choice, planned.approvedBy);
      }),

    importCatalogue: ({ importId }) =>
      guarded(async () => {
        const taken = planned;
        if (taken?.importId !== importId) return refused('not_possible_now', anotherFile);
        if (taken.isAsking) return refused('not_possible_now', 'there is a question about the file');
        planned = null;
        const known = await catalogue.all();
        const { newCount } = countImport(known, taken.goods);
        const change = { field: 'goods', from: String(known.length), to: String(known.length + newCount) };
        await staff.recordChange('catalogue', taken.file.fileName, [change], taken.approvedBy);
        return (await catalogue.put(taken.goods)) ? done : refused('catalogue_full');
      }),

    exportCatalogue: ({ approval }) =>
      allowed(
        approval,
        async () => {
          const text = writeCatalogue(await catalogue.all());
          try {
            return { ok: true, value: await desktop.saveTextFile('catalogue.csv', text) } as const;
          } catch (fault) {
            onFault('the export', fault);
            return refused('file_not_written', messageOf(fault));
          }
        },
        'export',
      ),
  };
}

function priceOf({ priceMinor, currency }: Goods): string {
  return `${toDecimalString(priceMinor, currency)} ${currency}`;
}
