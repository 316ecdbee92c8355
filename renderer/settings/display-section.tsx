import { useState } from 'preact/hooks';
import type { CustomerDisplay } from '../../preload/contract/index.ts';
import { approvedValue } from '../app/approval.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { state } from '../app/store.ts';
import { listed, t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Check, ChoiceField, Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';

const longestShopName = 40;
const returnChoices = [3, 5, 10, 20];

function change(changes: Parameters<typeof bridge.changeSettings>[0]): void {
  perform(() => approvedValue((approval) => bridge.changeSettings({ ...changes, approval })));
}

type Display = ReturnType<typeof state>['customerDisplay']['displays'][number];

function displayName({ label, width, height }: Display): string {
  return listed([label, `${width} × ${height}`]);
}

/** Where the customer's window stands now, or why it stands nowhere. */
function Finding() {
  const { enabled, displays, shownOn } = state().customerDisplay;
  if (!enabled) return null;
  const shown = displays.find(({ id }) => id === shownOn);
  const isShown = shown !== undefined;
  return (
    <div class="finding" data-state={isShown ? 'paid' : 'unknown'} role="status">
      <Icon name={isShown ? 'monitor' : 'triangle-alert'} size={32} strokeWidth={2.25} />
      <div>
        <h3>{t(isShown ? 'display.shown' : 'display.notShown')}</h3>
        <p>{isShown ? displayName(shown) : t('display.notShownText')}</p>
      </div>
    </div>
  );
}

function WhichDisplay() {
  const { enabled, displayId, displays } = state().customerDisplay;
  const choose = (value: string): void => {
    const chosen: CustomerDisplay = { enabled, displayId: value === '' ? null : Number(value) };
    change({ customerDisplay: chosen });
  };
  const choices = displays
    .filter(({ isCashiers }) => !isCashiers)
    .map((display) => ({ value: String(display.id), label: displayName(display) }));
  const isAway = displayId !== null && !choices.some(({ value }) => value === String(displayId));
  return (
    <ChoiceField
      label={t('display.which')}
      isStacked
      choices={[
        { value: '', label: t('display.any') },
        ...choices,
        ...(isAway ? [{ value: String(displayId), label: t('display.away') }] : []),
      ]}
      value={displayId === null ? '' : String(displayId)}
      onValue={choose}
    />
  );
}

/** What the customer sees on a second display, and how long Paid stays on the cashier's. */
export function DisplaySection() {
  const { customerDisplay, shopName, paidReturnSeconds } = state();
  const [name, setName] = useState(shopName);
  const { enabled, displayId } = customerDisplay;
  const saveName = (): void => {
    if (name.trim() === shopName) return;
    perform(async () => {
      await approvedValue((approval) => bridge.changeSettings({ shopName: name.trim(), approval }));
      // What stands there now, also where the change was not allowed.
      setName(state().shopName);
    });
  };
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.display')}</h2>
      <div class="settings-fields">
        <Check isChecked={enabled} onChange={(isOn) => change({ customerDisplay: { enabled: isOn, displayId } })}>
          <span>{t('display.enable')}</span>
        </Check>
        <Finding />
        {enabled && <WhichDisplay />}
        <Field
          label={t('field.optional', { label: t('display.shopName') })}
          value={name}
          maxLength={longestShopName}
          hint={t('display.shopNameHint')}
          onValue={setName}
          onLeave={saveName}
        />
        <div class="field">
          <div class="button-row">
            <Button
              icon="monitor"
              testId="customer-preview"
              onPress={() => perform(() => valueOf(bridge.previewCustomerDisplay(undefined)))}
            >
              {t('display.preview')}
            </Button>
          </div>
          <p class="field-hint">{t('display.previewHint')}</p>
        </div>
        <ChoiceField
          label={t('display.return')}
          choices={returnChoices.map((seconds) => ({
            value: String(seconds),
            label: t('display.returnAfter', { seconds }),
          }))}
          value={String(paidReturnSeconds)}
          onValue={(value) => change({ paidReturnSeconds: Number(value) })}
        />
      </div>
    </div>
  );
}
