import { maximumNoteLength } from '../../../preload/order-input.ts';
import { Icon } from '../../components/icon.tsx';
import { t } from '../../i18n/translate.ts';
import { askingSinceMs, note, noteFault } from '../../state/sale-form.ts';
import { testIds } from '../../test-ids.ts';

/** What the customer reads about the sale. Text that is too long is kept and said, never cut. */
export function NoteField() {
  const fault = noteFault.value;
  return (
    <div class="note">
      <div class="note-box" data-wrong={fault === null ? 'no' : 'yes'}>
        <Icon name="pencil-line" size={22} />
        <textarea
          class="note-input"
          data-testid={testIds.note}
          rows={1}
          value={note.value}
          placeholder={t('charge.notePlaceholder')}
          aria-label={t('charge.note')}
          aria-describedby="note-hint"
          aria-invalid={fault === null ? 'false' : 'true'}
          readOnly={askingSinceMs.value !== null}
          autoComplete="off"
          spellcheck={false}
          onInput={(event) => {
            note.value = event.currentTarget.value;
          }}
        />
      </div>
      <p id="note-hint" class={fault === null ? 'field-hint' : 'refusal'} role="status">
        {fault !== null && <Icon name="circle-x" size={20} strokeWidth={2.25} />}
        <span>
          {fault === null
            ? t('charge.noteHint')
            : t(`note.problem.${fault}`, { count: Array.from(note.value).length, limit: maximumNoteLength })}
        </span>
      </p>
    </div>
  );
}
