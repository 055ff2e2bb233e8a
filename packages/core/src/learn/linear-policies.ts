/** The policies that keep the books of the linear one, by name: what one of them has learned, the others read. */
import type { PolicyName } from '../design/agent.ts';
import type { Policy } from '../policy/contract.ts';
import { betaThompson } from './beta-thompson.ts';
import { fixedPolicy } from './fixed.ts';
import type { LearnerState } from './learner-state.ts';
import { linearThompson } from './linear-gaussian.ts';
import { epsilonGreedy, inverseGap } from './linear-guess.ts';
import type { Units } from './other-policy.ts';
import { uniformPolicy } from './uniform.ts';

export function linearPolicyOf(
  name: Exclude<PolicyName, 'logistic' | 'funnel' | 'custom'>,
  units: Units,
): Policy<LearnerState> {
  switch (name) {
    case 'linear_thompson':
      return linearThompson;
    case 'beta_thompson':
      return betaThompson(units);
    case 'epsilon_greedy':
      return epsilonGreedy;
    case 'inverse_gap':
      return inverseGap;
    case 'fixed':
      return fixedPolicy;
    case 'uniform':
      return uniformPolicy;
  }
}
