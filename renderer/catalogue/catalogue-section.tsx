import { useEffect, useState } from 'preact/hooks';
import { goodsName, type Goods } from '../../main/domain/goods.ts';
import type { CataloguePreview, CsvChoice } from '../../preload/contract/index.ts';
import { approvedValue } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { showRefusal, showToast } from '../app/toasts.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { CsvReading } from './csv-reading.tsx';

const goodsShown = 100;
const nothingChosen: CsvChoice = { charset: null, currency: null, columns: null };

interface Shelf {
  readonly goods: readonly Goods[];
  readonly total: number;
}

/** The goods that a scanned barcode finds: from a file, and back into one. */
export function CatalogueSection() {
  const [search, setSearch] = useState('');
  const [shelf, setShelf] = useState<Shelf | null>(null);
  const [preview, setPreview] = useState<CataloguePreview | null>(null);
  const [choice, setChoice] = useState<CsvChoice>(nothingChosen);
  const read = (): void =>
    perform(async () => {
      const found = await valueOf(bridge.listGoods({ search, limit: goodsShown }));
      if (found !== null) setShelf(found);
    });
  useEffect(read, [search]);
  const choose = (): void =>
    perform(async () => {
      setPreview(await approvedValue((approval) => bridge.previewCatalogue({ approval })));
      setChoice(nothingChosen);
    });
  const reread = ({ importId }: CataloguePreview, next: CsvChoice): void =>
    perform(async () => {
      const read = await valueOf(bridge.rereadCatalogue({ importId, choice: next }));
      if (read === null) return;
      setPreview(read);
      setChoice(next);
    });
  const take = ({ importId }: CataloguePreview): void =>
    perform(async () => {
      setPreview(null);
      const result = await bridge.importCatalogue({ importId });
      if (result.ok) showToast({ kind: 'done', message: 'toast.catalogueImported' });
      else showRefusal(result.problem);
      read();
    });
  const remove = ({ code }: Goods): void =>
    perform(async () => {
      await approvedValue((approval) => bridge.removeGoods({ code, approval }));
      read();
    });
  const write = (): void =>
    perform(async () => {
      const isWritten = await approvedValue((approval) => bridge.exportCatalogue({ approval }));
      if (isWritten === true) showToast({ kind: 'done', message: 'toast.exported' });
    });
  const isEmpty = search === '' && shelf?.total === 0;
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.catalogue')}</h2>
      <p class="field-hint">{t('catalogue.text')}</p>
      {preview === null ? (
        <div class="button-row">
          <Button icon="file-input" testId={testIds.importCatalogue} onPress={choose}>
            {t('catalogue.import')}
          </Button>
          {!isEmpty && (
            <Button icon="copy" testId={testIds.exportCatalogue} onPress={write}>
              {t('catalogue.export')}
            </Button>
          )}
        </div>
      ) : (
        <Preview
          preview={preview}
          choice={choice}
          onChoice={(next) => reread(preview, next)}
          onTake={() => take(preview)}
          onLeave={() => setPreview(null)}
        />
      )}
      {isEmpty ? (
        <p>{t('catalogue.none')}</p>
      ) : (
        preview === null && (
          <>
            <Field label={t('catalogue.search')} value={search} onValue={setSearch} maxLength={100} />
            <p class="field-hint" role="status">
              {shelf === null ? '' : t('catalogue.count', { count: shelf.total })}
            </p>
            <GoodsList goods={shelf?.goods ?? []} onRemove={remove} />
          </>
        )
      )}
    </div>
  );
}

interface PreviewProps {
  readonly preview: CataloguePreview;
  readonly choice: CsvChoice;
  readonly onChoice: (choice: CsvChoice) => void;
  readonly onTake: () => void;
  readonly onLeave: () => void;
}

/** What the file would change, before anything does. */
function Preview({ preview, choice, onChoice, onTake, onLeave }: PreviewProps) {
  const { fileName, newCount, changedCount, unchangedCount, refused, refusedCount, sample, questions } = preview;
  const isAsking = questions.length > 0;
  const count = newCount + changedCount;
  return (
    <section class="catalogue-preview" data-testid={testIds.cataloguePreview} aria-label={fileName}>
      <h3 class="section-heading">{fileName}</h3>
      <p role="status">
        <strong>
          {isAsking ? t('catalogue.answerFirst') : t('catalogue.counts', { newCount, changedCount, unchangedCount })}
        </strong>
      </p>
      <CsvReading preview={preview} choice={choice} onChoice={onChoice} />
      {refusedCount > 0 && (
        <>
          <p class="refusal">
            <Icon name="circle-x" size={20} strokeWidth={2.25} />
            <span>{t('catalogue.refused', { count: refusedCount })}</span>
          </p>
          <ul class="goods-list">
            {refused.map(({ line, reason, detail, text }) => (
              <li key={line}>
                <span class="goods-names">
                  <strong>{t('catalogue.line', { line, reason: t(`catalogue.reason.${reason}`, { detail }) })}</strong>
                  <span class="selectable">
                    <bdi>{text}</bdi>
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {sample.length > 0 && (
        <>
          <p class="field-hint">{t('catalogue.sample')}</p>
          <GoodsList goods={sample} onRemove={null} />
        </>
      )}
      <div class="button-row">
        {count > 0 && (
          <Button
            kind="primary"
            testId={testIds.takeCatalogue}
            onPress={onTake}
            unavailable={isAsking ? t('catalogue.answerFirst') : null}
          >
            {t(refusedCount === 0 ? 'catalogue.take' : 'catalogue.takePart', { count, refused: refusedCount })}
          </Button>
        )}
        <Button onPress={onLeave}>{t('decide.back')}</Button>
      </div>
    </section>
  );
}

interface GoodsListProps {
  readonly goods: readonly Goods[];
  readonly onRemove: ((goods: Goods) => void) | null;
}

function GoodsList({ goods, onRemove }: GoodsListProps) {
  return (
    <ul class="goods-list">
      {goods.map((one) => (
        <li key={one.code} data-testid={testIds.goods}>
          <span class="goods-names selectable">
            <strong>
              <bdi>{goodsName(one)}</bdi>
            </strong>
            <span>{one.code}</span>
          </span>
          <span class="goods-price">{moneyText(one.priceMinor, one.currency)}</span>
          {onRemove !== null && (
            <Button
              kind="plain"
              icon="trash-2"
              label={t('catalogue.removeOf', { name: one.name })}
              onPress={() => onRemove(one)}
            >
              {t('catalogue.remove')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
