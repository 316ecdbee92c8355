/** The calls about the goods that the shop sells. */
import { randomUUID } from 'node:crypto';
import { goodsName, maximumGoodsCount, type Goods } from '../domain/goods.ts';
import { messageOf } from '../domain/message-of.ts';
import type { Approval, CallResult, CataloguePreview, CsvChoice, Handlers } from '../../preload/contract/index.ts';
import { amountProblem, toDecimalString } from '../domain/money.ts';
import { noteProblem } from '../domain/order-input.ts';
import { writeCatalogue } from '../catalogue/catalogue-csv.ts';
import { readScannedCode } from '../catalogue/goods-code.ts';
import { currenciesOf, nothingChosen, readImportFile, type ImportingTill } from '../catalogue/import-file.ts';
import { countImport } from '../catalogue/import-plan.ts';
import { currencyOf } from '../accounts/key-states.ts';
import type { TillHost } from '../till/till-host.ts';
import { done, failure, type Failure } from './call-results.ts';
import type { Desktop } from './desktop.ts';

type CatalogueCalls =
  | 'findGoods'
  | 'listGoods'
  | 'saveGoods'
  | 'removeGoods'
  | 'previewCatalogue'
  | 'rereadCatalogue'
  | 'importCatalogue'
  | 'exportCatalogue';

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

export function catalogueHandlers(
  host: TillHost,
  desktop: Desktop,
  onFault: (where: string, fault: unknown) => void,
): Pick<Handlers<'cashier'>, CatalogueCalls> {
  const { catalogue, staff } = host;
  /** What was looked at last, until it is taken over. */
  let planned: PlannedImport | null = null;

  /** A catalogue that cannot be read or written must not be in the way of a sale. */
  async function guarded<Result>(action: () => Promise<Result>): Promise<Result | Failure> {
    try {
      return await action();
    } catch (fault) {
      onFault('the catalogue', fault);
      return failure('catalogue_unreadable', messageOf(fault));
    }
  }

  function allowed<Result>(
    approval: Approval,
    action: (approvedBy: string | null) => Promise<Result | Failure>,
    purpose: 'settings' | 'export' = 'settings',
  ): Promise<Result | Failure> {
    return guarded(async () => {
      const answer = await staff.approve(purpose, approval);
      return answer.ok ? action(answer.approvedBy) : answer;
    });
  }

  /** Prices that name no currency are in that of the account which takes the sales. */
  function importingTill(): ImportingTill {
    const taking = host.till.profiles().filter((one) => host.till.methodsOf(one).length > 0);
    return { language: host.state().language, currencies: currenciesOf(taking.map(currencyOf)) };
  }

  /** Plans what the file would change, as far as it is understood, in place of what was planned before; or nothing. */
  async function plan(
    file: PlannedImport['file'],
    choice: CsvChoice,
    approvedBy: string | null,
  ): Promise<CallResult<CataloguePreview>> {
    const reading = readImportFile(file.bytes, importingTill(), choice);
    if (reading.kind === 'unreadable') return failure('csv_unreadable');
    if (reading.kind === 'broken') return failure('csv_quotation_open', String(reading.line));
    if (reading.kind === 'columns_missing') return failure('csv_columns_missing');
    const { goods, refused, layout, questions, charset, charsets } = reading;
    const known = await catalogue.all();
    const counts = countImport(known, goods);
    if (known.length + counts.newCount > maximumGoodsCount) return failure('catalogue_full');
    planned = { importId: randomUUID(), file, goods, isAsking: questions.length > 0, approvedBy };
    const { currency, columns, headings } = layout;
    return {
      ok: true,
      value: {
        importId: planned.importId,
        fileName: file.fileName,
        ...counts,
        refused: refused.slice(0, refusedShown),
        refusedCount: refused.length,
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
        if (price !== null) return failure(`amount_${price}`);
        const name = noteProblem(goodsName(goods));
        if (name !== null) return failure(`note_${name}`);
        const reading = readScannedCode(goods.code);
        if (!reading.ok) return failure('goods_code_unusable', reading.problem);
        const kept = { ...goods, code: reading.code };
        const before = await catalogue.withCode(kept.code);
        const change = { field: 'price', from: before === null ? null : priceOf(before), to: priceOf(kept) };
        await staff.recordChange('catalogue', kept.code, [change], approvedBy);
        return (await catalogue.put([kept])) ? done : failure('catalogue_full');
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
      allowed(approval, async (approvedBy) => {
        planned = null;
        const file = await desktop.chooseCsvFile();
        if (file === null) return { ok: true, value: null } as const;
        if (file.kind === 'unreadable') return failure('file_unreadable', file.detail);
        if (file.kind === 'too_large') return failure('csv_too_large');
        return plan(file, nothingChosen, approvedBy);
      }),

    rereadCatalogue: ({ importId, choice }) =>
      guarded(() => {
        if (planned?.importId !== importId) return Promise.resolve(failure('not_possible_now', anotherFile));
        return plan(planned.file, choice, planned.approvedBy);
      }),

    importCatalogue: ({ importId }) =>
      guarded(async () => {
        const taken = planned;
        if (taken?.importId !== importId) return failure('not_possible_now', anotherFile);
        if (taken.isAsking) return failure('not_possible_now', 'there is a question about the file');
        planned = null;
        const known = await catalogue.all();
        const { newCount } = countImport(known, taken.goods);
        const change = { field: 'goods', from: String(known.length), to: String(known.length + newCount) };
        await staff.recordChange('catalogue', taken.file.fileName, [change], taken.approvedBy);
        return (await catalogue.put(taken.goods)) ? done : failure('catalogue_full');
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
            return failure('file_not_written', messageOf(fault));
          }
        },
        'export',
      ),
  };
}

function priceOf({ priceMinor, currency }: Goods): string {
  return `${toDecimalString(priceMinor, currency)} ${currency}`;
}
