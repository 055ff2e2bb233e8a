/** What a YAML text reads as, with one place changed: against this every edit of a text is checked. */
import type { PathSegments } from '@fitly/core/design/validation';

/** A copy with `value` at the path; blocks and lists on the way are made where nothing is. Throws where a single value is in the way. */
export function withPlain(data: unknown, path: PathSegments, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list = listOf(data, key);
    list[key] = withPlain(list[key], rest, value);
    return list;
  }
  const block = blockOf(data, key);
  return { ...block, [key]: withPlain(block[key], rest, value) };
}

/** A copy without what stands at the path; equal where nothing does. */
export function withoutPlain(data: unknown, path: PathSegments): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof data !== 'object' || data === null || !Object.hasOwn(data, key)) return data;
  if (rest.length > 0) return withPlain(data, [key], withoutPlain((data as PlainObject)[key], rest));
  if (Array.isArray(data)) return data.filter((_, at) => at !== key);
  return Object.fromEntries(Object.entries(data).filter(([each]) => each !== key));
}

/** Equal in every value; the order of keys does not count. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameData((a as PlainObject)[key], (b as PlainObject)[key]));
}

type PlainObject = Readonly<Record<string | number, unknown>>;

const isNothing = (data: unknown): boolean => data === undefined || data === null;

function listOf(data: unknown, at: number): unknown[] {
  if (Array.isArray(data) && at <= data.length) return [...data];
  if (isNothing(data) && at === 0) return [];
  throw new RangeError(`there is no list with a place ${at}`);
}

function blockOf(data: unknown, key: string): PlainObject {
  if (isNothing(data)) return {};
  if (typeof data === 'object' && !Array.isArray(data)) return data as PlainObject;
  throw new RangeError(`there is no block for a key \`${key}\``);
}
