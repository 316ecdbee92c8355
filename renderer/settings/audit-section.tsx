import { useEffect, useState } from 'preact/hooks';
import type { AuditEntry } from '../../preload/contract/index.ts';
import { bridge } from '../app/bridge.ts';
import { perform, valueOf } from '../app/calls.ts';
import { state, appState } from '../app/store.ts';
import { messages } from '../i18n/messages.ts';
import { listed, t, timeText, type KeyAlone } from '../i18n/translate.ts';
import { Icon, type IconName } from '../ui/icon.tsx';

const entriesShown = 100;

const iconOf: Readonly<Record<AuditEntry['type'], IconName>> = {
  'settings.changed': 'settings',
  'unmatched.settled': 'pencil-line',
  'operator.signed_in': 'arrow-right',
  'operator.pin_failed': 'triangle-alert',
  'operator.approved': 'shield-check',
};

function whatHappened({ type, subject, purpose, name }: AuditEntry): string {
  const what = purpose === null ? '' : t(`purpose.${purpose}`);
  if (type === 'settings.changed') return t(`audit.subject.${subject ?? 'settings'}`, { name: name ?? '' });
  return t(`audit.${type}`, { what });
}

/** Settings go by the name that their field has on screen; one that has none by its own. */
function fieldName(field: string): string {
  const key = [
    `field.${field}`,
    `key.${field}`,
    `till.${field}`,
    `look.${field}`,
    `staff.${field}`,
    `purpose.${field}`,
  ].find((candidate) => candidate in messages.en);
  return key === undefined ? field : t(key as KeyAlone);
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const { operatorName, approvedBy, orderNo, changes, reason } = entry;
  return (
    <li class="audit-entry" data-type={entry.type}>
      <Icon name={iconOf[entry.type]} size={22} />
      <div>
        <strong>{whatHappened(entry)}</strong>
        {changes.map(({ field, from, to }) => (
          <p key={field} class="audit-change selectable">
            {from === null && to === null
              ? fieldName(field)
              : t('audit.change', { field: fieldName(field), from: from ?? '–', to: to ?? '–' })}
          </p>
        ))}
        {reason !== null && <p class="audit-change selectable">{reason}</p>}
        <p class="field-hint">
          {listed([
            operatorName,
            approvedBy === null ? '' : t('event.approvedBy', { name: approvedBy }),
            orderNo === null ? '' : t('order.numberShort', { number: orderNo }),
          ])}
        </p>
      </div>
      <time class="audit-time" dateTime={entry.at}>
        {timeText(entry.at, 'moment')}
      </time>
    </li>
  );
}

/** What people did at the till: it stands in the ledger, in the same chain as the orders. */
export function AuditSection() {
  const [entries, setEntries] = useState<readonly AuditEntry[] | null>(null);
  useEffect(
    () =>
      perform(async () => {
        const found = await valueOf(bridge.listAudit({ limit: entriesShown }));
        if (found !== null) setEntries(found);
      }),
    [appState.value],
  );
  return (
    <div class="settings-middle">
      <h2 class="section-title">{t('settings.audit')}</h2>
      <p class="field-hint">{t(state().mode === 'practice' ? 'audit.textPractice' : 'audit.text')}</p>
      {entries?.length === 0 && <p>{t('audit.none')}</p>}
      <ul class="audit">
        {entries?.map((entry) => (
          <Entry key={entry.sequence} entry={entry} />
        ))}
      </ul>
    </div>
  );
}
