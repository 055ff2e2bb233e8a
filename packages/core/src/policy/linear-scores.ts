/**
 * Which action wins each posterior draw, for one customer. Scores are split by dimension: an option's weights meet the
 * context once, however many actions contain it; actions then only add. The shared part is the same for all actions of a
 * customer and is left out.
 *
 * The order of additions is part of the decision format, since another order gives other last bits:
 * option score = w_1 + x_0 w_2 + x_1 w_3 + … from left to right; action score = ((s_0 + s_1) + …) + pair sum, the pair sum
 * with the later dimension outer, the earlier inner, from left to right. Under an action that sends nothing only the
 * dimensions that mean something are added, in the same order. A price, where one is given, is subtracted from the pair sum.
 * In `float32` every number is rounded to single precision before it is used, and every product, sum and difference after.
 */
import type { ActionSpace } from '../design/action-space.ts';
import { sameSpace } from '../design/action-space.ts';
import { FitlyError } from '../errors.ts';
import { type FeatureLayout, featureLayout, pairsOf } from './feature-layout.ts';
import type { LinearDrawsVersion } from './policy-version.ts';

/**
 * Winning action of each draw, length M; ties go to the lowest action index. `contextRow`: d finite numbers. `mask`: at
 * least one eligible action. The result is overwritten by the next call.
 */
export type FindWinners = (contextRow: Float64Array, mask: Uint8Array) => Int32Array;

/**
 * Prepares a version for scoring. `prices`: what each action costs on the scale of the scores (shadow prices of budgets);
 * null = nothing. Throws `internal` when the version was learned for another action space.
 */
export function prepareScores(
  version: LinearDrawsVersion,
  space: ActionSpace,
  prices: Float64Array | null = null,
): FindWinners {
  const tables = scoreTables(version, space, prices);
  const firstChanged = firstChangedDimension(space);
  const scratch = makeScratch(space, version);
  return (contextRow, mask) => {
    if (contextRow.length !== version.contextSize || mask.length !== space.size) {
      throw new FitlyError(
        'internal',
        `a context row of ${contextRow.length} numbers and a mask of ${mask.length} actions, expected ${version.contextSize} and ${space.size}`,
      );
    }
    scoreOptions(tables.options, contextRow, version.draws, scratch);
    return winnersOf(space, { ...tables, firstChanged }, mask, scratch);
  };
}

type Floats = Float32Array | Float64Array;

/** A version's numbers in its own precision, ordered for scoring. */
export interface ScoreTables {
  /** By dimension and option: (1 + d) × M weights, draw fastest. */
  readonly options: readonly (readonly Floats[])[];
  /** actions × M pair sums less the action's price, draw fastest. */
  readonly pairs: Floats;
}

/** Throws `internal` when the version was learned for another action space. */
export function scoreTables(version: LinearDrawsVersion, space: ActionSpace, prices: Float64Array | null): ScoreTables {
  if (!sameSpace(version.space, space)) {
    throw new FitlyError(
      'internal',
      'the policy version was learned for other dimensions or options than the agent has',
      {
        next: 'adapt the learner state to the new options and make a new policy version first',
      },
    );
  }
  const layout = featureLayout(space, version.contextSize);
  return { options: optionWeights(version, layout), pairs: pairSums(version, layout, prices) };
}

interface Tables extends ScoreTables {
  /** For each action the first dimension whose option differs from that of the action before. */
  readonly firstChanged: Int32Array;
}

type Round = (value: number) => number;

const asItIs: Round = (value) => value;
const roundingOf = ({ arithmetic }: LinearDrawsVersion): Round => (arithmetic === 'float32' ? Math.fround : asItIs);

interface Scratch {
  readonly round: Round;
  /** By dimension and option: M scores. */
  readonly optionScores: readonly (readonly Floats[])[];
  /** prefix[k]: sum of the scores of the options chosen in dimensions 0…k−1; prefix[0] stays zero. */
  readonly prefix: readonly Floats[];
  /** The context numbers that are not zero, and where their weights start. */
  readonly values: Floats;
  readonly starts: Int32Array;
  /** M sums for an action that sends nothing. */
  readonly silent: Floats;
  readonly best: Floats;
  readonly winners: Int32Array;
}

const floats = ({ arithmetic }: LinearDrawsVersion, length: number): Floats =>
  arithmetic === 'float32' ? new Float32Array(length) : new Float64Array(length);

function makeScratch({ dimensions }: ActionSpace, version: LinearDrawsVersion): Scratch {
  const { draws, contextSize } = version;
  const perDraw = (): Floats => floats(version, draws);
  return {
    round: roundingOf(version),
    optionScores: dimensions.map(({ optionIds }) => optionIds.map(perDraw)),
    prefix: Array.from({ length: dimensions.length + 1 }, perDraw),
    values: floats(version, contextSize),
    starts: new Int32Array(contextSize),
    silent: perDraw(),
    best: perDraw(),
    winners: new Int32Array(draws),
  };
}

function optionWeights(version: LinearDrawsVersion, layout: FeatureLayout): Floats[][] {
  const { draws, coefficients } = version;
  return layout.optionOffsets.map((offsets) =>
    offsets.map((offset) => {
      const weights = floats(version, layout.blockSize * draws);
      for (let j = 0; j < layout.blockSize; j++) {
        for (let m = 0; m < draws; m++) weights[j * draws + m] = coefficients[m * layout.size + offset + j]!;
      }
      return weights;
    }),
  );
}

