import { useId, useState } from 'preact/hooks';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { playSound } from '../app/sound.ts';
import { stateIcon } from '../app/state-chip.tsx';
import { state } from '../app/store.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/field.tsx';

const heard = ['paid', 'paid_late', 'unknown', 'declined', 'expired'] as const;
const step = 5;

/** How loud the till speaks, with each of its sounds to listen to. */
export function SoundSection() {
  const { sound, mode } = state();
  const id = useId();
  const [volume, setVolume] = useState(sound.volume);
  const change = (next: Partial<typeof sound>): void =>
    perform(() => valueOf(bridge.changeSettings({ sound: { ...sound, ...next } })));
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.sound')}</h2>
      <div class="settings-fields">
        <Check isChecked={!sound.isMuted} onChange={(isOn) => change({ isMuted: !isOn })}>
          <span>{t('sound.on')}</span>
        </Check>
        <div class="field">
          <label for={id}>{t('sound.volume')}</label>
          <div class="volume">
            <input
              id={id}
              type="range"
              class="range"
              min={0}
              max={100}
              step={step}
              value={volume}
              data-testid="volume"
              aria-valuetext={t('sound.percent', { volume })}
              onInput={(event) => setVolume(event.currentTarget.valueAsNumber)}
              onChange={(event) => change({ volume: event.currentTarget.valueAsNumber })}
            />
            <span class="volume-figure" aria-hidden="true">
              {t('sound.percent', { volume })}
            </span>
          </div>
        </div>
        <div class="field">
          <h3 class="field-name">{t('sound.test')}</h3>
          <div class="button-row">
            {heard.map((name) => (
              <Button
                key={name}
                icon={stateIcon[name]}
                onPress={() => playSound(name, { practice: mode === 'practice', volume })}
              >
                {t(`state.${name}`)}
              </Button>
            ))}
          </div>
          <p class="field-hint">{t(mode === 'practice' ? 'sound.testPractice' : 'sound.testHint')}</p>
        </div>
      </div>
    </div>
  );
}
