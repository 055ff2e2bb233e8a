/**
 * Thompson sampling for each dimension by itself, as most testing tools do it: the rate of an option has a Beta posterior over
 * all decisions that took it, whoever the customer was and whatever else was chosen. The books are those of the linear policy:
 * there the trials of an option stand on the diagonal of J, and its successes in h.
 */
import { ln } from '../math/elementary.ts';
import { normalStream, uniform } from '../math/random.ts';
import type { NextVersionInput, Policy } from '../policy/contract.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import type { LearnerState } from './learner-state.ts';
import { linearThompson } from './linear-gaussian.ts';
import { mainEffectsVersion } from './main-effects.ts';
import type { Units } from './other-policy.ts';

/** A rate of which nothing is known: uniform on [0, 1]. */
const PRIOR = { successes: 1, failures: 1 };

/** Where every row is a trial and its reward a success: the units of the simulations. */
const ROWS: Units = { horizonDays: 1, decisionDays: 1 };

/** `units`: how the books count, of which the agent's horizon and schedule decide. */
export const betaThompson = (units: Units = ROWS): Policy<LearnerState> => ({
  ...linearThompson,
  name: 'beta_thompson',
  nextVersion: (input) => nextVersion(input, units),
});

/** Uniform until there is a success and a failure. */
function nextVersion(input: NextVersionInput<LearnerState>, { horizonDays, decisionDays }: Units): PolicyVersion {
  const { state, layout, learning } = input;
  const perTrial = horizonDays / decisionDays;
  const known = state.sumY * horizonDays;
  if (!(known > 0 && known < state.n * perTrial)) return { kind: 'uniform' };
  return mainEffectsVersion(input, learning.draws, (dim, option, draw) => {
    const at = layout.optionOffsets[dim]![option]!;
    const trials = state.precision[(at * (at + 1)) / 2 + at]! * perTrial;
    // Rows that weigh less than 1 can hold more successes than trials.
    const successes = Math.max(0, state.vector[at]! * horizonDays);
    return drawRate(input, `${input.name}/${draw}/${dim}/${option}`, successes, Math.max(0, trials - successes));
  });
}

function drawRate({ key }: NextVersionInput<unknown>, name: string, successes: number, failures: number): number {
  const gamma = (shape: number, part: string): number =>
    drawGamma(shape, normalStream(key, `${name}/${part}`), (attempt) => uniform(key, name, part, String(attempt)));
  const a = gamma(PRIOR.successes + successes, 'a');
  return a / (a + gamma(PRIOR.failures + failures, 'b'));
}

/** Gamma of shape ≥ 1. Source: Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). */
function drawGamma(shape: number, normal: () => number, uniformAt: (attempt: number) => number): number {
  const d = shape - 1 / 3;
  for (let attempt = 0; ; attempt++) {
    const x = normal();
    const root = 1 + x / Math.sqrt(9 * d);
    const v = root * root * root;
    if (v > 0 && ln(uniformAt(attempt)) < 0.5 * x * x + d - d * v + d * ln(v)) return d * v;
  }
}
