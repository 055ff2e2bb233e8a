/** A YAML text as an editor shows it: what it says, what cannot be read, and which lines say what. */
import { formatPath, type PathSegments } from '@fitly/core/design/validation';
import { isMap, isScalar, isSeq } from 'yaml';
import { endOf, type Item, itemAt, itemsOf, startOf } from './nodes.ts';
import { readYaml, type YamlContent } from './read-yaml.ts';

/** 1-based, both included. */
export interface LineSpan {
  readonly from: number;
  readonly to: number;
}

interface ViewIssue {
  readonly path: string;
  readonly message: string;
  /** 1-based; null: none of its own. */
  readonly line: number | null;
  readonly column: number | null;
}

export interface YamlView {
  /** Null while the text is no YAML that can be read. */
  readonly root: Readonly<Record<string, unknown>> | null;
  /** What keeps it from being read. */
  readonly issues: readonly ViewIssue[];
  /** Null for what is not written. */
  linesOf(path: PathSegments): LineSpan | null;
  /** The innermost place that this line (1-based) belongs to; empty: none. */
  pathAt(line: number): PathSegments;
}

export function viewYaml(text: string, fileName: string): YamlView {
  const { content, issues: found } = readYaml(text, fileName);
  const issues = found.map(({ path, message, line = null, column = null }) => ({ path, message, line, column }));
  if (content === null) return { root: null, issues, linesOf: () => null, pathAt: () => [] };
  return {
    ...{ root: content.root, issues },
    linesOf: (path) => linesOf(content, path),
    pathAt: (line) => pathAt(content, content.document.contents, line),
  };
}

/** Path as it stands in issues and changes: `dimensions[1].id`. */
export const pathText = formatPath;

function linesOf({ document, lines }: YamlContent, path: PathSegments): LineSpan | null {
  const item = itemAt(document.contents, path);
  const span = item === null ? null : spanOf(item);
  if (span === null) return null;
  return { from: lines.linePos(span.start).line, to: lines.linePos(Math.max(span.start, span.end - 1)).line };
}

function pathAt(content: YamlContent, node: unknown, line: number): (string | number)[] {
  if (!isMap(node) && !isSeq(node)) return [];
  const { lines } = content;
  for (const [at, item] of itemsOf(node).entries()) {
    const span = spanOf(item);
    if (span === null || line < lines.linePos(span.start).line) continue;
    if (line > lines.linePos(Math.max(span.start, span.end - 1)).line) continue;
    const key = isScalar(item.key) ? String(item.key.value) : at;
    return [key, ...pathAt(content, item.value, line)];
  }
  return [];
}

function spanOf(item: Item): { readonly start: number; readonly end: number } | null {
  const [start, end] = [startOf(item), endOf(item)];
  return start === null || end === null ? null : { start, end };
}
