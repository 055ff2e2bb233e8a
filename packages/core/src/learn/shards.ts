/**
 * 64 logical shards of a day's rows, each in customer order, merged in one fixed binary tree. Who computes a shard, and
 * when, plays no part, so what is summed is the same bit for bit for any number of workers and any order of rows.
 */
import { FitlyError } from '../errors.ts';
import { uniform } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';

/** Fixed for good: another number would change the last bits of everything learned. A power of two. */
export const SHARDS = 64;

/** Shard of a customer, 0 … 63. */
export function shardOf(key: SipKey, customerKey: string): number {
  return Math.floor(uniform(key, customerKey) * SHARDS);
}

/** One leaf per shard, in order of the shards; computed in the order in which `workers` would take them. */
export function leavesOf<Leaf>(
  shards: readonly (readonly number[])[],
  workers: number,
  leafOf: (positions: readonly number[]) => Leaf,
): Leaf[] {
  const leaves = new Array<Leaf>(SHARDS);
  for (let worker = 0; worker < workers; worker++) {
    for (let shard = worker; shard < SHARDS; shard += workers) leaves[shard] = leafOf(shards[shard]!);
  }
  return leaves;
}

/** Positions of the rows of each shard, in the order of customer key, then decision id. */
export function rowsByShard(rows: TrainingRows, shardOfRow: Uint8Array): number[][] {
  const { customerKeys, decisionIds } = rows;
  const shards = Array.from({ length: SHARDS }, (): number[] => []);
  for (let row = 0; row < rows.count; row++) shards[shardOfRow[row]!]!.push(row);
  if (ascend(customerKeys)) return shards;
  for (const shard of shards) {
    shard.sort(
      (a, b) => compareTexts(customerKeys[a]!, customerKeys[b]!) || compareTexts(decisionIds[a]!, decisionIds[b]!),
    );
  }
  return shards;
}

/** As logs hold them, one decision for each customer: nothing has to be sorted. */
function ascend(texts: readonly string[]): boolean {
  for (let at = 1; at < texts.length; at++) if (!(texts[at - 1]! < texts[at]!)) return false;
  return true;
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** ((0+1)+(2+3))+… : neighbours first, so the tree depends on the number of leaves alone. At least one leaf. */
export function mergeTree<Leaf>(leaves: readonly Leaf[], merge: (a: Leaf, b: Leaf) => Leaf): Leaf {
  if (leaves.length === 1) return leaves[0]!;
  const half = leaves.length / 2;
  return merge(mergeTree(leaves.slice(0, half), merge), mergeTree(leaves.slice(half), merge));
}

/** Throws `internal` for rows that do not fit the layout. */
export function checkRows({ contextSize, space }: FeatureLayout, rows: TrainingRows): void {
  const { count, customerKeys, decisionIds, actions, rewards, contexts, weights } = rows;
  const lengths = [customerKeys.length, decisionIds.length, actions.length, rewards.length, weights?.length ?? count];
  if (lengths.some((length) => length !== count) || contexts.length !== count * contextSize) {
    throw new FitlyError('internal', `training columns of different lengths, expected ${count} rows × ${contextSize}`);
  }
  const bad = rewards.findIndex((reward, row) => {
    const action = actions[row]!;
    const weight = weights?.[row] ?? 1;
    return !(Number.isFinite(reward) && action >= 0 && action < space.size && weight > 0 && weight < Infinity);
  });
  if (bad !== -1) {
    throw new FitlyError('internal', `training row ${bad} has no finite reward, no known action or no positive weight`);
  }
}
