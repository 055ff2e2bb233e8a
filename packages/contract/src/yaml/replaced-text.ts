/** Puts another value in the place of one by writing that value alone: every other character stays. */
import { isAlias, isScalar, type Node, Scalar, stringify } from 'yaml';
import { columnOf, endOf, type Item, isFlow, lineBelow, lineStart } from './nodes.ts';
import { blockLines, inOneLine } from './written-value.ts';

/** Texts with `value` in the place of the item's, the nicest first. Not every one of them reads back as meant. */
export function* replacedTexts(text: string, item: Item, value: unknown): Generator<string> {
  const { key, value: node } = item;
  if (node?.range == null || node.range[0] === node.range[1]) {
    if (key !== null) yield* belowKey(text, key, value);
  } else if (isScalar(node) && isBlockScalar(node)) {
    yield* inBlockScalar(text, node, value);
  } else if (isScalar(node)) {
    const [from, to] = node.range;
    for (const written of scalarTexts(node, value)) yield text.slice(0, from) + written + text.slice(to);
  } else if (isFlow(node) || isAlias(node)) {
    yield text.slice(0, node.range[0]) + inOneLine(value) + text.slice(node.range[1]);
  } else yield* inLines(text, item, value);
}

function* belowKey(text: string, key: Node, value: unknown): Generator<string> {
  const colon = text.indexOf(':', key.range![1]) + 1;
  yield `${text.slice(0, colon)} ${inOneLine(value)}${text.slice(colon)}`;
}

/** In one line, quoted as before; quotes are added where a plain word would read as something else. */
function* scalarTexts(before: Scalar, value: unknown): Generator<string> {
  if (typeof value !== 'string') return yield inOneLine(value);
  if (before.type !== Scalar.QUOTE_DOUBLE && !value.includes('\n') && value !== '') {
    const scalar = new Scalar(value);
    scalar.type = before.type === Scalar.QUOTE_SINGLE ? Scalar.QUOTE_SINGLE : Scalar.PLAIN;
    yield stringify(scalar, { lineWidth: 0 }).trimEnd();
  }
  yield JSON.stringify(value);
}

export const isBlockScalar = ({ type }: Scalar): boolean =>
  type === Scalar.BLOCK_FOLDED || type === Scalar.BLOCK_LITERAL;

/** Below the `>` or `|` that stands there, indented as before. */
function* inBlockScalar(text: string, node: Scalar, value: unknown): Generator<string> {
  const [from, to] = node.range!;
  const headEnd = text.indexOf('\n', from);
  if (typeof value === 'string' && headEnd !== -1 && headEnd < to) {
    const indent = /^ */.exec(text.slice(headEnd + 1).replace(/^\s*\n/, ''))![0];
    const lines = value.replace(/\n$/, '').split(node.type === Scalar.BLOCK_FOLDED ? BEFORE_OPERATOR : '\n');
    const body = lines.map((line) => (line === '' ? '' : indent + line)).join('\n');
    yield `${text.slice(0, headEnd)}\n${body}\n${text.slice(to)}`;
  }
  const gap = text[to - 1] === '\n' ? '\n' : '';
  yield `${text.slice(0, from)}${typeof value === 'string' ? JSON.stringify(value) : inOneLine(value)}${gap}${text.slice(to)}`;
}
/** An expression of several parts has one a line. */
const BEFORE_OPERATOR = / (?=&& |\|\| )/;

/** A list or block in lines of its own. */
function* inLines(text: string, { key, value: node }: Item, value: unknown): Generator<string> {
  const [from, end] = [node?.range?.[0], endOf({ key, value: node })];
  if (key === null || from === undefined || end === null) return;
  const [start, below] = [lineStart(text, from), lineBelow(text, end)];
  const lines = blockLines(value);
  if (lines.length === 0) {
    const colon = text.indexOf(':', key.range![1]) + 1;
    return yield `${text.slice(0, colon)} ${inOneLine(value)}${text.slice(colon, start)}${text.slice(below)}`;
  }
  const column = ' '.repeat(columnOf(text, from));
  const written = lines.map((line) => (line === '' ? line : column + line)).join('\n');
  yield `${text.slice(0, start)}${written}\n${text.slice(below)}`;
}
