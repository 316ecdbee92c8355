/** What several groups share: names, times, currencies, problems. */
import * as z from 'zod';
import { accountIdPattern } from '../../main/domain/merchant-account.ts';
import { modes } from '../../main/domain/mode.ts';
import { currencies } from '../../main/domain/money.ts';
import { withoutHidden } from '../../main/domain/order-input.ts';
import { gatewayKinds, problemCodes, wallets } from '../../main/domain/order.ts';
import { nextSteps, refusalReasons } from '../../main/domain/refusal.ts';
import { keepPersonalDaysRange, longestShopName } from '../../main/domain/till-choices.ts';
import { appearances, languages } from '../../main/domain/screen-choice.ts';

export const languageSchema = z.enum(languages);

/** Days. */
export const keepPersonalDaysSchema = z.int().min(keepPersonalDaysRange.min).max(keepPersonalDaysRange.max);

export const appearanceSchema = z.enum(appearances);

export const modeSchema = z.enum(modes);

/** A name or title as somebody wrote it, without marks of direction and characters that have no width. */
export const nameSchema = z.string().overwrite(withoutHidden).trim();

export const shopNameSchema = nameSchema.max(longestShopName);

export const currencySchema = z.enum(currencies);

export const walletSchema = z.enum(wallets);

export const gatewaySchema = z.enum(gatewayKinds);

export const orderNoSchema = z.string().regex(/^[A-Za-z0-9_]{1,64}$/);

export const accountIdSchema = z.string().regex(accountIdPattern);

/** UTC, ISO 8601 with milliseconds. */
export const timeSchema = z.iso.datetime();

export const explanationSchema = z.object({ reason: z.enum(refusalReasons), nextStep: z.enum(nextSteps) });

export const problemSchema = z.object({
  code: z.enum(problemCodes),
  /** The gateway's own code and words, e.g. `ACQ.SYSTEM_ERROR`; for the person who phones support. */
  gatewayCode: z.string().nullable(),
  gatewayMessage: z.string().nullable(),
  /** What the gateway's code means and what to do; `null` where it has none. */
  explanation: explanationSchema.nullable(),
});
export type ProblemView = z.infer<typeof problemSchema>;

export const sumSchema = z.object({ amountMinor: z.int(), currency: currencySchema });

/** A person's own words; what is only blank is refused with a reason of its own. */
export const reasonSchema = z.string().overwrite(withoutHidden).max(200);

export const nothing = z.undefined();
