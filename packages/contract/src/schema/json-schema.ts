/** The part of JSON Schema (draft 2020-12) that our schemas use. `x-…` are annotations of our own. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  /** Unit of a number: `days`, `share`, … */
  readonly 'x-unit'?: string;
  /** Understood and checked, but not acted on by this version. */
  readonly 'x-notActiveYet'?: boolean;
}

/** The alternatives of a schema; a schema without `anyOf` is its own only one. */
export const alternatives = (schema: JsonSchema): readonly JsonSchema[] =>
  schema.anyOf?.flatMap(alternatives) ?? [schema];

/** The alternative that takes an object, if any. */
export const objectForm = (schema: JsonSchema): JsonSchema | undefined =>
  alternatives(schema).find((form) => form.type === 'object');

/** The alternative that takes a list, if any. */
export const listForm = (schema: JsonSchema): JsonSchema | undefined =>
  alternatives(schema).find((form) => form.type === 'array');
