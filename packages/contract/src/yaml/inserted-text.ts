/** Adds to a list or block by writing the new lines alone: every other character stays. */
import { isSeq } from 'yaml';
import { columnOf, endOf, isFlow, itemsOf, lineBelow, type Place, startOf } from './nodes.ts';
import { inOneLine, itemLines, pairLines } from './written-value.ts';

/** The text with `value` behind the last item of the list, or as a new key of the block; null where neither can be done. */
export function insertedText(text: string, { parent }: Place, key: string | number, value: unknown): string | null {
  const items = itemsOf(parent);
  const last = items.at(-1);
  const end = last === undefined ? null : endOf(last);
  if (isSeq(parent) ? key !== items.length : typeof key !== 'string') return null;
  const [from, to] = parent.range ?? [0, 0];
  if (isFlow(parent)) {
    const piece = isSeq(parent) ? inOneLine(value) : `${inOneLine(key)}: ${inOneLine(value)}`;
    if (end !== null) return `${text.slice(0, end)}, ${piece}${text.slice(end)}`;
    // A comment stands in it.
    if (text.slice(from + 1, to - 1).trim() !== '') return text.slice(0, from + 1) + piece + text.slice(from + 1);
    return text.slice(0, from) + (isSeq(parent) ? `[${piece}]` : `{ ${piece} }`) + text.slice(to);
  }
  const first = items[0] === undefined ? null : startOf(items[0]);
  if (first === null || end === null) return null;
  if (!isSeq(parent)) return withLines(text, end, columnOf(text, first), pairLines(String(key), value));
  const dash = text.lastIndexOf('-', first);
  return withLines(text, end, columnOf(text, dash), itemLines(value));
}

/** Below the line in which `end` lies, each line moved to the right by `column`. */
function withLines(text: string, end: number, column: number, lines: readonly string[]): string {
  const at = lineBelow(text, end);
  const before = text.slice(0, at);
  const gap = before.endsWith('\n') ? '' : '\n';
  const added = lines.map((line) => (line === '' ? line : ' '.repeat(column) + line)).join('\n');
  return `${before}${gap}${added}\n${text.slice(at)}`;
}
