/** The practice phone. `?order=<number>` opens that order's code at once, `?language=en|zh|ja` sets the language. */
import { render } from 'preact';
import { languageTag } from '../../i18n/messages.ts';
import { language, t } from '../../i18n/translate.ts';
import { Icon } from '../../ui/icon.tsx';
import '../../ui/tokens.css';
import { Handset } from './handset.tsx';
import { chooseLanguage } from './language.ts';
import { start } from './phone-store.ts';
import './phone.css';
import { ScenarioList } from './scenario-list.tsx';
import { TillSide } from './till-side.tsx';

function App() {
  // Browsers let a page close itself only where nothing lies behind it, as in a window of its own.
  const canClose = history.length === 1;
  return (
    <>
      <header class="banner">
        <span class="stripes" aria-hidden="true" />
        <Icon name="graduation-cap" />
        <strong>{t('phone.practice')}</strong>
        <span class="banner-detail">{t('phone.practiceDetail')}</span>
        {canClose && (
          <button type="button" class="close" onClick={() => window.close()}>
            {t('phone.closePhone')}
            <Icon name="x" size={20} />
          </button>
        )}
      </header>
      <div class="columns">
        <div class="phone-side">
          <Handset />
        </div>
        <ScenarioList />
        <TillSide />
      </div>
    </>
  );
}

const address = new URLSearchParams(location.search);
language.value = chooseLanguage(address.get('language'), navigator.languages);
document.documentElement.lang = languageTag[language.value];
document.title = t('phone.pageTitle');

// Enter pays wherever the focus is, unless a button has it: that does its own thing.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.repeat || event.target instanceof HTMLButtonElement) return;
  document.querySelector<HTMLElement>('[data-primary]')?.click();
});

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no place for the app.');
render(<App />, root);
start(address.get('order'));
