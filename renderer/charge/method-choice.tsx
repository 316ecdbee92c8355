import type { PaymentMethod } from '../../preload/contract/index.ts';
import { state } from '../app/store.ts';
import { listed, t } from '../i18n/translate.ts';
import { Icon } from '../ui/icon.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { methodTestId } from '../ui/test-ids.ts';
import { WalletTile } from '../ui/wallet-tile.tsx';
import { chooseMethod, method } from './sale-form.ts';

const keysShown = 3;

/** An account that is called like its wallet would tell nothing apart. */
function accountName({ accountName, wallet, gateway }: PaymentMethod): string {
  return accountName === t(`name.wallet.${wallet}`) ? t(`account.${gateway}`) : accountName;
}

/** What hinders it; or what tells it from the others on the list; or, where nothing has to, why it is chosen. */
function detailOf(candidate: PaymentMethod, all: readonly PaymentMethod[], isLast: boolean): string {
  if (candidate.problem !== null) return t(`method.problem.${candidate.problem}`);
  const severalAccounts = all.some(({ accountId }) => accountId !== candidate.accountId);
  const severalCurrencies = all.some(({ currency }) => currency !== candidate.currency);
  const difference = listed([
    severalAccounts ? accountName(candidate) : '',
    severalCurrencies ? candidate.currency : '',
  ]);
  return difference === '' && isLast ? t('charge.sameAsLast') : difference;
}

export function MethodChoice() {
  const { methods, lastMethodId } = state();
  const chosen = method.value;
  const move = (step: number): void => {
    const index = methods.findIndex(({ id }) => id === chosen?.id);
    const next = methods[(index + step + methods.length) % methods.length];
    if (next === undefined) return;
    chooseMethod(next.id);
    document.querySelector<HTMLElement>(`[data-method="${next.id}"]`)?.focus();
  };
  return (
    <div
      class="methods"
      role="radiogroup"
      aria-label={t('charge.methods')}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowRight') move(1);
        else if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') move(-1);
        else return;
        event.preventDefault();
      }}
    >
      {methods.map((candidate, index) => {
        const isChosen = candidate.id === chosen?.id;
        const detail = detailOf(candidate, methods, candidate.id === lastMethodId);
        return (
          <button
            key={candidate.id}
            type="button"
            role="radio"
            class="method"
            data-testid={methodTestId(index + 1)}
            data-method={candidate.id}
            data-usable={candidate.problem === null ? 'yes' : 'no'}
            aria-checked={isChosen}
            tabIndex={isChosen ? 0 : -1}
            onClick={() => chooseMethod(candidate.id)}
          >
            <WalletTile wallet={candidate.wallet} size="choice" />
            <span class="method-names">
              <span class="method-name">{t(`name.wallet.${candidate.wallet}`)}</span>
              {detail !== '' && <span class="method-detail">{detail}</span>}
            </span>
            {index < keysShown && <KeyCap>{`F${index + 1}`}</KeyCap>}
            {isChosen ? (
              <Icon name="circle-check" size={28} class="method-mark" />
            ) : (
              <span class="method-mark method-mark-empty" />
            )}
          </button>
        );
      })}
    </div>
  );
}
