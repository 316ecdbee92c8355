import { Icon, type IconName } from '../../ui/icon.tsx';
import type { ScenarioName } from '../../../main/practice/common/phone-view.ts';
import type { Messages } from './messages.ts';
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
export function ScenarioList({ messages }: { readonly messages: Messages }) {
  const chosen = state.value?.scenario ?? 'normal';
  return (
    <section class="scenarios" aria-labelledby="scenarios-title">
      <h2 id="scenarios-title">{messages.whenPaying.title}</h2>
      <p class="lead">{messages.whenPaying.detail}</p>
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
              <strong>{messages.scenarios[name].title}</strong>
              <span>{detailOf(name, messages)}</span>
            </span>
            {name === chosen ? <Icon name="circle-check" size={28} /> : <span class="empty-mark" />}
          </label>
        ))}
      </div>
      <p class="hint">
        <Icon name="info" size={20} />
        {messages.browserHint}
      </p>
    </section>
  );
}

function detailOf(name: ScenarioName, messages: Messages): string {
  const endsAt = state.value?.outageEndsAt ?? null;
  if (name !== 'service_down' || endsAt === null) return messages.scenarios[name].detail;
  return messages.downFor(Math.max(0, Math.ceil((Date.parse(endsAt) - nowMs.value) / 1_000)));
}
