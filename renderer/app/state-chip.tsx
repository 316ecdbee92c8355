import type { OrderView } from '../../preload/contract/index.ts';
import { t } from '../i18n/translate.ts';
import { Icon, type IconName } from '../ui/icon.tsx';

type DisplayState = OrderView['display'];

export const stateIcon: Readonly<Record<DisplayState, IconName>> = {
  held: 'pause',
  waiting: 'hourglass',
  paid: 'circle-check',
  paid_late: 'clock-alert',
  unknown: 'circle-help',
  declined: 'circle-x',
  expired: 'timer-off',
  refunded: 'undo-2',
  discarded: 'x',
};

/** A state said three ways: icon, word, colour. */
export function StateChip({ state, tinted = true }: { readonly state: DisplayState; readonly tinted?: boolean }) {
  return (
    <span class={tinted ? 'state-chip state-chip-tinted' : 'state-chip'} data-state={state}>
      <Icon name={stateIcon[state]} size={22} strokeWidth={2.25} />
      <span>{t(`state.${state}`)}</span>
    </span>
  );
}
