/**
 * A day's rows in the order in which they are summed: by action, within an action by shard, within a shard by customer. Rows of
 * one action lie side by side, so that their sums stay in the cache however many actions there are, and what is not zero of each
 * `[1, x]` is found once, however often the rows are passed over.
 */
import type { SipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { mergeTree, rowsByShard, SHARDS } from './shards.ts';

export interface ArrangedRows extends Places, Entries {
  readonly count: number;
}

interface Places {
  /** Row of each place. */
  readonly rows: Int32Array;
  /** Shard of each place. */
  readonly shards: Uint8Array;
  /** Actions that occurred, ascending. */
  readonly segments: readonly Segment[];
}

/** The places [from, to) of an action. */
export interface Segment {
  readonly action: number;
  readonly from: number;
  readonly to: number;
}

/** What is not zero of the `[1, x]` of place p: `counts[p]` entries from p × width on, ascending by index. */
interface Entries {
  /** 1 + d. */
  readonly width: number;
  readonly counts: Int32Array;
  /** A block of more than 65,536 numbers would have too large a square to be kept. */
  readonly indices: Uint16Array;
  readonly values: Float64Array;
}

/** Several learners fold the same rows. */
const kept = new WeakMap<TrainingRows, { readonly shardKey: SipKey; readonly arranged: ArrangedRows }>();

export function arrangeRows(layout: FeatureLayout, rows: TrainingRows, shardKey: SipKey): ArrangedRows {
  const known = kept.get(rows);
  if (known !== undefined && known.shardKey === shardKey) return known.arranged;
  const places = placesOf(layout.space.size, rows, shardKey);
  const arranged = { count: rows.count, ...places, ...entriesOf(layout.contextSize, rows, places.rows) };
  kept.set(rows, { shardKey, arranged });
  return arranged;
}

function placesOf(actionCount: number, rows: TrainingRows, shardKey: SipKey): Places {
  const { count, actions } = rows;
  const next = new Int32Array(actionCount + 1);
  for (let row = 0; row < count; row++) next[actions[row]! + 1] = next[actions[row]! + 1]! + 1;
  for (let action = 0; action < actionCount; action++) next[action + 1] = next[action + 1]! + next[action]!;
  const segments: Segment[] = [];
  for (let action = 0; action < actionCount; action++) {
    if (next[action]! < next[action + 1]!) segments.push({ action, from: next[action]!, to: next[action + 1]! });
  }
  const places = { rows: new Int32Array(count), shards: new Uint8Array(count), segments };
  for (const [shard, ofShard] of rowsByShard(rows, shardKey).entries()) {
    for (let i = 0; i < ofShard.length; i++) {
      const row = ofShard[i]!;
      const place = next[actions[row]!]!;
      next[actions[row]!] = place + 1;
      places.rows[place] = row;
      places.shards[place] = shard;
    }
  }
  return places;
}

/** Rows are read one after the other and written where they belong: reading them in the order of the places is three times slower. */
function entriesOf(contextSize: number, { contexts }: TrainingRows, rows: Int32Array): Entries {
  const count = rows.length;
  const width = 1 + contextSize;
  const placeOf = new Int32Array(count);
  for (let place = 0; place < count; place++) placeOf[rows[place]!] = place;
  const counts = new Int32Array(count);
  const indices = new Uint16Array(count * width);
  const values = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const first = placeOf[row]! * width;
    const start = row * contextSize;
    let at = first;
    values[at++] = 1;
    for (let j = 0; j < contextSize; j++) {
      const value = contexts[start + j]!;
      if (value === 0) continue;
      indices[at] = j + 1;
      values[at++] = value;
    }
    counts[placeOf[row]!] = at - first;
  }
  return { width, counts, indices, values };
}

/** A sum over all places: each shard by itself, then the fixed tree. */
export function sumOverPlaces({ count, shards }: ArrangedRows, term: (place: number) => number): number {
  const sums = new Float64Array(SHARDS);
  for (let place = 0; place < count; place++) {
    const shard = shards[place]!;
    sums[shard] = sums[shard]! + term(place);
  }
  return mergeTree(Array.from(sums), (a, b) => a + b);
}
