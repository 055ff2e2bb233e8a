/** The world file's JSON Schema: what the reference page and the words for unknown keys are made of. */
import { z } from 'zod';
import { worldSchema } from './world-schema.ts';

/** The part of JSON Schema that occurs here. `x-…` are annotations of our own. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly 'x-unit'?: string;
  readonly 'x-example'?: unknown;
  readonly 'x-default'?: unknown;
}

let generated: JsonSchema | undefined;

/** Draft 2020-12, of the file as people write it. */
export function worldJsonSchema(): JsonSchema {
  generated ??= z.toJSONSchema(worldSchema, { io: 'input', target: 'draft-2020-12' }) as JsonSchema;
  return generated;
}

/** Name of the definition that a schema refers to, or null. */
export const definitionName = ({ $ref }: JsonSchema): string | null => $ref?.replace('#/$defs/', '') ?? null;

/** The forms a value may take; references are followed. */
export function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  const name = definitionName(schema);
  const target = name === null ? schema : (worldJsonSchema().$defs?.[name] ?? schema);
  return target.anyOf?.flatMap(formsOf) ?? [target];
}

/** The keys that may stand at a path of the file; empty where anything may, or nothing. */
export function keysAt(path: readonly (string | number)[]): readonly string[] {
  let at: readonly JsonSchema[] = formsOf(worldJsonSchema());
  for (const segment of path) at = at.flatMap((form) => childrenAt(form, segment)).flatMap(formsOf);
  return at.flatMap(({ properties = {} }) => Object.keys(properties));
}

function childrenAt({ properties, additionalProperties, items }: JsonSchema, segment: string | number): JsonSchema[] {
  if (typeof segment === 'number') return items === undefined ? [] : [items];
  const inner = properties?.[segment] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
  return inner === undefined ? [] : [inner];
}
