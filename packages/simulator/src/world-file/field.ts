/** Fields of the schema with what people need to know about them; the reference page is written from these notes. */
import { z } from 'zod';

export interface FieldNotes {
  readonly unit?: string;
  /** As it would stand in the file. */
  readonly example?: unknown;
}

/** A required field. zod drops `examples` and `default` of what it transforms, so both travel as annotations of our own. */
export function field<Schema extends z.ZodType>(schema: Schema, description: string, notes: FieldNotes = {}): Schema {
  return schema.meta({ description, ...annotations(notes) }) as Schema;
}

/** A field that may be left out: then it has this value. `shown` is the default as a person would write it. */
export function withDefault<Schema extends z.ZodType>(
  schema: Schema,
  fallback: z.util.NoUndefined<z.output<Schema>>,
  description: string,
  notes: FieldNotes & { readonly shown?: unknown } = {},
): z.ZodDefault<Schema> {
  const meta = { description, ...annotations(notes), 'x-default': notes.shown ?? fallback };
  return z._default(schema, fallback).meta(meta) as z.ZodDefault<Schema>;
}

/** A field that may be left out and has no default: then it plays no part. */
export function optional<Schema extends z.ZodType>(schema: Schema, description: string, notes: FieldNotes = {}) {
  return schema.optional().meta({ description, ...annotations(notes) }) as z.ZodOptional<Schema>;
}

function annotations({ unit, example }: FieldNotes): Record<string, unknown> {
  return {
    ...(unit === undefined ? {} : { 'x-unit': unit }),
    ...(example === undefined ? {} : { 'x-example': example }),
  };
}
