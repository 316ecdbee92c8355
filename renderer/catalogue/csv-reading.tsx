import { currencies } from '../../main/domain/money.ts';
import type { CataloguePreview, CsvChoice, CsvColumns, CsvQuestion } from '../../preload/contract/index.ts';
import { t } from '../i18n/translate.ts';
import { testIds } from '../ui/test-ids.ts';
import { SelectField } from './select-field.tsx';

type Column = keyof CsvColumns;

const columns: readonly Column[] = ['code', 'name', 'price', 'unit', 'currency'];
const noColumn = 'none';

interface CsvReadingProps {
  readonly preview: CataloguePreview;
  readonly choice: CsvChoice;
  readonly onChoice: (choice: CsvChoice) => void;
}

/** How the file was understood: everything can be said otherwise, and what only a person can say is asked. */
export function CsvReading({ preview, choice, onChoice }: CsvReadingProps) {
  const { charset, charsets, currency, headings, questions } = preview;
  const isAsked = (question: Column | 'charset'): question is CsvQuestion =>
    (questions as readonly string[]).includes(question);
  const problemOf = (question: Column | 'charset'): string | null =>
    isAsked(question) ? t(`catalogue.question.${question}`) : null;
  /** A column that is still asked about stays so whatever is chosen for another. */
  const withColumn = (column: Column, place: number | null): CsvColumns => {
    const said = columns.map((one) => [one, one !== 'currency' && isAsked(one) ? null : preview.columns[one]] as const);
    return { ...(Object.fromEntries(said) as Record<Column, number | null>), [column]: place };
  };
  const places = headings.map(({ heading, sample }, index) => {
    const option = `${index + 1}. ${heading}`.trim();
    return { value: String(index), label: sample === '' ? option : t('catalogue.column.example', { option, sample }) };
  });
  return (
    <section class="csv-reading" aria-label={t('catalogue.how')} data-testid={testIds.csvReading}>
      <h4 class="csv-reading-heading">{t('catalogue.how')}</h4>
      {(charsets.length > 1 || isAsked('charset')) && (
        <SelectField
          label={t('catalogue.charset')}
          choices={charsets.map(({ charset: value, sample }) => ({
            value,
            label: `${t(`name.charset.${value}`)}${sample === '' ? '' : ` · ${sample}`}`,
          }))}
          value={isAsked('charset') ? null : charset}
          onValue={(value) => onChoice({ ...choice, charset: value })}
          problem={problemOf('charset')}
          testId={testIds.csvCharset}
        />
      )}
      <SelectField
        label={t('catalogue.currency')}
        choices={currencies.map((value) => ({ value, label: t(`currency.${value}`) }))}
        value={isAsked('currency') ? null : currency}
        onValue={(value) => onChoice({ ...choice, currency: value })}
        problem={problemOf('currency')}
        testId={testIds.csvCurrency}
      />
      {columns.map((column) => {
        const place = preview.columns[column];
        const isOpen = column !== 'currency' && isAsked(column);
        return (
          <SelectField
            key={column}
            label={t(`catalogue.column.${column}`)}
            choices={[{ value: noColumn, label: t('catalogue.column.none') }, ...places]}
            value={isOpen ? null : place === null ? noColumn : String(place)}
            onValue={(value) =>
              onChoice({ ...choice, columns: withColumn(column, value === noColumn ? null : Number(value)) })
            }
            problem={isOpen ? problemOf(column) : null}
            testId={testIds.csvColumn(column)}
          />
        );
      })}
    </section>
  );
}
