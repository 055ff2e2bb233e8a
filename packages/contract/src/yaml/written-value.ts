/** Values as a person would write them: short lists of words in one line, blocks in lines of their own. */
import { stringify } from 'yaml';

const LONGEST_VALUE = 90;
const STYLE = { lineWidth: 0 } as const;

/** In one line, wherever in a file: `[a, "b, c"]`, `{ id: x }`. */
export function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value === 'string' && value.includes('\n')) return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return stringify([value], FLOW).trim().slice(1, -1);
  const pairs = Object.entries(value).map(([key, each]) => `${inOneLine(key)}: ${inOneLine(each)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}
const FLOW = { ...STYLE, collectionStyle: 'flow', flowCollectionPadding: false } as const;

/** `key: value`, in as many lines as it takes. */
export function pairLines(key: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return textOf({ [key]: value });
  const name = textOf({ [key]: null })[0]!.replace(/: null$/, '');
  const isEmpty = Object.keys(value).length === 0;
  if (isEmpty || (Array.isArray(value) && isShort(value))) return [`${name}: ${inOneLine(value)}`];
  return [`${name}:`, ...indented(blockLines(value))];
}

/** `- value`, in as many lines as it takes. */
export function itemLines(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return textOf([value]);
  if (Array.isArray(value)) return [`- ${inOneLine(value)}`];
  const [first = '{}', ...rest] = blockLines(value);
  return [`- ${first}`, ...indented(rest)];
}

/** The lines of a list or block that stands below its key; none for one that is empty, and for a single value. */
export function blockLines(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(itemLines);
  return Object.entries(value).flatMap(([key, each]) => pairLines(key, each));
}

const textOf = (value: unknown): string[] => stringify(value, STYLE).trimEnd().split('\n');
const indented = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? line : `  ${line}`));

const isShort = (value: readonly unknown[]): boolean =>
  value.every((each) => typeof each !== 'object' || each === null) &&
  !value.some((each) => typeof each === 'string' && each.includes('\n')) &&
  inOneLine(value).length <= LONGEST_VALUE;
