import { useState } from 'preact/hooks';
import { scalePrefixPattern } from '../../main/domain/barcode-number.ts';
import { isTerminalPrefix } from '../../main/domain/order-number.ts';
import { languages, type Appearance } from '../../main/domain/screen-choice.ts';
import { longestOperatorName, longestTillName } from '../../main/domain/till-choices.ts';
import { StoredKey } from '../accounts/stored-key.tsx';
import { approved, saySaved } from '../app/approval.ts';
import { checkKeysAgain } from '../app/banners.tsx';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { copy } from '../app/clipboard.ts';
import { SettingsForm } from '../app/settings-form.tsx';
import { state } from '../app/store.ts';
import { TerminalPrefixField } from '../app/terminal-prefix-field.tsx';
import { showRefusal, showToast } from '../app/toasts.ts';
import { languageName, languageTag } from '../i18n/messages.ts';
import { t, type KeyAlone } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceField, Field } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { Logo } from '../ui/logo.tsx';

/** The till's name and who is at it. */
export function TillSection() {
  const { tillName, terminalPrefix, scalePrefixes, operatorName, operators } = state();
  const [name, setName] = useState(tillName);
  const [prefix, setPrefix] = useState(terminalPrefix);
  const [scales, setScales] = useState(scalePrefixes.join(' '));
  const [operator, setOperator] = useState(operatorName);
  const isMissing = name.trim() === '';
  const scaleList = [
    ...new Set(
      scales
        .normalize('NFKC')
        .split(/[\s,、]+/u)
        .filter((prefix) => prefix !== ''),
    ),
  ];
  const areScalesWrong = !scaleList.every((prefix) => scalePrefixPattern.test(prefix));
  const hasStaff = operators.length > 0;
  const save = (): void => {
    if (isMissing || !isTerminalPrefix(prefix) || areScalesWrong) return;
    perform(async () => {
      const who = hasStaff ? {} : { operatorName: operator.trim() };
      const changes = { tillName: name.trim(), terminalPrefix: prefix, scalePrefixes: scaleList, ...who };
      saySaved(await approved((approval) => bridge.changeSettings({ ...changes, approval })));
    });
  };
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.till')}</h2>
      <SettingsForm onSave={save}>
        <Field
          label={t('till.tillName')}
          value={name}
          maxLength={longestTillName}
          hint={t('till.nameHint')}
          problem={isMissing ? t('fieldProblem.required') : null}
          onValue={setName}
        />
        <TerminalPrefixField value={prefix} onValue={setPrefix} />
        <Field
          label={t('field.optional', { label: t('till.scalePrefixes') })}
          value={scales}
          hint={t('till.scalePrefixesHint')}
          problem={areScalesWrong ? t('fieldProblem.scalePrefixes') : null}
          onValue={setScales}
        />
        {!hasStaff && (
          <Field
            label={t('field.optional', { label: t('till.operatorName') })}
            value={operator}
            maxLength={longestOperatorName}
            hint={t('till.operatorHint')}
            onValue={setOperator}
          />
        )}
      </SettingsForm>
    </div>
  );
}

const appearances: readonly Appearance[] = ['system', 'light', 'dark'];

export function LookSection() {
  const { language, appearance } = state();
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.look')}</h2>
      <div class="settings-fields">
        <ChoiceField
          label={t('look.language')}
          choices={languages.map((value) => ({
            value,
            label: languageName[value],
            lang: languageTag[value],
          }))}
          value={language}
          onValue={(value) => perform(() => valueOf(bridge.changeSettings({ language: value })))}
        />
        <ChoiceField
          label={t('look.appearance')}
          choices={appearances.map((value) => ({ value, label: t(`look.${value}`) }))}
          value={appearance}
          onValue={(value) => perform(() => valueOf(bridge.changeSettings({ appearance: value })))}
        />
      </div>
    </div>
  );
}

function renewKeys(): void {
  perform(async () => {
    const result = await bridge.renewPracticeKeys(undefined);
    if (result.ok) showToast({ kind: 'done', message: 'toast.keysRenewed' });
    else showRefusal(result.problem);
  });
}

