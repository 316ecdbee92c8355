/** The practice platform and its phone. */
import * as z from 'zod';
import { doneResult } from './results.ts';
import { nothing, orderNoSchema } from './values.ts';

export const practiceStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('starting') }),
  z.object({ status: z.literal('running'), port: z.int(), phoneUrl: z.string() }),
  z.object({ status: z.literal('stopped'), detail: z.string() }),
]);

export const practiceCalls = {
  /** Practice only, and only on request: makes new practice keys where the old ones cannot be read. */
  renewPracticeKeys: { argument: nothing, result: doneResult },
  openPracticePhone: { argument: z.object({ orderNo: orderNoSchema.nullable() }), result: doneResult },
} as const;
