import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { moneyText } from '../ui/money-text.ts';
import { testIds } from '../ui/test-ids.ts';
import { amountMinor, rules } from './sale-form.ts';
import { decideDoubt } from './scans.ts';

/** A code that could be the customer's or a scale's: nothing is charged by it until somebody has said which. */
export function DoubtDialog({ code }: { readonly code: string }) {
  const amount = moneyText(amountMinor.value, rules.value.currency);
  return (
    <Dialog
      title={t('doubt.title')}
      safe={{ label: t('doubt.nothing'), onPress: () => decideDoubt('nothing') }}
      other={{ label: t('doubt.payment', { amount }), onPress: () => decideDoubt('payment') }}
      testId={testIds.doubtDialog}
    >
      <p>{t('doubt.text', { end: code.slice(-4) })}</p>
      <div class="button-row">
        <Button icon="scan-barcode" onPress={() => decideDoubt('label')}>
          {t('doubt.label')}
        </Button>
      </div>
    </Dialog>
  );
}