function pairSums(version: LinearDrawsVersion, layout: FeatureLayout, prices: Float64Array | null): Floats {
  const { draws, coefficients } = version;
  const round = roundingOf(version);
  const sums = floats(version, layout.space.size * draws);
  for (let action = 0; action < layout.space.size; action++) {
    for (const pair of pairsOf(layout, action)) {
      for (let m = 0; m < draws; m++) {
        sums[action * draws + m] = sums[action * draws + m]! + round(coefficients[m * layout.size + pair]!);
      }
    }
    if (prices === null || prices[action] === 0) continue;
    const price = round(prices[action]!);
    for (let m = 0; m < draws; m++) sums[action * draws + m] = sums[action * draws + m]! - price;
  }
  return sums;
}

function firstChangedDimension(space: ActionSpace): Int32Array {
  const last = Math.max(0, space.dimensions.length - 1);
  return Int32Array.from({ length: space.size }, (_, action) => {
    if (action === 0) return 0;
    const changed = space.dimensions.findIndex(
      (_dimension, dim) => space.optionIndex(action, dim) !== space.optionIndex(action - 1, dim),
    );
    return changed === -1 ? last : changed;
  });
}

/** Changes `scores`. Zeros of the context are skipped: they add nothing. */
function scoreOptions(
  options: Tables['options'],
  contextRow: Float64Array,
  draws: number,
  { optionScores, values, starts, round }: Scratch,
): void {
  let count = 0;
  for (let j = 0; j < contextRow.length; j++) {
    if (contextRow[j] === 0) continue;
    values[count] = contextRow[j]!;
    starts[count] = (j + 1) * draws;
    count += 1;
  }
  for (let dim = 0; dim < options.length; dim++) {
    const weightsOfDim = options[dim]!;
    for (let option = 0; option < weightsOfDim.length; option++) {
      scoreOption(optionScores[dim]![option]!, weightsOfDim[option]!, { values, starts, count, round });
    }
  }
}

/** Four terms per pass, still added one after the other: the same bits as one term per pass, a quarter of the stores. */
function scoreOption(
  score: Floats,
  weights: Floats,
  { values, starts, count, round }: Pick<Scratch, 'values' | 'starts' | 'round'> & { readonly count: number },
): void {
  const draws = score.length;
  for (let m = 0; m < draws; m++) score[m] = weights[m]!;
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const [x0, x1, x2, x3] = [values[k]!, values[k + 1]!, values[k + 2]!, values[k + 3]!];
    const [s0, s1, s2, s3] = [starts[k]!, starts[k + 1]!, starts[k + 2]!, starts[k + 3]!];
    for (let m = 0; m < draws; m++) {
      const first = round(score[m]! + round(x0 * weights[s0 + m]!));
      const second = round(first + round(x1 * weights[s1 + m]!));
      const third = round(second + round(x2 * weights[s2 + m]!));
      score[m] = third + round(x3 * weights[s3 + m]!);
    }
  }
  for (; k < count; k++) {
    const x = values[k]!;
    const start = starts[k]!;
    for (let m = 0; m < draws; m++) score[m] = score[m]! + round(x * weights[start + m]!);
  }
}

function winnersOf(space: ActionSpace, tables: Tables, mask: Uint8Array, scratch: Scratch): Int32Array {
  const { best, winners, prefix, optionScores } = scratch;
  best.fill(-Infinity);
  winners.fill(-1);
  const last = space.dimensions.length - 1;
  let stale = 0;
  for (let action = 0; action < space.size; action++) {
    stale = Math.min(stale, tables.firstChanged[action]!);
    if (mask[action] !== 1) continue;
    if (space.isSilent(action)) {
      keepBest(scratch, silentSum(space, action, scratch), prefix[0]!, tables.pairs, action);
      continue;
    }
    for (let dim = stale; dim < last; dim++) {
      addInto(prefix[dim + 1]!, prefix[dim]!, optionScores[dim]![space.optionIndex(action, dim)]!);
    }
    stale = last;
    const lastScores = last < 0 ? prefix[0]! : optionScores[last]![space.optionIndex(action, last)]!;
    keepBest(scratch, prefix[Math.max(0, last)]!, lastScores, tables.pairs, action);
  }
  if (winners.includes(-1)) {
    throw new FitlyError('internal', 'no action won: nothing is eligible or a score is not a number');
  }
  return winners;
}

/** Scores of the dimensions that mean something where nothing is sent, in `scratch.silent`. */
function silentSum(space: ActionSpace, action: number, { silent, optionScores }: Scratch): Floats {
  silent.fill(0);
  for (let dim = 0; dim < space.dimensions.length; dim++) {
    if (space.applies(action, dim)) addInto(silent, silent, optionScores[dim]![space.optionIndex(action, dim)]!);
  }
  return silent;
}

function addInto(target: Floats, a: Floats, b: Floats): void {
  for (let m = 0; m < target.length; m++) target[m] = a[m]! + b[m]!;
}

/** Strictly greater, so that of equal scores the lowest action index stays. */
function keepBest(
  { best, winners, round }: Scratch,
  sums: Floats,
  lastScores: Floats,
  pairs: Floats,
  action: number,
): void {
  const draws = best.length;
  const start = action * draws;
  for (let m = 0; m < draws; m++) {
    const score = round(round(sums[m]! + lastScores[m]!) + pairs[start + m]!);
    if (score > best[m]!) {
      best[m] = score;
      winners[m] = action;
    }
  }
}
