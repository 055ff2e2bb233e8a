/** Where the parts of a parsed YAML text stand. Offsets count characters from its beginning. */
import type { PathSegments } from '@fitly/core/design/validation';
import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

type Collection = YAMLMap<unknown, unknown> | YAMLSeq<unknown>;
/** A value that stands in a list or block; `key` null: in a list. */
export interface Item {
  readonly key: Node | null;
  /** Null: nothing is written. */
  readonly value: Node | null;
}

/** Entries of a list or block, in the order of the text. */
export const itemsOf = (parent: Collection): Item[] =>
  (parent.items as unknown[]).map((each) =>
    isPair(each)
      ? { key: each.key as Node, value: (each as Pair).value as Node | null }
      : { key: null, value: each as Node | null },
  );

/** Position in `itemsOf`; -1 for none. */
export function positionIn(parent: Collection, key: string | number): number {
  if (isSeq(parent)) return typeof key === 'number' && key < parent.items.length ? key : -1;
  return itemsOf(parent).findIndex(({ key: own }) => isScalar(own) && String(own.value) === String(key));
}

export interface Place {
  /** The innermost list or block on the way that is written. */
  readonly parent: Collection;
  /** How many steps of the path lead to it. */
  readonly depth: number;
}

/** Down the path as far as lists and blocks go, but for its last step. Null where the text is no list or block, or an alias stands on the way. */
export function placeOf(contents: unknown, path: PathSegments): Place | null {
  if (!isMap(contents) && !isSeq(contents)) return null;
  let place: Place = { parent: contents, depth: 0 };
  while (place.depth < path.length - 1) {
    const { parent, depth } = place;
    const next = itemsOf(parent)[positionIn(parent, path[depth]!)]?.value;
    if (isAlias(next)) return null;
    if (!isMap(next) && !isSeq(next)) break;
    place = { parent: next, depth: depth + 1 };
  }
  return place;
}

/** The entry at the path; null for what is not written. */
export function itemAt(contents: unknown, path: PathSegments): Item | null {
  const place = placeOf(contents, path);
  if (place === null || path.length === 0 || place.depth !== path.length - 1) return null;
  return itemsOf(place.parent)[positionIn(place.parent, path.at(-1)!)] ?? null;
}

export const isFlow = (node: unknown): boolean => isCollection(node) && node.flow === true;
export const startOf = ({ key, value }: Item): number | null => (key ?? value)?.range?.[0] ?? null;

/** Behind the last character of its value (of its key, where nothing is written): comments behind it are no part. */
export function endOf({ key, value }: Item): number | null {
  if (isCollection(value) && !isFlow(value)) {
    const last = itemsOf(value as Collection).at(-1);
    if (last !== undefined) return endOf(last);
  }
  const range = value?.range;
  if (range == null) return key?.range?.[1] ?? null;
  // An empty value may stand lines below its key, where the next thing begins.
  return range[0] === range[1] ? (key?.range?.[1] ?? range[1]) : range[1];
}

/** First character of the line. */
export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
/** First character of the line below the one in which a value ends at `end`; the end of the text where there is none. */
export function lineBelow(text: string, end: number): number {
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  return lineEnd === -1 ? text.length : lineEnd + 1;
}
export const columnOf = (text: string, at: number): number => at - lineStart(text, at);
