import type { ComponentChildren } from 'preact';
import { t } from '../i18n/translate.ts';
import { Icon } from '../ui/icon.tsx';
import { addTypedLine, askDiscount, clearEntry, decimals, inputAmount } from './sale-form.ts';

interface KeyProps {
  readonly area: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
  readonly label?: string;
  readonly isFunction?: boolean;
}

function Key({ area, onPress, children, label, isFunction = false }: KeyProps) {
  return (
    <button
      type="button"
      class={isFunction ? 'key key-function' : 'key'}
      style={{ gridArea: area }}
      aria-label={label}
      // The keyboard types the same digits; the keypad is for fingers and leaves the focus where it is.
      tabIndex={-1}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

function DigitKey({ area, digits }: { readonly area: string; readonly digits: string }) {
  return (
    <Key area={area} onPress={() => inputAmount({ type: 'digits', digits })}>
      {digits}
    </Key>
  );
}

export function Keypad() {
  return (
    <div class="keypad" role="group" aria-label={t('charge.keypad')}>
      {['7', '8', '9', '4', '5', '6', '1', '2', '3', '0'].map((digit) => (
        <DigitKey key={digit} area={`d${digit}`} digits={digit} />
      ))}
      <DigitKey area="d00" digits="00" />
      {decimals.value > 0 ? (
        <Key area="point" onPress={() => inputAmount({ type: 'point' })}>
          .
        </Key>
      ) : (
        <DigitKey area="point" digits="000" />
      )}
      <Key area="back" onPress={() => inputAmount({ type: 'backspace' })} label={t('charge.backspace')} isFunction>
        <Icon name="delete" size={30} />
      </Key>
      <Key area="clear" onPress={clearEntry} isFunction>
        {t('charge.clear')}
      </Key>
      <Key area="discount" onPress={askDiscount} isFunction>
        <Icon name="percent" size={22} />
        {t('lines.discount')}
      </Key>
      <Key area="add" onPress={addTypedLine} isFunction>
        <Icon name="plus" size={22} />
        {t('charge.addLine')}
      </Key>
    </div>
  );
}
