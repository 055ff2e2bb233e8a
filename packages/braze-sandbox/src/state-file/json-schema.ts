/** The state file as JSON Schema, for editors. */
import { z } from 'zod';
import { stateSchema } from './schema.ts';

/** Files that are written from the schema: path from the root of the repository → text. */
export function referenceFiles(): Readonly<Record<string, string>> {
  const titled = { title: 'State file of the Braze sandbox', ...jsonSchema() };
  return { 'docs/reference/sandbox-state.schema.json': `${JSON.stringify(titled, null, 2)}\n` };
}

const jsonSchema = (): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(stateSchema, { io: 'input', target: 'draft-2020-12' });

/** The keys that may stand at a path of the file; none where anything may, or nothing. */
export function keysAt(path: readonly (string | number)[]): readonly string[] {
  let forms: readonly z.core.JSONSchema.BaseSchema[] = [jsonSchema()];
  for (const part of path) {
    forms = forms.flatMap(formsOf).flatMap(({ items, properties }) => {
      const inner = typeof part === 'number' ? items : properties?.[part];
      return typeof inner === 'object' && !Array.isArray(inner) ? [inner] : [];
    });
  }
  return forms.flatMap(formsOf).flatMap(({ properties = {} }) => Object.keys(properties));
}

const formsOf = (schema: z.core.JSONSchema.BaseSchema): readonly z.core.JSONSchema.BaseSchema[] =>
  (schema.anyOf ?? [schema]).filter((form) => typeof form === 'object');
