/** Adds to the end of a list or block by writing the new lines alone: every other character stays. */
import { isDeepStrictEqual } from 'node:util';
import type { PathSegments } from '@fitly/core/design/validation';
import { isMap, isSeq, type Node, parseDocument, stringify } from 'yaml';

/**
 * The text with `value` at `path`, a place just behind the last item of a list in lines, or a new key of a block or of `{…}`.
 * Null for any other place, and where the result would not read back as exactly that.
 */
export function insertedText(text: string, path: PathSegments, value: unknown): string | null {
  const document = parseDocument(text);
  const [parentPath, key] = [path.slice(0, -1), path.at(-1)];
  const parent = document.getIn(parentPath, true);
  const edited = isSeq(parent) && key === parent.items.length ? afterItems(text, parent, value) : null;
  const widened =
    isMap(parent) && typeof key === 'string' && !parent.has(key) ? afterPairs(text, parent, key, value) : null;
  const result = edited ?? widened;
  if (result === null) return null;
  document.setIn(path, document.createNode(value));
  const readBack = parseDocument(result);
  return readBack.errors.length === 0 && isDeepStrictEqual(readBack.toJS(), document.toJS()) ? result : null;
}

type Collection = {
  readonly items: readonly unknown[];
  readonly flow?: boolean;
  readonly range?: readonly number[] | null;
};

function afterItems(text: string, { items, flow }: Collection, value: unknown): string | null {
  const [first, last] = [startOf(items[0]), endOf(items.at(-1))];
  if (flow === true || first === null || last === null) return null;
  const dash = text.lastIndexOf('-', first);
  return inLines(text, last, columnOf(text, dash), stringify([value], STYLE));
}

function afterPairs(text: string, { items, flow, range }: Collection, key: string, value: unknown): string | null {
  const [first, last] = [items[0] as Pair | undefined, items.at(-1) as Pair | undefined];
  const end = last === undefined ? null : (endOf(last.value) ?? endOf(last.key));
  const start = startOf(first?.key);
  if (end === null || start === null || range == null) return null;
  if (flow !== true) return inLines(text, end, columnOf(text, start), stringify({ [key]: value }, STYLE));
  const pair = stringify({ [key]: value }, { ...STYLE, collectionStyle: 'flow' })
    .trim()
    .replace(/^\{\s*|\s*\}$/g, '');
  return `${text.slice(0, end)}, ${pair}${text.slice(end)}`;
}

interface Pair {
  readonly key: unknown;
  readonly value: unknown;
}

const STYLE = { lineWidth: 0 } as const;

/** Below the line in which `end` lies, each line moved to the right by `column`. */
function inLines(text: string, end: number, column: number, lines: string): string {
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  const [before, after] = lineEnd === -1 ? [`${text}\n`, ''] : [text.slice(0, lineEnd + 1), text.slice(lineEnd + 1)];
  return before + lines.replaceAll(/^(?=.)/gm, ' '.repeat(column)) + after;
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at) + 1);
const startOf = (node: unknown): number | null => (node as Node | null | undefined)?.range?.[0] ?? null;
/** Where the value ends: comments behind it are left where they are. */
const endOf = (node: unknown): number | null => (node as Node | null | undefined)?.range?.[1] ?? null;
