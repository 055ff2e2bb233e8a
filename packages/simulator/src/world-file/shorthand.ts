/** Short forms that read well in a file, and the numbers they mean. */
import { z } from 'zod';

const SHARE = /^(\d+(?:\.\d+)?) *%$/;
const DAYS = /^(\d+(?:\.\d+)?) *(hour|hours|day|days|week|weeks)$/;
const DAYS_PER: Readonly<Record<string, number>> = { hour: 1 / 24, day: 1, week: 7 };

const SHARE_FORM = 'expected a share from 0 to 100 %, such as `2%` or `0.02`';
const DAYS_FORM = 'expected a positive time, such as `36 hours`, `2 days` or `1 week`';

const shareNumber = z
  .union([z.number(), z.string().regex(SHARE)], { error: SHARE_FORM })
  .transform((value) => (typeof value === 'number' ? value : Number(SHARE.exec(value)?.[1]) / 100));

/** `2%`, `0.02` → 0.02, in [0, 1]. */
export const share = shareNumber.refine((value) => value >= 0 && value <= 1, SHARE_FORM);

/** A share strictly between 0 and 1: it has log-odds. */
export const rate = shareNumber.refine((value) => value > 0 && value < 1, 'expected a rate above 0 and below 100 %');

/** `36 hours`, `2 days`, `1 week`, `2` → days, above 0. */
export const days = z
  .union([z.number(), z.string().regex(DAYS)], { error: DAYS_FORM })
  .transform((value) => (typeof value === 'number' ? value : daysOf(value)))
  .refine((value) => value > 0, DAYS_FORM);

function daysOf(text: string): number {
  const [, count, unit = 'day'] = DAYS.exec(text) ?? [];
  return Number(count) * (DAYS_PER[unit.replace(/s$/, '')] ?? 1);
}

/** One name, or a list any of which counts. */
export const names = z
  .union([z.string(), z.array(z.string())], { error: 'expected a name or a list of names' })
  .transform((value) => (typeof value === 'string' ? [value] : value));

/** What an attribute, a trigger property or an event field may hold; null = missing. */
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'expected a single value: text, a number, `true`, `false` or `null`',
});
