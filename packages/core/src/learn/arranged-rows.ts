/**
 * A day's rows in the order in which they are summed: by action, within an action by shard, within a shard by customer. Rows of
 * one action lie side by side, so that their sums stay in the cache however many actions there are, and what is not zero of each
 * `[1, x]` is found once, however often the rows are passed over. Within an action these entries stand in the order of the rows:
 * read and written one after the other, where the order of the places would miss the cache with every row.
 */
import type { SipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import type { FoldArithmetic, RowEntries } from '../policy/fold-arithmetic.ts';
import { roomFor } from './day-room.ts';
import { mergeTree, rowsByShard, SHARDS } from './shards.ts';

export interface ArrangedRows extends Places, RowEntries {
  readonly count: number;
}

type Entries = Omit<RowEntries, 'shards'>;

interface Places {
  /** Row of each place. */
  readonly rows: Int32Array;
  /** Shard of each place. */
  readonly shards: Uint8Array;
  /** Actions that occurred, ascending. */
  readonly segments: readonly Segment[];
}

/** The places [from, to) of an action. */
interface Segment {
  readonly action: number;
  readonly from: number;
  readonly to: number;
}

/** Several learners fold the same rows, one after the other. */
let latest: WeakRef<TrainingRows> | null = null;
/** They go with their rows, and with them what a kernel keeps of them. */
const arrangedOf = new WeakMap<TrainingRows, { readonly shardKey: SipKey; readonly arranged: ArrangedRows }>();

/** Good until other rows are arranged (`day-room.ts`). */
export function arrangeRows(
  layout: FeatureLayout,
  rows: TrainingRows,
  shardKey: SipKey,
  arithmetic: FoldArithmetic,
): ArrangedRows {
  const before = latest?.deref();
  const known = arrangedOf.get(rows);
  if (before === rows && known?.shardKey === shardKey) return known.arranged;
  if (before !== undefined) arrangedOf.delete(before);
  const places = placesOf(layout.space.size, rows, arithmetic.shardsOf(shardKey, rows.customerKeys));
  const arranged = { count: rows.count, ...places, ...entriesOf(layout, rows, places) };
  latest = new WeakRef(rows);
  arrangedOf.set(rows, { shardKey, arranged });
  return arranged;
}

function placesOf(actionCount: number, rows: TrainingRows, shardOfRow: Uint8Array): Places {
  const { count, actions } = rows;
  const next = new Int32Array(actionCount + 1);
  for (let row = 0; row < count; row++) next[actions[row]! + 1] = next[actions[row]! + 1]! + 1;
  for (let action = 0; action < actionCount; action++) next[action + 1] = next[action + 1]! + next[action]!;
  const segments: Segment[] = [];
  for (let action = 0; action < actionCount; action++) {
    if (next[action]! < next[action + 1]!) segments.push({ action, from: next[action]!, to: next[action + 1]! });
  }
  const places = { rows: new Int32Array(count), shards: new Uint8Array(count), segments };
  for (const [shard, ofShard] of rowsByShard(rows, shardOfRow).entries()) {
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

function entriesOf(layout: FeatureLayout, { contexts, actions }: TrainingRows, { rows }: Places): Entries {
  const { contextSize } = layout;
  const count = rows.length;
  const next = startsByAction(layout, contexts, actions);
  const total = next[layout.space.size]!;
  const indices = new Uint16Array(total);
  const values = roomFor('entry_values', total);
  const startOf = new Int32Array(count);
  const endOf = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const action = actions[row]!;
    const start = row * contextSize;
    let at = next[action]!;
    startOf[row] = at;
    indices[at] = 0;
    values[at++] = 1;
    for (let j = 0; j < contextSize; j++) {
      // Written in any case and passed over when it is zero: a branch that cannot be foreseen costs more.
      const value = contexts[start + j]!;
      indices[at] = j + 1;
      values[at] = value;
      at += value === 0 ? 0 : 1;
    }
    endOf[row] = at;
    next[action] = at;
  }
  return { starts: gathered(startOf, rows), ends: gathered(endOf, rows), indices, values };
}

/** Where the entries of each action start, and after the last action how many there are: one more each, for a zero in passing. */
function startsByAction(
  { contextSize, space }: FeatureLayout,
  contexts: Float64Array,
  actions: Int32Array,
): Int32Array {
  const starts = new Int32Array(space.size + 1);
  for (let row = 0, at = 0; row < actions.length; row++) {
    let filled = 1;
    for (const end = at + contextSize; at < end; at++) filled += contexts[at] === 0 ? 0 : 1;
    starts[actions[row]! + 1] = starts[actions[row]! + 1]! + filled;
  }
  for (let action = 0; action < space.size; action++) starts[action + 1] = starts[action + 1]! + starts[action]! + 1;
  return starts;
}

function gathered(column: Int32Array, rows: Int32Array): Int32Array {
  const result = new Int32Array(rows.length);
  for (let place = 0; place < rows.length; place++) result[place] = column[rows[place]!]!;
  return result;
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
