import { formatPath, type PathSegments } from '@fitly/core/design/validation';
import type { Issue } from '@fitly/core/errors';
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { offsetInScalar } from './offset-in-scalar.ts';
import { positionOf } from './position.ts';
import type { YamlContent } from './read-yaml.ts';

/** A finding before its place in the file is known. */
export interface Finding {
  readonly segments: PathSegments;
  readonly message: string;
  /** Point at the key instead of its value. */
  readonly atKey?: true;
  /** Point into the value, which is a text: at its character with this offset. */
  readonly offsetInText?: number;
}

/** Renamed keys: `formatPath` of the key that was meant → the key that stands in the file. */
export type WrittenKeys = ReadonlyMap<string, string>;

/**
 * Puts a finding at its place. Walks down as far as the file goes: what is missing is reported where it is missing, and
 * below a shorthand (`- plain` for an option) at the shorthand, whose path is then cut off there.
 */
export function locate(finding: Finding, content: YamlContent, written: WrittenKeys): Issue {
  const place = walk(finding, content, written);
  const at = positionOf(place.offset, content.lines);
  return { path: formatPath(place.segments), message: finding.message, ...at };
}

interface Place {
  readonly segments: PathSegments;
  readonly offset: number;
}

function walk(finding: Finding, { document, text }: YamlContent, written: WrittenKeys): Place {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  const done: (string | number)[] = [];
  for (const [index, segment] of finding.segments.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isScalar(node)) return { segments: done, offset };
    if (isSeq(node) && typeof segment === 'string') continue;
    const meant = formatPath([...done, segment]);
    const step = stepInto(node, segment, written.get(meant));
    if (step === null) return { segments: [...done, ...finding.segments.slice(index)], offset };
    const isLast = index === finding.segments.length - 1;
    done.push(step.key);
    node = step.node;
    offset = (isLast && finding.atKey === true ? null : valueOffset(step.node)) ?? step.keyOffset;
  }
  const target = isAlias(node) ? node.resolve(document) : node;
  if (finding.offsetInText !== undefined && isScalar(target)) {
    offset = offsetInScalar(target, finding.offsetInText, text);
  }
  return { segments: done, offset };
}

/** Where a value begins. Null, for the place of its key, when nothing is written or when it begins on a later line. */
function valueOffset(node: Node | null): number | null {
  if (node === null || !node.range || node.range[0] === node.range[1]) return null;
  const isBlock = (isMap(node) || isSeq(node)) && node.flow !== true;
  return isBlock ? null : node.range[0];
}

interface StepInto {
  readonly key: string | number;
  readonly node: Node | null;
  readonly keyOffset: number;
}

function stepInto(node: Node | null, segment: string | number, written: string | undefined): StepInto | null {
  if (isSeq(node) && typeof segment === 'number') {
    const item = node.items[segment] as Node | undefined;
    return item === undefined ? null : { key: segment, node: item, keyOffset: item.range?.[0] ?? 0 };
  }
  if (!isMap(node)) return null;
  const pairs = pairsByKey(node);
  const pair = pairs.get(String(segment)) ?? (written === undefined ? undefined : pairs.get(written));
  if (pair === undefined) return null;
  return { key: keyText(pair), node: pair.value, keyOffset: pair.key.range?.[0] ?? 0 };
}

type KeyValue = Pair<Node, Node | null>;
const keyText = (pair: KeyValue): string => (isScalar(pair.key) ? String(pair.key.value) : '');

/** Found once per block, since a file may have thousands of issues. Of repeated keys the last counts. */
const pairsOf = new WeakMap<YAMLMap, ReadonlyMap<string, KeyValue>>();
function pairsByKey(map: YAMLMap): ReadonlyMap<string, KeyValue> {
  const known = pairsOf.get(map);
  if (known !== undefined) return known;
  const pairs = new Map((map.items as KeyValue[]).map((pair) => [keyText(pair), pair]));
  pairsOf.set(map, pairs);
  return pairs;
}
