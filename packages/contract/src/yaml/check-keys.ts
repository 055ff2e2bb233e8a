import type { Issue } from '@fitly/core/errors';
import { type Document, isNode, isScalar, type LineCounter, type Pair, visit, type YAMLMap } from 'yaml';
import { REFUSED_KEYS } from './limits.ts';
import { positionOf } from './position.ts';

export interface CheckedKeys {
  /** Keys that could not be told apart from JavaScript's own, or that are no text at all: the file cannot be used. */
  readonly refused: readonly Issue[];
  /** Keys that stand in their block a second time. (The parser finds them too, but in quadratic time.) */
  readonly repeated: readonly Issue[];
}

export function checkKeys(document: Document, lines: LineCounter): CheckedKeys {
  const refused: Issue[] = [];
  const repeated: Issue[] = [];
  visit(document, {
    Map(_, map: YAMLMap<unknown>) {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const name = keyName(pair);
        const at = positionOf(keyOffset(pair), lines);
        const path = `line ${at.line}`;
        if (name === null) refused.push({ path, message: 'A key must be a single word', ...at });
        else if (REFUSED_KEYS.has(name)) refused.push({ path, message: `The key \`${name}\` is not allowed`, ...at });
        else if (seen.has(name)) {
          repeated.push({ path, message: `The key \`${name}\` is given twice; keep one of them`, ...at });
        } else seen.add(name);
      }
    },
  });
  return { refused, repeated };
}

function keyName({ key }: Pair<unknown>): string | null {
  const value = isScalar(key) ? key.value : null;
  return value === null || typeof value === 'object' ? null : String(value);
}

const keyOffset = ({ key }: Pair<unknown>): number => (isNode(key) ? (key.range?.[0] ?? 0) : 0);
