import type { ScenarioName } from '../../../main/practice/common/phone-view.ts';
import { t } from '../../i18n/translate.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { chooseScenario, nowMs, state } from './phone-store.ts';

/** In the order in which they stand on the page. */
const icons: Readonly<Record<ScenarioName, IconName>> = {
  normal: 'circle-check',
  told_twice: 'copy-check',
  told_late: 'clock-alert',
  forged: 'shield-alert',
  wrong_amount: 'hand-coins',
  service_down: 'plug',
  slow: 'turtle',
  refund_delayed: 'hourglass',
};
const scenarioNames = Object.keys(icons) as readonly ScenarioName[];

/** What goes wrong with the next tap; one of them is always chosen. */
export function ScenarioList() {
  const chosen = state.value?.scenario ?? 'normal';
  return (
    <section class="scenarios" aria-labelledby="scenarios-title">
      <h2 id="scenarios-title">{t('phone.whenPaying.title')}</h2>
      <p class="lead">{t('phone.whenPaying.detail')}</p>
      <div role="radiogroup" aria-labelledby="scenarios-title">
        {scenarioNames.map((name) => (
          <label key={name} class="scenario" data-chosen={name === chosen ? '' : undefined}>
            <input
              type="radio"
              name="scenario"
              class="unseen"
              checked={name === chosen}
              data-testid={`scenario-${name}`}
              onChange={() => void chooseScenario(name)}
            />
            <Icon name={icons[name]} />
            <span class="scenario-words">
              <strong>{t(`phone.scenarios.${name}.title`)}</strong>
              <span>{detailOf(name)}</span>
            </span>
            {name === chosen ? <Icon name="circle-check" size={28} /> : <span class="empty-mark" />}
          </label>
        ))}
      </div>
      <p class="hint">
        <Icon name="info" size={20} />
        {t('phone.browserHint')}
      </p>
    </section>
  );
}

function detailOf(name: ScenarioName): string {
  const endsAt = state.value?.outageEndsAt ?? null;
  if (name !== 'service_down' || endsAt === null) return t(`phone.scenarios.${name}.detail`);
  return t('phone.downFor', { seconds: Math.max(0, Math.ceil((Date.parse(endsAt) - nowMs.value) / 1_000)) });
}
