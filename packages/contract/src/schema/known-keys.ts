import { formatPath, nearestName, type PathSegments, suggestName } from '@fitly/core/design/validation';
import type { Finding } from '../yaml/locate.ts';
import { type JsonSchema, listForm, objectForm } from './json-schema.ts';

export interface KnownKeys {
  /** The data with unknown keys taken out, or renamed where it is plain what was meant. */
  readonly data: unknown;
  readonly findings: readonly Finding[];
  /** As in `locate`: renamed path → key in the file. */
  readonly written: ReadonlyMap<string, string>;
}

/**
 * Finds keys that the schema does not know. A misspelt key whose right name is absent is read as the right one, so that
 * one typo gives one issue (not also a missing key) and what stands under it is checked as well.
 */
export function matchKeys(data: unknown, schema: JsonSchema): KnownKeys {
  const findings: Finding[] = [];
  const written = new Map<string, string>();

  const visit = (value: unknown, at: JsonSchema, path: PathSegments, filePath: PathSegments): unknown => {
    if (Array.isArray(value)) {
      const items = listForm(at)?.items;
      if (items === undefined) return value;
      return value.map((item, index) => visit(item, items, [...path, index], [...filePath, index]));
    }
    const form = objectForm(at);
    if (!isObject(value) || form === undefined) return value;
    if (form.properties === undefined) return visitRecord(value, form, path, filePath);
    return visitObject(value, form.properties, path, filePath);
  };

  const visitRecord = (value: PlainObject, form: JsonSchema, path: PathSegments, filePath: PathSegments): unknown => {
    const inner = form.additionalProperties;
    if (typeof inner !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, visit(item, inner, [...path, key], [...filePath, key])]),
    );
  };

  const visitObject = (
    value: PlainObject,
    properties: Readonly<Record<string, JsonSchema>>,
    path: PathSegments,
    filePath: PathSegments,
  ): unknown => {
    const known = Object.keys(properties);
    const result: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      const filePathOfKey = [...filePath, key];
      if (Object.hasOwn(properties, key)) {
        result[key] = visit(item, properties[key]!, [...path, key], filePathOfKey);
        continue;
      }
      const meant = nearestName(key, known);
      findings.push({
        segments: filePathOfKey,
        message: `Unknown key \`${key}\`${suggestName(key, known)}`,
        atKey: true,
      });
      if (meant === null || Object.hasOwn(value, meant) || Object.hasOwn(result, meant)) continue;
      written.set(formatPath([...filePath, meant]), key);
      result[meant] = visit(item, properties[meant]!, [...path, meant], filePathOfKey);
    }
    return result;
  };

  return { data: visit(data, schema, [], []), findings, written };
}

type PlainObject = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
