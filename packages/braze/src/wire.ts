/**
 * Pieces of answers that several endpoints share. Braze leaves out empty fields or sends null: both are null here. Fields
 * that are not named are dropped, and new ones do no harm.
 */
import { asDay, type Instant } from '@fitly/core/terms';
import { z } from 'zod';

export const id = z.string().min(1);
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
export const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
/** A list of texts; a single text (as the docs type the tags of templates) is a list of one. */
export const texts = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((value): readonly string[] => (typeof value === 'string' ? (value === '' ? [] : [value]) : (value ?? [])));
/** `2022-11-29T14:59:02+00:00` → instant; null when absent or unreadable. */
export const instant = z
  .string()
  .nullish()
  .transform((value): Instant | null => (value ? readable(Date.parse(value)) : null));
export const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d/)
  .transform((value) => asDay(value.slice(0, 10)));

const readable = (at: number): Instant | null => (Number.isNaN(at) ? null : at);

/** Unused parts come as `[]`, null or not at all. */
export const recordOf = <Value extends z.ZodType>(value: Value) =>
  z
    .preprocess(
      (given) => (given === null || Array.isArray(given) ? undefined : given),
      z.record(z.string(), value).optional(),
    )
    .transform((found): Readonly<Record<string, z.output<Value>>> => found ?? {});
