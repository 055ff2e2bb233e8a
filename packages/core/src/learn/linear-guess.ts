/** Policies that explore around the best guess of the linear-Gaussian learner, instead of drawing from its posterior. */
import type { NextVersionInput, Policy } from '../policy/contract.ts';
import type { LinearDrawsVersion, PolicyVersion } from '../policy/policy-version.ts';
import type { LearnerState } from './learner-state.ts';
import { linearThompson } from './linear-gaussian.ts';

/** The posterior mean: one draw without spread. Null while nothing distinguishes the actions. */
function bestGuess(input: NextVersionInput<LearnerState>): LinearDrawsVersion | null {
  const learning = { ...input.learning, policy: linearThompson.name, draws: 1, temper: 0, floor: 0 };
  const version = linearThompson.nextVersion({ ...input, learning });
  return version.kind === 'linear_draws' ? version : null;
}

const UNIFORM: PolicyVersion = { kind: 'uniform' };

/** The best guess, and with probability ε any eligible action by lot. */
export const epsilonGreedy: Policy<LearnerState> = {
  ...linearThompson,
  name: 'epsilon_greedy',
  nextVersion(input) {
    const guess = bestGuess(input);
    return guess === null ? UNIFORM : { ...guess, even: input.learning.epsilon };
  },
};

/** SquareCB: the further an action lies behind the best guess, in standard deviations of the reward, the rarer it is. */
export const inverseGap: Policy<LearnerState> = {
  ...linearThompson,
  name: 'inverse_gap',
  nextVersion(input) {
    const guess = bestGuess(input);
    const { n, sumY, sumYY } = input.state;
    const deviation = Math.sqrt((sumYY - (sumY / n) * sumY) / n);
    if (guess === null || !(deviation > 0)) return UNIFORM;
    return { ...guess, arithmetic: 'float64', gamma: input.learning.gamma / deviation };
  },
};
