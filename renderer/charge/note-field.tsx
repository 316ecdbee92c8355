import { maximumNoteLength, unsupportedCharacter } from '../../main/domain/order-input.ts';
import { t } from '../i18n/translate.ts';
import { typedText } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { testIds } from '../ui/test-ids.ts';
import { askingSinceMs, noteFault } from './sale-form.ts';
import { changeSale, note } from './sale-record.ts';

function noteWords(text: string): string {
  const { length } = Array.from(text);
  if (length > maximumNoteLength) return t('note.problem.too_long', { count: length, limit: maximumNoteLength });
  const unsupported = unsupportedCharacter(text);
  return unsupported === null ? '' : t(`note.unsupported.${unsupported.kind}`, { character: unsupported.character });
}

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
            changeSale({ note: typedText(event.currentTarget) });
          }}
        />
      </div>
      <p id="note-hint" class={fault === null ? 'field-hint' : 'refusal'} role="status">
        {fault !== null && <Icon name="circle-x" size={20} strokeWidth={2.25} />}
        <span>{fault === null ? t('charge.noteHint') : noteWords(note.value)}</span>
      </p>
    </div>
  );
}
