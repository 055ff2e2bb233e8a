/** The reward models that candidates of one log share: as strongly smoothed as predicts held-out customers best. */
import { meanOf } from './clustered.ts';
import { crossFit } from './cross-fit.ts';
import { type FitRewardModel, type RewardModelInput, ridgeRewardModel } from './reward-model.ts';
import type { ByAction, LoggedDecisions } from './rows.ts';

/** A log with what a reward model may learn from. */
export interface JudgedLog extends LoggedDecisions {
  /** Key of each customer number: what folds are hashed from. */
  readonly customerKeys: readonly string[];
  /** Rows × width, row-major; width 0 = nothing is known but the action. */
  readonly features: Float64Array;
  readonly width: number;
  /** π_b(a|x) of every action, where it is known; shows what the log does not support. */
  readonly behaviour?: ByAction;
}

const PENALTIES = [1, 10, 100, 1000, 10_000];
/** Decisions that the penalty is chosen from. */
const PENALTY_SAMPLE = 20_000;

/** Fits when it is called; `weights` (of MRDR) are brought to a mean of 1, so that the penalty means the same. */
export function crossFittedModels(log: JudgedLog, folds: ArrayLike<number>): (weights?: Float64Array) => ByAction {
  let penalty: number | null = null;
  return (weights) => {
    penalty ??= choosePenalty(log, folds);
    const input = { log, features: log.features, width: log.width, penalty };
    const mean = weights === undefined ? 0 : meanOf(weights);
    const weighted = mean > 0 ? { ...input, weights: weights!.map((weight) => weight / mean) } : input;
    return crossFit(log.customers, folds, aroundMean(weighted));
  };
}

/**
 * The strength of the pull towards the common model that predicts rewards of held-out customers best; no candidate plays a
 * part in the choice. It is counted in decisions, so a sample of them finds it.
 */
function choosePenalty(log: JudgedLog, folds: ArrayLike<number>): number {
  const step = Math.ceil(log.rewards.length / PENALTY_SAMPLE);
  const rows = Array.from({ length: Math.ceil(log.rewards.length / step) }, (_, i) => i * step);
  const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const { actionCount, features, width } = log;
  const sample = { actions: of(log.actions), actionCount, rewards: of(log.rewards) };
  const kept = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) kept.set(features.subarray(row * width, (row + 1) * width), i * width);
  const expected = new Float64Array(actionCount);
  const scores = PENALTIES.map((penalty) => {
    const model = crossFit(of(log.customers), folds, aroundMean({ log: sample, features: kept, width, penalty }));
    let squares = 0;
    for (let row = 0; row < rows.length; row += 1) {
      model(row, expected);
      squares += (sample.rewards[row]! - expected[sample.actions[row]!]!) ** 2;
    }
    return { penalty, squares };
  });
  return scores.reduce((best, score) => (score.squares < best.squares ? score : best)).penalty;
}

/** The ridge pulls towards 0, so rewards are taken around the mean of what it is fitted on: a strong pull ends at that mean. */
function aroundMean(input: RewardModelInput): FitRewardModel {
  const { rewards } = input.log;
  return (rows) => {
    const mean = meanOf(Float64Array.from(rows, (row) => rewards[row]!));
    const centred = Float64Array.from(rewards, (reward) => reward - mean);
    const model = ridgeRewardModel({ ...input, log: { ...input.log, rewards: centred } })(rows);
    return (row, into) => {
      model(row, into);
      for (let action = 0; action < into.length; action += 1) into[action]! += mean;
    };
  };
}
