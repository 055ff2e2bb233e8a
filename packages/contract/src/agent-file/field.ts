import { RANGES } from '@fitly/core/design/validation';
import type { z } from 'zod';

export interface FieldNotes {
  readonly unit?: string;
  /** As it would stand in the file. */
  readonly example?: unknown;
  /** Understood, not acted on yet. */
  readonly inactive?: true;
  readonly range?: keyof typeof RANGES;
}

/**
 * A field with what people and editors need to know about it. Ranges are published here and enforced with the meaning
 * (`validateAgent`), so that a value from any source meets the same rule in the same words.
 */
export function field<Schema extends z.ZodType>(schema: Schema, description: string, notes: FieldNotes = {}): Schema {
  return schema.meta({
    description,
    ...(notes.example === undefined ? {} : { examples: [notes.example] }),
    ...(notes.unit === undefined ? {} : { 'x-unit': notes.unit }),
    ...(notes.inactive === undefined ? {} : { 'x-notActiveYet': true }),
    ...(notes.range === undefined ? {} : published(RANGES[notes.range])),
  }) as Schema;
}

function published(range: (typeof RANGES)[keyof typeof RANGES]): Record<string, unknown> {
  const low = 'aboveMin' in range ? { exclusiveMinimum: range.min } : { minimum: range.min };
  return { ...low, maximum: range.max, ...('integer' in range ? { multipleOf: 1 } : {}) };
}