export function KeysSection() {
  const { keychain, accounts, mode } = state();
  const isWell = keychain === 'available';
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.keys')}</h2>
      <div class="finding" data-state={isWell ? 'paid' : 'unknown'}>
        <Icon name={isWell ? 'shield-check' : 'shield-alert'} size={40} strokeWidth={2.25} />
        <div>
          <h3>{t(`keys.${keychain}`)}</h3>
          <p>{t(`keys.${keychain}Text`)}</p>
        </div>
      </div>
      <div class="button-row">
        <Button icon="refresh-cw" onPress={checkKeysAgain}>
          {t('keychain.checkAgain')}
        </Button>
        {mode === 'practice' && keychain === 'missing_or_locked' && (
          <Button icon="key-round" onPress={renewKeys}>
            {t('keys.renew')}
          </Button>
        )}
      </div>
      {mode === 'practice' && keychain === 'missing_or_locked' && <p class="field-hint">{t('keys.renewText')}</p>}
      <h3 class="section-heading">{t('keys.list')}</h3>
      {accounts.length === 0 && <p class="field-hint">{t('keys.noKeys')}</p>}
      {accounts.map(({ account, keys }) => (
        <div key={account.id} class="key-group">
          <h4>{account.name}</h4>
          {keys.map((keyState) => (
            <StoredKey
              key={keyState.kind}
              accountId={account.id}
              keyState={keyState}
              isReadOnly={mode === 'practice'}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

const keyTable: readonly { readonly caps: readonly string[]; readonly does: KeyAlone; readonly icon: IconName }[] = [
  { caps: ['Enter'], does: 'about.key.charge', icon: 'qr-code' },
  { caps: ['F1', 'F2', 'F3'], does: 'about.key.wallets', icon: 'hand-coins' },
  { caps: ['+'], does: 'charge.addLine', icon: 'plus' },
  { caps: ['*'], does: 'about.key.quantity', icon: 'calculator' },
  { caps: ['%'], does: 'lines.discount', icon: 'percent' },
  { caps: ['F4'], does: 'about.key.hold', icon: 'pause' },
  { caps: ['F6'], does: 'about.key.held', icon: 'list' },
  { caps: ['F5'], does: 'about.key.check', icon: 'refresh-cw' },
  { caps: ['Esc'], does: 'about.key.cancel', icon: 'x' },
  { caps: ['N'], does: 'about.key.newSale', icon: 'plus' },
  { caps: ['F7'], does: 'operator.change', icon: 'lock' },
  { caps: ['F9'], does: 'about.key.phone', icon: 'smartphone' },
  { caps: ['/'], does: 'about.key.search', icon: 'search' },
  { caps: ['Alt 1', 'Alt 2', 'Alt 4'], does: 'about.key.screens', icon: 'monitor' },
];

export function AboutSection() {
  const { version, ledger } = state();
  return (
    <div class="settings-middle">
      <h2 class="unseen">{t('settings.about')}</h2>
      <div class="about-head">
        <Logo size={56} />
        <div>
          <p class="about-name">Scantill</p>
          <p>{t('about.version', { version })}</p>
        </div>
      </div>
      <p class="about-text">{t('about.text')}</p>
      <h3 class="section-heading">{t('about.ledger')}</h3>
      <p class="about-ledger">
        <strong>{t(ledger.status === 'open' ? 'about.ledgerOpen' : `ledger.reason.${ledger.reason}`)}</strong>
        <span class="about-path selectable">{ledger.path}</span>
      </p>
      <Button icon="copy" onPress={() => copy(ledger.path)}>
        {t('detail.copy')}
      </Button>
      <h3 class="section-heading">{t('about.keys')}</h3>
      <ul class="key-table">
        {keyTable.map(({ caps, does, icon }) => (
          <li key={does}>
            <Icon name={icon} size={20} />
            <span>{t(does)}</span>
            <span class="key-table-caps">
              {caps.map((cap) => (
                <KeyCap key={cap}>{cap}</KeyCap>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
