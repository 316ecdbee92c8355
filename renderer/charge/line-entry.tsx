import { rich, t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { AmountField } from './amount-field.tsx';
import { focusAmount } from './amount-input.ts';
import { changeSale, entry, showsKeypad } from './sale-record.ts';

const key = (content: unknown) => <KeyCap>{String(content)}</KeyCap>;

/** The next line: a scanned barcode, or a price and `+`. */
export function LineEntry() {
  return (
    <div class="line-entry">
      <label class="line-entry-box">
        <Icon name="scan-barcode" />
        {entry.value.text === '' && <span class="line-entry-hint">{rich('lines.entryHint', { key })}</span>}
        <AmountField />
      </label>
      <Button
        icon={showsKeypad.value ? 'list' : 'calculator'}
        onPress={() => {
          changeSale({ showsKeypad: !showsKeypad.value });
          focusAmount();
        }}
      >
        {t(showsKeypad.value ? 'lines.label' : 'charge.keypad')}
      </Button>
    </div>
  );
}
