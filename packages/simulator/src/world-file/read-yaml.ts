/** Reads one YAML mapping and finds places in it. */
import type { PathSegments } from '@fitly/core/design/validation';
import { formatPath } from '@fitly/core/design/validation';
import type { Issue } from '@fitly/core/errors';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** Something wrong, before its place in the file is known. */
export interface Finding {
  readonly path: PathSegments;
  readonly message: string;
  /** Point at the key instead of its value. */
  readonly atKey?: true;
}

export interface YamlContent {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly root: unknown;
}

/** A file that a person wrote stays far below; a file made to exhaust memory does not. */
const MAX_BYTES = 1_000_000;
const MAX_ALIASES = 100;

/** The content, or everything that keeps it from being read, with line and column. */
export function readYaml(text: string, fileName: string): YamlContent | readonly Issue[] {
  if (new TextEncoder().encode(text).length > MAX_BYTES) {
    return [{ path: '', message: `${fileName} is larger than ${MAX_BYTES / 1_000_000} MB` }];
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length > 0) {
    return wrong.map(({ pos, message }) => placed(lines, pos[0], '', message.replace(/\.$/, '')));
  }
  if (!isMap(document.contents)) {
    return [placed(lines, 0, '', `${fileName} holds no keys; expected keys such as \`name: …\``)];
  }
  try {
    return { document, lines, root: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return [placed(lines, 0, '', `${fileName} has aliases (\`*name\`) without meaning, or too many of them`)];
  }
}

/** Puts a finding at its place; what is missing is reported where it is missing. */
export function locate({ path, message, atKey }: Finding, { document, lines }: YamlContent): Issue {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [depth, segment] of path.entries()) {
    const step = stepInto(node, segment);
    if (step === null) break;
    const key = atKey === true && depth === path.length - 1;
    node = step.node;
    offset = (key ? null : valueOffset(step.node)) ?? step.keyOffset;
  }
  return placed(lines, offset, formatPath(path), message);
}

function stepInto(node: unknown, segment: string | number): { node: unknown; keyOffset: number } | null {
  if (isSeq(node) && typeof segment === 'number') {
    const item = node.items[segment];
    return isNode(item) ? { node: item, keyOffset: startOf(item) } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
  return pair === undefined ? null : { node: pair.value, keyOffset: isNode(pair.key) ? startOf(pair.key) : 0 };
}

/** Where a value begins; null, for the place of its key, when it begins on a later line or is not there. */
function valueOffset(node: unknown): number | null {
  if (!isNode(node) || !node.range || node.range[0] === node.range[1]) return null;
  return (isMap(node) || isSeq(node)) && node.flow !== true ? null : node.range[0];
}

const startOf = (node: Node): number => node.range?.[0] ?? 0;

function placed(lines: LineCounter, offset: number, path: string, message: string): Issue {
  const { line, col } = lines.linePos(offset);
  return { path, message, line: Math.max(1, line), column: Math.max(1, col) };
}
