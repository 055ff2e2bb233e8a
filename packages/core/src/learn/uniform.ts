/** The policy that never prefers anything. It keeps the same books, so that an agent which switches later starts warm. */
import type { Policy } from '../policy/contract.ts';
import type { LearnerState } from './learner-state.ts';
import { linearThompson } from './linear-gaussian.ts';

export const uniformPolicy: Policy<LearnerState> = {
  ...linearThompson,
  name: 'uniform',
  nextVersion: () => ({ kind: 'uniform' }),
};
