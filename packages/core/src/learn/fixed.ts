/**
 * The policy of a person who knows what is best: one option of each dimension for everybody. Who may not have the combination
 * gets the one that shares most of its options, and `floor` still spreads to its neighbours (0: nobody gets anything else). It
 * keeps the books of the linear policy, so that an agent which begins to learn later starts warm.
 */
import type { Policy } from '../policy/contract.ts';
import type { LearnerState } from './learner-state.ts';
import { linearThompson } from './linear-gaussian.ts';
import { mainEffectsVersion } from './main-effects.ts';

export const fixedPolicy: Policy<LearnerState> = {
  ...linearThompson,
  name: 'fixed',
  nextVersion: (input) => {
    const { layout, learning } = input;
    return mainEffectsVersion(input, 1, (dim, option) => {
      const { id, optionIds } = layout.space.dimensions[dim]!;
      return Number(optionIds[option] === learning.action[id]);
    });
  },
};
