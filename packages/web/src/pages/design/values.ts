/** Values of a file as plain data, read without trust: a draft may hold anything anywhere. */
import type { PathSegments } from '@fitly/contract/yaml';

export type Block = Readonly<Record<string, unknown>>;

export function valueAt(root: unknown, path: PathSegments): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

export const listAt = (root: unknown, path: PathSegments): readonly unknown[] => {
  const value = valueAt(root, path);
  return Array.isArray(value) ? value : [];
};

export const asBlock = (value: unknown): Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Block) : {};

/** As it is shown in a field. */
export const shownValue = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value).trimEnd();

/** `70%`, `0.7` → 0.7; null for what is no share. */
export function shareOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const percent = /^(\d+(?:\.\d+)?) *%$/.exec(String(value ?? ''))?.[1];
  return percent === undefined ? null : Number(percent) / 100;
}
