/** Values as a person would write them: what is short in one line, what is not in lines of its own. */
import { stringify } from 'yaml';

const LONGEST_VALUE = 90;
const LONGEST_ITEM = 120;
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

/** `key: value`, in as many lines as it takes; a block has lines of its own. */
export function pairLines(key: string, value: unknown): string[] {
  return linesOfPair(key, value, Array.isArray(value));
}

function linesOfPair(key: string, value: unknown, mayBeShort: boolean): string[] {
  if (typeof value !== 'object' || value === null) return textOf({ [key]: value });
  const name = textOf({ [key]: null })[0]!.replace(/: null$/, '');
  if ((mayBeShort && isShort(value)) || Object.keys(value).length === 0) return [`${name}: ${inOneLine(value)}`];
  return [`${name}:`, ...indented(blockLines(value))];
}

/** `- value`. `asOneLine`: as its neighbours are, where it is short. */
export function itemLines(value: unknown, asOneLine: boolean): string[] {
  if (typeof value !== 'object' || value === null) return textOf([value]);
  if (Array.isArray(value) || (asOneLine && !hasLines(value) && inOneLine(value).length <= LONGEST_ITEM))
    return [`- ${inOneLine(value)}`];
  const [first = '{}', ...rest] = blockLines(value);
  return [`- ${first}`, ...indented(rest)];
}

/** The lines of a list or block that stands below its key; none for one that is empty, and for a single value. */
export function blockLines(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => itemLines(each, false));
  return Object.entries(value).flatMap(([key, each]) => linesOfPair(key, each, true));
}

const textOf = (value: unknown): string[] => stringify(value, STYLE).trimEnd().split('\n');
const indented = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? line : `  ${line}`));

const isShort = (value: object): boolean =>
  Object.values(value).every((each) => typeof each !== 'object' || each === null) &&
  !hasLines(value) &&
  inOneLine(value).length <= LONGEST_VALUE;

const hasLines = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.includes('\n')
    : typeof value === 'object' && value !== null && Object.values(value).some(hasLines);
