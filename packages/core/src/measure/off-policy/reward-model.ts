/**
 * A reward model for DM and DR: ridge regression per action on top of a common one, so that rare actions lean on all.
 * It need not be right; DR corrects it. Any other model may stand in its place as a `ByAction`.
 */
import { cholesky, packedLength, solveCholesky } from '../../math/index.ts';
import type { ByAction, LoggedDecisions } from './rows.ts';

export interface RewardModelInput {
  readonly log: Pick<LoggedDecisions, 'actions' | 'actionCount' | 'rewards'>;
  /** What is known of each decision, rows × width, row-major, without a column of ones; width may be 0. */
  readonly features: ArrayLike<number>;
  readonly width: number;
  /** Strength of the pull towards the common model, in decisions; 1 when left out. > 0. */
  readonly penalty?: number;
  /** ≥ 0, one per decision; all 1 when left out. `mrdrWeights` gives those of MRDR. */
  readonly weights?: ArrayLike<number>;
}

/** Fits on some of the decisions and predicts for any. */
export type FitRewardModel = (trainingRows: ArrayLike<number>) => ByAction;

/** Minimises Σ weight (r − β·[1, x])² + penalty |β − common|² for each action; the common model is pulled towards 0. */
export function ridgeRewardModel(input: RewardModelInput): FitRewardModel {
  const { log, features, width, penalty = 1, weights } = input;
  const size = width + 1;
  const value = (row: number, j: number): number => (j === 0 ? 1 : features[row * width + j - 1]!);
  const dot = (beta: ArrayLike<number>, row: number): number => {
    let sum = 0;
    for (let j = 0; j < size; j += 1) sum += beta[j]! * value(row, j);
    return sum;
  };
  const fit = (rows: readonly number[], target: (row: number) => number): Float64Array => {
    const gram = new Float64Array(packedLength(size));
    const right = new Float64Array(size);
    for (let j = 0; j < size; j += 1) gram[(j * (j + 1)) / 2 + j] = penalty;
    for (const row of rows) {
      const weight = weights?.[row] ?? 1;
      for (let i = 0, at = 0; i < size; i += 1) {
        right[i]! += weight * value(row, i) * target(row);
        for (let j = 0; j <= i; j += 1, at += 1) gram[at]! += weight * value(row, i) * value(row, j);
      }
    }
    return solveCholesky(cholesky(gram, size), right);
  };
  return (trainingRows) => {
    const common = fit(Array.from(trainingRows), (row) => log.rewards[row]!);
    const byAction = Array.from({ length: log.actionCount }, (): number[] => []);
    for (const row of Array.from(trainingRows)) byAction[log.actions[row]!]!.push(row);
    const own = byAction.map((rows) => fit(rows, (row) => log.rewards[row]! - dot(common, row)));
    return (row, into) => {
      const shared = dot(common, row);
      for (let a = 0; a < log.actionCount; a += 1) into[a] = shared + dot(own[a]!, row);
    };
  };
}

/**
 * Weights π_e (1 − p) / p² of the logged actions: the model that makes the variance of DR smallest, instead of its own
 * error (Farajtabar, Chow & Ghavamzadeh 2018). DR with such a model is MRDR.
 */
export function mrdrWeights(
  { actions, actionCount, propensities }: LoggedDecisions,
  candidate: ByAction,
): Float64Array {
  const chosen = new Float64Array(actionCount);
  return Float64Array.from(propensities, (p, row) => {
    candidate(row, chosen);
    return (chosen[actions[row]!]! * (1 - p)) / (p * p);
  });
}
