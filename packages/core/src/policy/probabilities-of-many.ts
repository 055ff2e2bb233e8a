/** Probabilities of many customers at once, as `probabilitiesFor` gives them one by one; where draws act, by a fast kernel. */
import type { Probabilities } from '../data/probabilities.ts';
import type { ActionSpace } from '../design/action-space.ts';
import { explore } from './exploration.ts';
import type { LinearDrawsVersion, PolicyVersion } from './policy-version.ts';
import { probabilitiesFor } from './probabilities-for.ts';
import type { PrepareWinners } from './winners-of-many.ts';

export interface ProbabilityBatch {
  readonly space: ActionSpace;
  /** Customers × d, row-major, under the version's encoding. */
  readonly features: Float64Array;
  /** The eligible actions of each customer. */
  readonly masks: readonly Uint8Array[];
  /** The customers that are asked for. */
  readonly rows: readonly number[];
  /** What each action costs on the scale of the scores; null = nothing. */
  readonly prices: Float64Array | null;
}

/** By place in `rows`; null where nothing is eligible. */
export function probabilitiesOfMany(
  version: PolicyVersion,
  batch: ProbabilityBatch,
  prepareWinners: PrepareWinners,
): (Probabilities | null)[] {
  if (version.kind === 'linear_draws' && version.gamma === undefined) return byWinners(version, batch, prepareWinners);
  const { space, features, masks, rows, prices } = batch;
  const d = version.kind === 'uniform' ? 0 : version.contextSize;
  const contextOf = (row: number): Float64Array => features.subarray(row * d, (row + 1) * d);
  return rows.map((row) => probabilitiesFor(version, space, contextOf(row), masks[row]!, prices));
}

/** Customers who are scored together: enough to fill the lanes of a kernel, few enough to stay in the cache. */
const BATCH = 1024;

function byWinners(
  version: LinearDrawsVersion,
  { space, features, masks, rows, prices }: ProbabilityBatch,
  prepareWinners: PrepareWinners,
): (Probabilities | null)[] {
  const { contextSize: d, draws } = version;
  const found = new Array<Probabilities | null>(rows.length).fill(null);
  const open = [...rows.keys()].filter((at) => masks[rows[at]!]!.includes(1));
  const findWinners = prepareWinners(version, space, prices);
  for (let from = 0; from < open.length; from += BATCH) {
    const places = open.slice(from, from + BATCH);
    const contexts = new Float64Array(places.length * d);
    for (const [i, at] of places.entries()) {
      contexts.set(features.subarray(rows[at]! * d, (rows[at]! + 1) * d), i * d);
    }
    const winners = findWinners({ contexts, masks: places.map((at) => masks[rows[at]!]!) });
    for (const [i, at] of places.entries()) {
      found[at] = explore(winners.subarray(i * draws, (i + 1) * draws), version);
    }
  }
  return found;
}
