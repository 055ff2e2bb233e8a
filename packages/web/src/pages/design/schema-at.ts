/** What the schema of agent files says of a place. */
import { agentJsonSchema, alternatives, type JsonSchema, listForm, objectForm } from '@fitly/contract/schema';
import type { PathSegments } from '@fitly/contract/yaml';

/** Undefined for a place that the schema does not know. */
export function schemaAt(path: PathSegments): JsonSchema | undefined {
  let schema: JsonSchema | undefined = agentJsonSchema();
  for (const key of path) {
    if (schema === undefined) return undefined;
    schema = typeof key === 'number' ? listForm(schema)?.items : within(schema, key);
  }
  return schema;
}

function within(schema: JsonSchema, key: string): JsonSchema | undefined {
  const form = objectForm(schema);
  const other = form?.additionalProperties;
  return form?.properties?.[key] ?? (typeof other === 'object' ? other : undefined);
}

export function isRequired(path: PathSegments): boolean {
  const holder = schemaAt(path.slice(0, -1));
  const form = holder === undefined ? undefined : objectForm(holder);
  return form?.required?.includes(String(path.at(-1))) ?? false;
}

/** Words that may stand there; null where others may. */
export function choicesAt(path: PathSegments): readonly string[] | null {
  const schema = schemaAt(path);
  const choices = schema === undefined ? [] : alternatives(schema).flatMap(({ enum: words }) => words ?? []);
  return choices.length === 0 ? null : choices.map(String);
}

const typesAt = (path: PathSegments): readonly (string | undefined)[] => {
  const schema = schemaAt(path);
  return schema === undefined ? [] : alternatives(schema).flatMap(({ type }) => type);
};

/** Yes or no, and nothing else. */
export function isFlag(path: PathSegments): boolean {
  const types = typesAt(path).filter((type) => type !== 'null');
  return types.length > 0 && types.every((type) => type === 'boolean');
}

/** What was typed, as the value that the file should hold. What a message is given stays as it is typed: `007` is a code, and text stays text (`wasText`). */
export function typedValue(path: PathSegments, typed: string, wasText = false): string | number {
  if (path.at(-2) === 'values') return !wasText && isPlainNumber(typed) ? Number(typed) : typed;
  const takesNumbers = typesAt(path).some((type) => type === 'number' || type === 'integer');
  const isNumber = takesNumbers && /^-?\d+(?:\.\d+)?$/.test(typed.trim());
  return isNumber ? Number(typed) : typed;
}

/** Reads back as it is typed. */
const isPlainNumber = (typed: string): boolean => Number.isFinite(Number(typed)) && String(Number(typed)) === typed;
