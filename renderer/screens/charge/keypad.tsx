import type { ComponentChildren } from 'preact';
import { Icon } from '../../components/icon.tsx';
import { t } from '../../i18n/translate.ts';
import type { AmountAction } from '../../logic/amount-entry.ts';
import { decimals, inputAmount } from '../../state/sale-form.ts';

interface KeyProps {
  readonly area: string;
  readonly action: AmountAction;
  readonly children: ComponentChildren;
  readonly label?: string;
  readonly isFunction?: boolean;
}

function Key({ area, action, children, label, isFunction = false }: KeyProps) {
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
      onClick={() => inputAmount(action)}
    >
      {children}
    </button>
  );
}

export function Keypad() {
  const hasDecimals = decimals.value > 0;
  return (
    <div class="keypad" role="group" aria-label={t('charge.keypad')}>
      {['7', '8', '9', '4', '5', '6', '1', '2', '3', '0'].map((digit) => (
        <Key key={digit} area={`d${digit}`} action={{ type: 'digits', digits: digit }}>
          {digit}
        </Key>
      ))}
      <Key area="d00" action={{ type: 'digits', digits: '00' }}>
        00
      </Key>
      {hasDecimals ? (
        <Key area="point" action={{ type: 'point' }}>
          .
        </Key>
      ) : (
        <Key area="point" action={{ type: 'digits', digits: '000' }}>
          000
        </Key>
      )}
      <Key area="back" action={{ type: 'backspace' }} label={t('charge.backspace')} isFunction>
        <Icon name="delete" size={30} />
      </Key>
      <Key area="clear" action={{ type: 'clear' }} isFunction>
        {t('charge.clear')}
      </Key>
    </div>
  );
}
