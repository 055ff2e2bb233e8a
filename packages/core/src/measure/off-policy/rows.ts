/**
 * Logged decisions as off-policy estimators read them: plain probabilities and rewards, one row per decision, never the
 * code of a policy. `w` is the candidate's probability of the logged action over its logged propensity.
 */

/** Writes one number per action for a decision into `into`: probabilities, or expected rewards. */
export type ByAction = (row: number, into: Float64Array) => void;

export interface LoggedDecisions {
  /** Logged action of each decision, 0 … actionCount − 1. */
  readonly actions: ArrayLike<number>;
  readonly actionCount: number;
  /** Of the logged action, as logged; in (0, 1]. */
  readonly propensities: ArrayLike<number>;
  readonly rewards: ArrayLike<number>;
  /** Number of the customer of each decision, ≥ 0: errors are clustered by it. */
  readonly customers: ArrayLike<number>;
}

export interface OffPolicyRows {
  readonly rewards: ArrayLike<number>;
  /** w ≥ 0. */
  readonly weights: ArrayLike<number>;
  readonly customers: ArrayLike<number>;
  /** q(x, a) of the logged action by a reward model; null without a model. */
  readonly loggedModel: ArrayLike<number> | null;
  /** Σ π_e(a|x) q(x, a): what the model expects of the candidate; null without a model. */
  readonly candidateModel: ArrayLike<number> | null;
  /** The candidate's probability of actions that could not have been logged, by row; null when it is not known. */
  readonly unsupported: ArrayLike<number> | null;
}

export interface RowSources {
  readonly log: LoggedDecisions;
  /** π_e(a|x) of the candidate, for every action; rows sum to 1. */
  readonly candidate: ByAction;
  /** Expected rewards q(x, a); best cross-fitted (`crossFit`). */
  readonly model?: ByAction;
  /** π_b(a|x) of the logging policy, for every action: shows what the log does not support. */
  readonly behaviour?: ByAction;
}

/** One number per action and row, row-major: rows × actionCount. */
export const denseByAction =
  (matrix: ArrayLike<number>, actionCount: number): ByAction =>
  (row, into) => {
    for (let a = 0; a < actionCount; a += 1) into[a] = matrix[row * actionCount + a]!;
  };

/** Reads every decision once. Nothing is checked here: see `checkRows`. */
export function offPolicyRows({ log, candidate, model, behaviour }: RowSources): OffPolicyRows {
  const n = log.rewards.length;
  const chosen = new Float64Array(log.actionCount);
  const expected = new Float64Array(log.actionCount);
  const possible = new Float64Array(log.actionCount);
  const weights = new Float64Array(n);
  const loggedModel = model === undefined ? null : new Float64Array(n);
  const candidateModel = model === undefined ? null : new Float64Array(n);
  const unsupported = behaviour === undefined ? null : new Float64Array(n);
  for (let row = 0; row < n; row += 1) {
    candidate(row, chosen);
    weights[row] = chosen[log.actions[row]!]! / log.propensities[row]!;
    if (model !== undefined && loggedModel !== null && candidateModel !== null) {
      model(row, expected);
      loggedModel[row] = expected[log.actions[row]!]!;
      candidateModel[row] = sumWhere(chosen, (a) => expected[a]!);
    }
    if (behaviour !== undefined && unsupported !== null) {
      behaviour(row, possible);
      unsupported[row] = sumWhere(chosen, (a) => (possible[a]! > 0 ? 0 : 1));
    }
  }
  return { rewards: log.rewards, weights, customers: log.customers, loggedModel, candidateModel, unsupported };
}

function sumWhere(chosen: Float64Array, factor: (action: number) => number): number {
  let sum = 0;
  for (let a = 0; a < chosen.length; a += 1) if (chosen[a] !== 0) sum += chosen[a]! * factor(a);
  return sum;
}
