import { heldWords } from '../app/order-words.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { testIds } from '../ui/test-ids.ts';
import { hold, holdHindrance, recalledSale } from './held-sales.ts';

/** Puts the sale on the counter aside. */
export function HoldButton() {
  const hindrance = holdHindrance.value;
  return (
    <Button
      icon="pause"
      keyCap="F4"
      testId={testIds.hold}
      unavailable={hindrance === null ? null : t(hindrance)}
      onPress={hold}
    >
      {t('hold.action')}
    </Button>
  );
}

/** Which sale that was put aside is on the counter again. */
export function RecalledHint() {
  const recalled = recalledSale.value;
  if (recalled === null) return null;
  return (
    <p class="field-hint recalled" role="status">
      {t('hold.recalled', { what: heldWords(recalled) })}
    </p>
  );
}
